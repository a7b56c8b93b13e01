# Cases: how they stand, and why something cannot be done with one.

state-unknown = in progress
refused-unknown = There is no such case.
refused-not-now = The case is { $state }; this cannot be done now.
refused-not-yours = This is for somebody else to do.
refused-raised = The units do not agree. The head decides whose case it is.
    .simple =
        The units do not agree.
        The head decides whose case it is.
refused-needs = { $what ->
    [reason] Please give the reason.
    [text] Please write what there is to say.
    [evidence] Please add a photo, a file or a document number.
    [legal_ground] Please name the legal ground.
    [ground] Please choose the ground for more time.
    [until] Please choose the new date.
    [unit] Please choose the unit.
    [category] Please choose the subject.
    [kind] Please choose the kind of case.
    [same_as] Please give the code of the case that is the same.
    [officer] Please choose the officer.
    [people] Please choose the people.
    [outcome] Please choose what was reached.
   *[other] Please say what is to be split off.
}
refused-too-late = More than { $days } days have passed; this cannot be done any more.
refused-too-early = This can be done from { $day } on.
refused-unit = Please choose another unit that is in service.
refused-category = There is no such subject.
refused-kind = Please choose another kind of case.
refused-sealed = A denunciation stays sealed; it does not become another kind.
refused-officer = This case cannot be given to that person.
refused-same = Please choose another case.
refused-announce = A case about an officer is not announced.
refused-unannounced = This case is not announced.
refused-people = That person cannot be chosen for this.
refused-outcome = The outcome is solved, partly solved or not solved.
refused-unanswered = The case has not been answered yet.
refused-no-clock = No time limit of this case is running.
case-file = File { $number } of { $count } of case { $code }.
case-file-not-there = File { $number } of { $count } of case { $code } is not here yet.

# Messages between the sender and the office
relay-to-office = A message about case { $code }.
relay-from-office = { $unit } writes to you about case { $code }:
relay-files = { $count ->
    [one] One file comes with it.
   *[other] { $count } files come with it.
}
relay-answer = Answer this
relay-sent-to-office = Your message about case { $code } has arrived.
relay-over = Case { $code } is now { $state }.
relay-over-dispute = If it is not solved, press “See more” to have it looked at again.
    .simple =
        Is it not solved?
        Please press “See more”.
        There you can have it looked at again.
relay-over-anew = For something new, please send a new report.
relay-gone = You cannot write about this case any more.
relay-closed = You cannot write here at the moment.
relay-too-many = You have just written many messages. Please wait an hour.
    .simple =
        You have just written many messages.
        Please wait an hour.

# Matters the office knows
known-ask = About case { $code }: the office knows of “{ $title }”. Is yours the same matter?
    .simple =
        Case { $code }.
        The office knows of “{ $title }”.
        Is yours the same?
known-ask-which = About case { $code }: the office knows of the matters below. Is yours one of them?
    .simple =
        Case { $code }.
        The office knows of the matters below.
        Is yours one of them?
known-line = • { $title }
known-yes = Yes, the same matter
known-this = Yes: { $title }
known-no = No, another matter
known-joined = Case { $code } is handled together with “{ $title }”. You will get the answer, too. Your code stays the same.
    .simple =
        Case { $code } now belongs to “{ $title }”.
        You will get the answer, too.
        Your code stays the same.
known-apart = Thank you. Case { $code } is handled by itself.
    .simple =
        Thank you.
        Case { $code } is handled by itself.
known-over = That matter takes in no more cases. Your case { $code } is handled by itself.
    .simple =
        That matter takes in no more cases.
        Case { $code } is handled by itself.
