# The guided conversation: progress, moving about, the review, old buttons, help when not understood.
conversation-joined = { $first }{ $rest }
conversation-progress = Question { $number }/{ $total }
conversation-chosen = Your answer now: { $answer }
conversation-editing = Change your answer:
conversation-welcome-back = Welcome back. You were in the middle of “{ $title }”.
    .simple =
        Welcome back.
        You were in the middle of “{ $title }”.

conversation-back = Back
conversation-skip = Skip
conversation-keep = Keep
conversation-clear = Remove this answer
conversation-pause = Later
conversation-cancel = Cancel
conversation-help = Help
conversation-resume = Go on

conversation-review-title = Please check before you send:
conversation-review-line = { $number }. { $question } – { $answer }
    .simple =
        { $number }. { $question }
        → { $answer }
conversation-no-answer = (skipped)
conversation-review-assisted = Filled in for somebody else.
conversation-review-ask = If it is right, press “Send” (or type “send”). To change it, choose “Change an answer” (or type “change”).
    .simple =
        If it is right: type “send”.
        To change it: type “change”.
conversation-review-unclear = Sorry, we did not understand. Type “send” to send it, “change” to change it, or “cancel”.
    .simple =
        Sorry, we did not understand.
        Type “send” to send it.
        Type “change” to change it.
        Type “cancel” to cancel.
conversation-submit = Send
conversation-edit = Change an answer
conversation-edit-which = Which answer would you like to change?
conversation-edit-line = { $number }. { $question }
conversation-page-back = Previous page
conversation-page-on = Next page
conversation-to-review = Back to the review

conversation-leave-ask = Do you want to cancel and stop here?
conversation-leave-what = If you cancel, your answers are deleted. Choose “Later” and everything is kept.
    .simple =
        If you cancel, your answers are deleted.
        Choose “Later” and everything is kept.
conversation-leave = Yes, cancel
conversation-stay = No, go on
conversation-meant-answer = “{ $words }” is my answer
conversation-leave-unclear = Please type “yes” to cancel, “no” to go on, or “later”.
    .simple =
        Type “yes” to cancel.
        Type “no” to go on.
        Type “later” to keep it.
conversation-discarded = Cancelled. Nothing was sent.
    .simple =
        Cancelled.
        Nothing was sent.
conversation-paused = Your answers are kept. Whenever it suits you, press “Go on” to continue from here.
    .simple =
        Your answers are kept.
        Press “Go on” whenever it suits you.

conversation-first-question = This is the first question.
conversation-cannot-skip = This question needs an answer, so it cannot be skipped. If now is not a good time, type “later”.
    .simple =
        This question needs an answer.
        If now is not good, type “later”.
conversation-nothing-read = Sorry, we could not read your last message.
conversation-not-taken = What you have just attached was not taken at this step.
conversation-edited = Editing an old message does not change your answer. To change an answer, type “back”, or change it in the review before you send.
    .simple =
        Editing an old message changes no answer.
        To change one, type “back”.
        Or change it in the review.
conversation-way-out-example = For example, you can answer: { $example }
conversation-way-out-skip = This question is optional: you can type “skip”.
conversation-way-out = You can also type “back”, “later”, “cancel”, or /help for help.
    .simple =
        You can also type:
        “back”
        “later”
        “cancel”
        /help

conversation-stale = This button is old and no longer works. Please go on here:
    .simple =
        This button is old.
        Please go on here:
conversation-stale-question = This button belongs to an earlier part; your answers have not changed. To change the previous answer, type “back”. Please go on here:
    .simple =
        This button belongs to an earlier part.
        Your answers have not changed.
        To change the previous one, type “back”.
        Please go on here:
conversation-stale-choice = This choice is no longer there. Please choose again:
    .simple =
        This choice is no longer there.
        Please choose again:
conversation-stale-toast = This button is old
conversation-noted = Noted
