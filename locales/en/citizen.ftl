# What the bot says to citizens besides the questions of its forms.

command-start = Start: what you can do here
command-danhgia = Rate a service
command-gopy = Report, suggest or praise
command-tracuu = Look up a case by its code
command-cuatoi = My cases
command-huy = Cancel what you are doing
command-ngonngu = Change the language, large letters
command-quytac = Code of conduct of our staff
command-dulieu = My data: see, download, erase
command-trogiup = Help

# What can be done
menu-ask = What can we do for you?
menu-hello = Welcome back.
menu-greeting = Hello.
menu-thanks = Thank you.
menu-busy = What you were doing is kept. You can go on with it, or choose something else:
    .simple =
        What you were doing is kept.
        Go on with it, or choose something else:
menu-open = Other things to do
menu-go-on = Go on with what is unfinished
menu-danhgia = Rate a service
menu-gopy = Report, suggest or praise
menu-tracuu = Look up a case code
menu-cuatoi = My cases
menu-assisted = Help somebody else
menu-ngonngu = Ngôn ngữ / Language, large letters
menu-trogiup = Help
menu-no-such-number = The last list only goes from 1 to { $count }. What would you like to do? Please type a number:
    .simple =
        The list goes from 1 to { $count }.
        What would you like to do?
        Please type a number:
menu-not-understood = Sorry, we did not understand that.
menu-examples =
    You can write, for example, “rate”, “report” or “status”, or just tell us what happened: “The street light in hamlet 3 has been out for a week”. A photo or a voice message is fine too.
    .simple =
        Type “rate”, “report” or “status”.
        Or just tell us what happened.
        A photo or a voice message is fine too.
menu-not-understood-again = Please choose one of these, or tell us what happened in a full sentence:
    .simple =
        Please choose one of these.
        Or tell us what happened in a full sentence:

# First meeting
welcome-hello = Hello. Here { $office } listens to what citizens have to say.
    .simple =
        Hello.
        Here { $office } listens to you.
welcome-thanks = Thank you.
welcome-damaged-link = This QR code or link does not work any more.

# In the middle of something
busy-ask = You are in the middle of “{ $title }”.
busy-kept = If you start something new, what you have done is kept and you can go on later.
    .simple =
        What you have done is kept.
        You can go on later.
busy-go-on = Go on with it
busy-new = Start: { $title }
busy-here = You are already here:
busy-back = Go on: { $title }
busy-unfinished = { $count ->
    [1] You have one unfinished form:
   *[other] You have { $count } unfinished forms:
}
busy-over = This part is finished or closed; the button no longer works.
    .simple =
        This part is finished or closed.
        The button no longer works.
busy-nothing-to-cancel = You have nothing unfinished.

# Rating
survey-which = What would you like to rate?
survey-none = No survey is open at the moment. You can still tell us something:
    .simple =
        No survey is open at the moment.
        You can still tell us something:
survey-at = Place: { $unit }
unit-followed = This code was printed for { $old }. { $new } does its work now.
    .simple =
        This code was for { $old }.
        { $new } does its work now.
unit-divided = This code was printed for { $unit }. There are several units in its place now; please choose.
    .simple =
        { $unit } was divided.
        Please choose.
survey-about = Procedure: { $procedure }
survey-thanks = Thank you for your rating. It helps us to serve you better.
    .simple = Thank you for your rating.
survey-repeat = You rated this not long ago; both ratings count as one opinion in the results.
    .simple =
        You rated this not long ago.
        Both ratings count as one.
survey-low = We are sorry that you were not satisfied. If you like, tell us what happened and you will get an answer.
    .simple =
        We are sorry that you were not satisfied.
        You can tell us what happened.
        You will get an answer.
survey-low-report = Tell what happened

# Taking a report in
intake-closed = Reports are not taken here at the moment. Please contact the office directly.
    .simple =
        Reports are not taken here at the moment.
        Please contact the office directly.
intake-kept-words = We have noted what you wrote. Please answer a few short questions so that it reaches the right place.
    .simple =
        We have noted what you wrote.
        Please answer a few short questions.
intake-kept-files = We have received your photo, recording or file.
intake-kept-place = We have received your location.
intake-not-kept = What you attached was not taken.
intake-see-attached = It is all in the photo or recording
intake-thanks = Thank you.
intake-received = Received at { $at }.
intake-code = Your case code:
intake-keep-code = Please keep this code. Whoever has it can see how the case stands, but neither what you wrote nor your name.
    .simple =
        Please keep this code.
        Whoever has it can see the status.
        Your words and name stay hidden.
intake-unit = Handled by: { $unit }
intake-triage = We will pass it on to the office in charge.
intake-no-filing = This is not yet a lawful complaint. Time limits run only from when the office has the petition you signed.
    .simple =
        This is not yet a lawful complaint.
        Time runs once the office has the signed petition.
