question-note-hint = This part needs no answer.
question-scale-hint = Please choose a level, or type a number from 1 to { $count }.
    .simple =
        Please choose a level.
        You can type a number from 1 to { $count }.
question-choice-hint = Please choose from the list, or type the number of your choice.
    .simple =
        Please choose one.
        You can type its number.
question-multi-hint = Please choose from the list, then press “Done”.
    .simple =
        Please choose from the list.
        Then press “Done”.
question-multi-too-few = Please choose at least { $count }.
question-multi-too-many = You can choose at most { $count }. Choose one again to take it off.
    .simple =
        You can choose at most { $count }.
        Choose one again to take it off.
question-none = None
question-yes-no-hint = Please answer “yes” or “no”.
question-nps-ends = 0 means certainly not, 10 means certainly.
question-nps-hint = Please choose a number from 0 to 10.
question-number-hint = Please type a number, for example 3.
question-number-whole = Please type a whole number, for example 3.
question-number-low = This number is too small. Please type { $least } or more.
    .simple =
        This number is too small.
        Please type { $least } or more.
question-number-high = This number is too large. Please type no more than { $most }.
    .simple =
        This number is too large.
        Please type no more than { $most }.
question-text-hint = Please write a few words.
question-text-short = Please write a little more, at least { $count } characters.
question-text-long = This is { $given } characters long; at most { $count } fit. Please shorten it.
    .simple =
        This is { $given } characters long.
        At most { $count } fit.
        Please shorten it.
question-text-spoken = (recording)
question-date-hint = Please type day and month, for example 05/09, or “yesterday”.
question-date-early = This day is too early. Please choose { $day } or later.
    .simple =
        This day is too early.
        Please choose { $day } or later.
question-date-late = This day is too late. Please choose { $day } or earlier.
    .simple =
        This day is too late.
        Please choose { $day } or earlier.
question-date-today = Today
question-date-yesterday = Yesterday
question-date-tomorrow = Tomorrow
question-phone-hint = Please type a phone number that begins with 0, for example 0912 345 678.
    .simple =
        Please type a phone number.
        It begins with 0.
        For example: 0912 345 678
question-phone-start = No phone number of this length in Vietnam begins with { $start }. Please check it, for example 0912 345 678.
    .simple =
        No such number begins with { $start }.
        Please check it.
        For example: 0912 345 678
question-phone-one = Please type just one phone number.
question-phone-wrong = This number has { $count } digits and is no phone number in Vietnam. Please check it, for example 0912 345 678.
    .simple =
        This number has { $count } digits.
        It is no phone number in Vietnam.
        Please check it.
        For example: 0912 345 678
question-location-hint = Please send a location, or type an address, for example “at the gate of Phủ market”.
    .simple =
        Please send a location or an address.
        For example: “at the market gate”
question-attachments-hint = Please send photos, recordings or files. If you have none, press skip.
    .simple =
        Please send photos, recordings or files.
        If you have none, press skip.
question-attachments-large = A file was larger than 20 MB and could not be taken. Please send a smaller one.
    .simple =
        A file was larger than 20 MB.
        Please send a smaller one.
question-attachments-many = At most { $most } files can be taken. The earlier ones were kept.
    .simple =
        At most { $most } files can be taken.
        The earlier ones were kept.
question-attachments-count = { $count ->
    [0] No file yet. Send photos, recordings or files (at most { $most }), or press “Done”.
    [one] One file received (at most { $most }). Send more, or press “Done”.
   *[other] { $count } files received (at most { $most }). Send more, or press “Done”.
}
    .simple =
        { $count ->
            [0] No file yet, { $most } can be sent.
            Send photos, recordings, or press “Done”.
           *[other] Files received: { $count } of { $most }
            Send more, or press “Done”.
        }
question-attachments-words = Your words were kept.
question-attachments-shown = { $count ->
    [one] 1 file
   *[other] { $count } files
}
question-consent-hint = Please choose “I agree” or “I do not agree”.
question-unit-search = You can also type a name to search; accents do not matter.
    .simple =
        You can type a name to search.
        Accents do not matter.
question-unit-hint = This place was not found. Please choose from the list, or type the name of a commune or office.
    .simple =
        This place was not found.
        Please choose from the list.
        Or type the name of a commune or office.
question-unit-here = Choose { $unit }
question-procedure-search = You can also type the name of the procedure; accents do not matter.
    .simple =
        You can type the name of the procedure.
        Accents do not matter.
question-procedure-hint = This procedure was not found. Please choose from the list, or type a word of its name, for example “khai sinh”.
    .simple =
        This procedure was not found.
        Please choose from the list.
        Or type a word, for example “khai sinh”.
question-found = { $count } found:
question-up = ← Back to the list before
question-next = More →
question-before = ← Before
question-done = Done
