# Joining several apps of one person, and invitations to a role.

command-lienket = Use your cases in another app too
link-what-for = You can share your cases and unfinished forms between Telegram, Zalo and our web page.
    .simple =
        You can share your cases between apps.
        For example: Telegram, Zalo and the web page.
link-how =
    How to do it:
    1. Open the conversation with us in the other app.
    2. Type there: /link { $code }
    3. Come back here and answer our question.
    Your code:
link-keep-secret = The code works once, for 10 minutes. Please give it to nobody, not even to our staff.
    .simple =
        The code works once, for 10 minutes.
        Please give it to nobody, not even staff.
link-too-many-made = You have asked for codes many times. Please wait an hour before the next.
    .simple =
        You have asked for codes many times.
        Please wait an hour before the next.
link-too-many-wrong = Wrong codes have been tried many times. Please wait an hour before trying again.
    .simple =
        Wrong codes have been tried many times.
        Please wait an hour.
link-wrong-code = This code is wrong, was used before or is too old. Type /link in the app you already use to get a new one, then type it here. Were you invited? Please ask whoever invited you for a new code.
    .simple =
        This code does not work.
        It is wrong, used, or too old.
        Type /link in the app you already use.
        Then type the new code here.
        If you were invited, ask for a new one.
link-yourself = This code was made with this very account. Please type it in the other app.
    .simple =
        This code was made with this very account.
        Please type it in the other app.
link-make-it-here = This account has rights that the account the code was made with has not. So that no rights go to the wrong person, please type /link here to get a code, and type that in the other app.
    .simple =
        This account has more rights.
        They must not go to the wrong person.
        Please type /link here to get a code.
        Then type it in the other app.
link-would-open = This code was made with a { $channel } account. If you join, whoever uses that account will see all you have here: cases: { $cases }, unfinished forms: { $drafts }.
    .simple =
        This code was made with a { $channel } account.
        If you join, they see all you have here.
        Cases: { $cases }
        Unfinished forms: { $drafts }
link-only-yours = Join only if you made this code YOURSELF just now. If somebody gave it to you and told you to type it, do not.
    .simple =
        Join only if you made it YOURSELF.
        If somebody told you to type it: do not.
link-mine = I made this code myself: join
link-not-mine = It is not my code
link-waits = Please open { $channel }, where the code was made, and answer our question there within 10 minutes. Nothing is joined before that.
    .simple =
        Please open { $channel }, where the code was made.
        Answer our question there within 10 minutes.
        Nothing is joined before that.
link-not-yours = Once joined, both places show the same cases. If you did not make the code yourself, press the button below or type: /link no
    .simple =
        Once joined, both places show the same cases.
        Not your code: press the button below.
        Or type: /link no
link-nothing-joined = Nothing has been joined.
link-ask = At { $at } your code was typed on { $channel }. Was that you?
    .simple =
        Your code was typed.
        At: { $at }
        On: { $channel }
        Was that you?
link-ask-what = If you join, whoever uses that account will see your cases and unfinished forms.
    .simple =
        If you join, they will see your cases.
        They will see unfinished forms too.
link-ask-what-with-rights = If you join, whoever uses that account will see your cases and HAVE ALL YOUR RIGHTS here.
    .simple =
        If you join, they will see your cases.
        They will HAVE ALL YOUR RIGHTS here.
link-ask-how = If it was not you, please choose “No, it was not me”. You can also type: /link yes, or /link no
    .simple =
        Not you: choose “No, it was not me”.
        You can also type:
        /link yes
        /link no
link-yes = It was me: join
link-no = No, it was not me
link-over = This question is no longer open: the code was used, given up or is older than 10 minutes. Type /link to get a new one.
    .simple =
        This question is no longer open.
        Type /link to get a new code.
link-they-may-more = The other account has rights that you do not have, so they cannot be joined from here. Please make the code with the other account and type it here.
    .simple =
        The other account has more rights.
        So they cannot be joined from here.
        Make the code with the other account.
        Then type it here.
link-done = Joined with { $channel }. From now on both places share cases and unfinished forms. Type /link to see them or undo this.
    .simple =
        Joined with { $channel }.
        Both places share cases and unfinished forms.
        Type /link to see them or undo this.
link-put-aside = { $count ->
    [1] What was unfinished there is kept and you can go on later.
   *[other] { $count } unfinished forms from there are kept and you can go on later.
}
    .simple =
        { $count ->
            [1] What was unfinished there is kept.
           *[other] { $count } unfinished forms from there are kept.
        }
link-done-there = Joined with { $channel }, as was answered there. From now on both places share cases and unfinished forms. If this is not what you want, type /link unlink.
    .simple =
        Joined with { $channel }.
        Both places share cases and unfinished forms.
        Not what you want: type /link unlink.
link-refused = Nothing has been joined, and the code is void. If you gave the code to nobody, please let the office know.
    .simple =
        Nothing has been joined.
        The code is void.
        If you gave it to nobody, tell the office.
link-refused-there = The joining was refused where the code was made. Nothing has been joined.
    .simple =
        The other place refused.
        Nothing has been joined.
link-alone = You use one account; it is not joined with any other.
link-list = You share your cases between:
link-account = { $lost ->
    [yes] – { $name } (cannot be reached)
   *[no] { $here ->
        [yes] – { $name } (you are here)
       *[no] – { $name }
    }
}
link-name = { $number ->
    [0] { $channel }
   *[other] { $channel } ({ $number })
}
link-new = Join another place
link-cut = Unlink { $name }
link-keep = Leave it as it is
link-cut-what = If you unlink it, { $name } starts afresh and no longer shows your cases and unfinished forms. Your cases stay with the other places.
    .simple =
        If you unlink it, { $name } starts afresh.
        It no longer shows your cases.
        Nor does it show unfinished forms.
        Your cases stay with the other places.
link-cut-done = { $name } has been unlinked. Your cases are still here.
    .simple =
        { $name } has been unlinked.
        Your cases are still here.
link-cut-here = This account was unlinked from the others and starts afresh. The cases stay with the others.
    .simple =
        This account was unlinked from the others.
        It starts afresh.
        The cases stay with the others.
link-own-invitation = You made this invitation yourself: please pass the code to whoever is invited.
    .simple =
        You made this invitation yourself.
        Please pass the code to whoever is invited.
link-invited = { $role ->
    [admin] You may now see figures and export workbooks for { $unit }. Type /help to see the commands.
    [officer] You are now an officer of { $unit }. Type /tasks to see your work, /help to see the commands.
    [head] You are now a head at { $unit }. Type /tasks to see the work, /help to see the commands.
    [auditor] You may now read the audit of { $unit }. Type /help to see the commands.
    [sealed-reader] You are now a reader of denunciations at { $unit }. Type /help to see the commands.
   *[other] You now have the role: { $role }, at { $unit }. Type /help to see the commands.
}
    .simple =
        { $role ->
            [admin] You may now see figures for { $unit }.
            You may export workbooks.
            Type /help to see the commands.
            [officer] You are now an officer of { $unit }.
            Type /tasks to see your work.
            Type /help to see the commands.
            [head] You are now a head at { $unit }.
            Type /tasks to see the work.
            Type /help to see the commands.
           *[other] You now have the role: { $role }.
            It holds at { $unit }.
            Type /help to see the commands.
        }