intake-promised = You will have an answer by { $day }
intake-look-up = See how it stands at any time: type /status { $code }
    .simple =
        To see how it stands, type:
        /status { $code }
intake-without-name = You left no name, so you can see the result only with this code or under “My cases”.
    .simple =
        You left no name.
        See the result with this code.
        Or look under “My cases”.
intake-consent-refused = You did not agree to our keeping your name and number, so we have not kept them. See the result with this code or under “My cases”.
    .simple =
        You did not agree to keeping your name.
        We have not kept name and number.
        See the result with this code.
        Or look under “My cases”.
intake-amended = Your correction has been added to the case. What you sent first is kept as well.
    .simple =
        Your correction has been added.
        What you sent first is kept as well.
intake-nothing-kept = Your last message has not been stored here.
intake-other-report = I want to report something else

# Filling in for somebody else
assisted-whom = Are you filling this in for yourself or for somebody else?
assisted-myself = For myself
assisted-offer = I am helping somebody else
assisted-begun = You are helping. Please write what the other person says; name and number are theirs as well.
    .simple =
        You are helping.
        Please write what the other person says.
        Name and number are theirs too.
assisted-what = What would you like to fill in for somebody else?
assisted-next = The next person
assisted-hand-over = Please copy this code and hand it to the person you help.
tracking-assisted = You filled this in for somebody else.
help-assisted = To help somebody else: type “/rate helping” or “/report helping”.

# Looking up
tracking-which = Please type /status and the case code, for example: /status K7DMQ-3RTX9-P4VA. If you do not remember the code, see “My cases”.
    .simple =
        Please type /status and the case code.
        For example: /status K7DMQ-3RTX9-P4VA
        If you forgot it, see “My cases”.
tracking-wrong-code = There is no case with this code. Please check every letter and digit. If you sent it from here, you will find it under “My cases”.
    .simple =
        There is no case with this code.
        Please check every letter and digit.
        Or look under “My cases”.
tracking-too-many = Wrong codes have been tried many times. Please wait an hour before trying again, or type /mine.
    .simple =
        Wrong codes have been tried many times.
        Please wait an hour.
        Or type /mine.
tracking-none = You have not sent a report from here.
tracking-mine = { $count ->
    [1] You have one case:
   *[other] You have { $count } cases, the latest first:
}
tracking-older = Older cases: { $count }. Please look them up by code.
    .simple =
        Older cases: { $count }
        Please look them up by code.
tracking-about = { tracking-kind }: { $category }
tracking-kind = { $kind ->
    [problem] Report
    [proposal] Proposal
    [praise] Praise
    [question] Question
    [complaint] Complaint
   *[other] Opinion
}
tracking-received = Received: { $day }
tracking-state = Status: { $state }
tracking-triage = Handled by: being assigned
tracking-unit = Handled by: { $unit }
tracking-promised = Answer due by: { $day }
tracking-summary = You wrote: “{ $words }”
tracking-spoken = You sent a voice recording.

# Personal data
privacy-heading = What we keep about you:
privacy-channels = – Messaging accounts: { $count }, encrypted
privacy-language = – The language you chose
privacy-web = – Web chat: what we said, for 30 days, encrypted
privacy-cases = { $count ->
    [0] – Cases you sent: none yet
   *[other] – Cases you sent: { $count }, of which { $named } with name and telephone number, encrypted
}
    .simple =
        { $count ->
            [0] – Cases you sent: none yet
           *[other] – Cases you sent: { $count }, with your name: { $named }
        }
privacy-drafts = – Unfinished forms: { $count }
privacy-consents = – Things you agreed to: { $count }
privacy-surveys = – Ratings are stored without name or account, so they are not part of this list
    .simple = – Ratings carry no name of yours
privacy-export = Download my data
privacy-correct = Correct something
privacy-consents-heading = What needs your consent:
privacy-erase = Erase my data
privacy-export-here = This is everything we keep about you. The file is private; please keep it safe.
    .simple =
        This is everything we keep about you.
        The file is private.
        Please keep it safe.
privacy-how-to-correct = To correct what you sent, edit the old message (where your app allows it): the correction is added to the case.
    .simple =
        To correct what you sent: edit the old message.
        The correction is added to the case.
privacy-correct-by-report = To change your name or number, send a new report with the code of the case.
    .simple =
        To change name or number: send a new report.
        Please give the code of the case.
privacy-no-names = No report has your name or number now, so there is nothing to correct.
    .simple =
        No report has your name now.
        There is nothing to correct.
privacy-consent = { $title }: { $given ->
    [yes] agreed
   *[no] not agreed
}
privacy-consents-button = What I agreed to
privacy-give = Agree: { $title }
privacy-withdraw = Withdraw: { $title }
privacy-give-done = We have noted that you agree: { $title }.
privacy-withdraw-done = Withdrawn: { $title }.
privacy-names-removed = { $count ->
    [0] No case holds your name.
    [one] Name and number have been removed from one case. You can still see the result with the code.
   *[other] Name and number have been removed from { $count } cases. You can still see the result with the code.
}
    .simple =
        { $count ->
            [0] No case holds your name.
           *[other] Name and number have been removed.
            Number of cases: { $count }
            You can still see the result with the code.
        }
privacy-erase-what = If you erase: your account, name, telephone number, unfinished forms and consents are deleted. This cannot be undone.
    .simple =
        Your account, name and number are deleted.
        Unfinished forms are deleted.
        Your consents are deleted.
        This cannot be undone.
privacy-erase-kept = By law, what you reported is kept until it is dealt with, but nobody can tell who sent it, and the case code no longer works. Ratings never carried a name and stay.
    .simple =
        By law, your reports are still dealt with.
        But nobody can tell who sent them.
        The case code no longer works.
        Ratings carry no name and stay.
privacy-erase-everywhere = You share your cases between several places: erasing erases them everywhere. To part one place only, type /link unlink.
    .simple =
        You share your cases between several places.
        Erasing here erases them everywhere.
        To part one place only: type /link unlink.
privacy-erase-sure = I want to erase it
privacy-erase-last = Please confirm for the last time: erase everything about you?
privacy-erase-yes = Erase for good
privacy-erase-no = Do not erase
privacy-erased = Your data has been erased. If you write again, we start as strangers.
    .simple =
        Your data has been erased.
        If you write again, we start anew.
privacy-not-erased = Nothing has been erased.

# Wishes about one's own data
request-number = Seen to today. Number of your request: { $number }.
    .simple =
        Seen to today.
        Number of your request: { $number }.
request-number-due = Seen to today; by law it had to be by { $day }. Number of your request: { $number }.
    .simple =
        Seen to today.
        By law: by { $day }.
        Number of your request: { $number }.
request-refused = This cannot be corrected now: the law keeps this report as it is.
    .simple =
        This cannot be corrected now.
        The law keeps this report as it is.
request-held-heading = { $count ->
    [one] The law keeps one report as it is. The name and number in it cannot be deleted yet:
   *[other] The law keeps { $count } reports as they are. The names and numbers in them cannot be deleted yet:
}
    .simple =
        The law keeps some reports as they are: { $count }.
        The names in them stay for now:
request-held = – { $code }: { $reason }
privacy-which-to-correct = In which report is your name or number wrong? It is corrected at once.
    .simple = Which report shall be corrected?
privacy-correct-case = Correct { $code }
privacy-corrected = Corrected. The old name and number are kept no more.
    .simple =
        Corrected.
        The old name and number are kept no more.
privacy-not-corrected = Nothing was corrected.

# Language
language-which = Ông/Bà muốn dùng ngôn ngữ nào? / Which language?
    .simple =
        Ông/Bà muốn dùng ngôn ngữ nào?
        Which language?
language-name-vi = Tiếng Việt
language-name-en = English
language-chosen = From now on we speak English.
language-shown = Display: { $manner }
language-simple = Large letters, short sentences
language-usual = Usual letters and sentences
language-chosen-simple = From now on we write short sentences. On the web page, letters are larger too.
    .simple =
        From now on we write short sentences.
        On the web page, letters are larger.
language-chosen-usual = From now on we write as usual.

# Code of conduct
conduct-heading = Code of conduct – { $office }

# Help
help-heading = You can type:
help-command = { $command } – { $about }
    .simple =
        { $command }
        { $about }
help-just-write = You can also just write what happened, or send a photo or a voice message.
    .simple =
        You can just write what happened.
        A photo or a voice message will do.
help-in-a-form = While answering questions you can type: “back”, “skip”, “later”, “cancel”.
    .simple =
        You can type:
        “back”
        “skip”
        “later”
        “cancel”

# General
router-unknown-command = There is no such command. Type /help to see the commands.
    .simple =
        There is no such command.
        Please type /help.
router-unsupported = Sorry, we cannot read this kind of message. You can write, or send a photo, a voice message or a location.
    .simple =
        Sorry, we cannot read this message.
        You can write.
        A photo, recording or location is fine.
router-old-button = This button is old and no longer works.
router-private = Please write to us in a private chat.
router-edited = The message you edited belongs to no case. If you want to tell us something, please send a new message.
    .simple =
        The edited message belongs to no case.
        Please send a new message.

# The one-time link to rate, printed on a receipt
once-used =
    This link has already been used to rate. Thank you!
    Each file is rated once.
    .simple =
        This link has already been used.
        Each file is rated once.
        Thank you!
once-ended =
    This link is no longer valid.
    You can still rate this desk.
once-closed = There is no survey for this link at present. We are sorry.
    .simple =
        There is no survey for this link now.
        We are sorry.
once-unknown = There is no such rating code. Please look at your receipt again.
    .simple =
        There is no such rating code.
        Please look at your receipt again.
once-rate = Rate this desk
once-shared =
    Somebody else has just used this link before you.
    Your answers are counted as any others.
