command-thongke = Figures on satisfaction and reports
command-xuat = Export to an Excel workbook

# Figures
figures-heading = Figures: { $unit }
figures-not-understood = “{ $words }” is not a unit or a period we know.
figures-examples = Please type, for example:
figures-example = { $command } { $words }
figures-which-unit = Several units are called so. Please choose one:
figures-more-units = There are { $count } more; please type more of the name.
figures-nothing = No responses in this period yet.
figures-too-few = Fewer than 5 responses: no figures are given, so that nobody's opinion can be made out.
figures-received = { $flagged ->
    [0] Responses: { $cleaned }
   *[other] Responses: { $received }, of which { $cleaned } count (without { $flagged } doubtful ones)
}
figures-received-few-flagged = Responses that count: { $cleaned } (without a few doubtful ones, under 5)
figures-assisted = Filled in by helpers: { $count }
figures-assisted-few = Filled in by helpers: fewer than { $most }
figures-assisted-most = Most were filled in by helpers
figures-index = Satisfied: { $index } (95% interval: { $low }–{ $high })
figures-raw = With the doubtful ones: { $index }
figures-once = One-time links alone: { $index } (n = { $count })
figures-as-was = By the tree of units on { $day }
figures-includes = Includes { $unit } (until the end of { $day })
figures-followed = This unit has ended. Its figures now count for { $unit }.
figures-divided = Figures from before the division are those of { $unit }.
figures-was = By the tree of units then
figures-now = By the tree of units now
figures-was-not-yours = At that time this unit included what is not yours today. You can see it by the tree of units now.
figures-mean = Mean score: { NUMBER($mean, minimumFractionDigits: 1, maximumFractionDigits: 1) }/100, level { NUMBER($level, minimumFractionDigits: 1, maximumFractionDigits: 1) }/5
figures-percent = { NUMBER($share, minimumFractionDigits: 1, maximumFractionDigits: 1) }%
figures-change = { $direction ->
    [up] Up { NUMBER($points, minimumFractionDigits: 1, maximumFractionDigits: 1) } points since { $before }
    [down] Down { NUMBER($points, minimumFractionDigits: 1, maximumFractionDigits: 1) } points since { $before }
    [unclear] Compared with { $before }: not enough data to say up or down
   *[other] No figures for { $before } to compare with
}
figures-questions = By question:
figures-factors = By group:
figures-line = • { $name }: { $index } (n = { $count })
figures-share = { $name } { $share }
figures-share-rest = other answers { $share }
figures-spread = • { $name }: { $shares } (n = { $count })
figures-recommendation = • { $name }: net promoter score { NUMBER($score, maximumFractionDigits: 0) } (n = { $count })
figures-hidden-questions = { $count ->
    [1] One question has fewer than 5 answers and is not shown.
   *[other] { $count } questions have fewer than 5 answers and are not shown.
}
figures-units = By unit:
figures-units-best = Highest:
figures-units-lowest = Lowest:
figures-unit = • { $name }: { $index } (n = { $count }, interval { $low }–{ $high })
figures-units-overlap = { $which ->
    [all] The intervals overlap: no unit can be said to be better than another.
   *[some] Of two units whose intervals overlap, neither can be said to be better.
}
figures-units-hidden = Units with too few responses are not shown.
figures-cases = Reports, proposals and praise: { $count }
figures-cases-none = Reports, proposals and praise: none in this period yet
figures-cases-few = Reports, proposals and praise: fewer than 5
figures-late = Late: { $count } (apology in time { $in_time }, apology too late { $too_late }, without apology { $without })
outcomes-heading = What became of them
outcomes-time = In time: { $kept }, late: { $late } (in time { $share }). Late without an apology: { $unapologised }
outcomes-acknowledged = Time to acknowledge (median): { $median }
outcomes-answered = Answered: { $count }. Time to answer (median): { $median }
outcomes-said = Confirmed as solved: { $confirmed } · closed without confirmation: { $unconfirmed } · disputed: { $disputed } · opened again: { $reopened }
outcomes-groups = { $by ->
    [unit] By unit (“–”: too few, not shown):
   *[category] By field (“–”: too few, not shown):
}
outcomes-group = • { $name } ({ $count }): in time { $share }, late { $late }, no apology { $unapologised }; answered { $days }; confirmed { $confirmed }, not confirmed { $unconfirmed }, disputed { $disputed }, opened again { $reopened }
outcomes-hidden = Groups of too few cases are not shown.
outcomes-no-category = not sorted yet
outcomes-hours = { $n ->
    [0] under 1 working hour
    [one] 1 working hour
   *[other] { NUMBER($n, maximumFractionDigits: 1) } working hours
}
outcomes-days = { $n ->
    [0] the same day
    [one] 1 working day
   *[other] { NUMBER($n, maximumFractionDigits: 1) } working days
}
outcomes-nothing = no data
outcomes-untold = not shown (too few)
outcomes-few = fewer than { $most }
outcomes-all = All
outcomes-by = { $by ->
    [unit] Unit
   *[category] Field
}
figures-cases-kinds = Kinds: { $counts }
figures-cases-states = Status: { $counts }
figures-cases-categories = Subjects: { $counts }
figures-count = { $name } { $count }
figures-joined = { $before } · { $after }
figures-rest = small groups together { $count }
figures-kind = { $kind ->
    [problem] reports
    [proposal] proposals
    [praise] praise
    [question] questions
    [complaint] complaints
   *[other] { $kind }
}
figures-state = { $state ->
    [received] received
    [classified] sorted
    [transferred] passed on
    [refused] not taken up
    [more-asked] waiting for more
    [accepted] taken up
    [in-progress] in progress
    [extended] extended
    [answered] answered
    [confirmed] confirmed as solved
    [disputed] disputed
    [closed] closed
    [reopened] reopened
    [grouped] handled with others like it
    [awaiting-filing] waiting to be filed
    [filed] filed
    [passed-on] passed on to another authority
    [withdrawn] withdrawn
    [lapsed] stopped as nothing more came
   *[other] { $state }
}
figures-not-yours = You can see the figures of your own unit only.
figures-this-month = This month
figures-last-month = Last month
figures-this-quarter = This quarter
figures-this-year = This year
figures-survey = Details: { $name }
figures-export = Export to Excel
figures-chart = Chart: { $name }, { $unit }, { $period }
figures-chart-cases = Chart of reports: { $unit }, { $period }

# Charts
chart-index = Satisfied
chart-interval = 95% interval: { $low }–{ $high }
chart-responses = { $count ->
    [1] { $count } response
   *[other] { $count } responses
}
chart-factors = By group
chart-questions = By question
chart-trend = Satisfied by month, %
chart-percent = { NUMBER($share, maximumFractionDigits: 0) }%
chart-count = n = { $count }
chart-nothing = No data yet
chart-nothing-why = Fewer than 5 responses in this period.
chart-method = Satisfied = share of “Satisfied” and “Very satisfied”. Doubtful responses left out. 95% Wilson interval; cells under 5 are hidden.
chart-cases = Reports, proposals and praise
chart-cases-count = { $count ->
    [1] { $count } case
   *[other] { $count } cases
}
chart-categories = By subject
chart-states = By status
chart-rest = Small groups together
chart-cases-method = By the day received. Groups under 5 cases are put together.

# Export
export-what = What would you like to export?
export-cases = Reports and proposals
export-making = Making the workbook: { $what }, { $unit }, { $period }. The file will be sent here.
export-ready = Workbook: { $what }, { $unit }, { $period }. { $count ->
    [1] One row.
   *[other] { $count } rows.
} Without names and telephone numbers.
export-free-text = What citizens wrote themselves may hold personal details: please keep the file safe.
export-empty = Nothing to export: { $what }, { $unit }, { $period }.
export-too-large = The workbook is too large to be sent here ({ $count } rows). Please choose a shorter period or one unit.

# Sheets: titles are at most 31 letters
sheet-about-title = About
sheet-codebook = Codebook
sheet-rows = Data
sheet-day = Day sent
sheet-unit = Unit
sheet-unit-id = Unit id
sheet-procedure = Procedure
sheet-desk = Desk
sheet-channel-name = Channel
sheet-source-name = How it was opened
sheet-seconds = Seconds taken
sheet-flags = Doubtful (not counted)
sheet-assisted = Assisted
sheet-helped = Yes
sheet-version = Survey version
sheet-id = Internal id
sheet-received = Received at
sheet-kind = Kind
sheet-state = Status
sheet-subject = Subject
sheet-category = Category
sheet-promised = Answer promised for
sheet-acknowledged-in = Acknowledged after (working hours)
sheet-answered-in = Answered after (working days)
sheet-time = In time
sheet-kept = { $kept ->
    [late] late
   *[in-time] in time
}
sheet-confirmed = Confirmed by the citizen
sheet-disputed = Disputed
sheet-reopened = Opened again
sheet-figures = Figures
sheet-figure-by = By
sheet-figure-group = Group
sheet-figure-cases = Cases
sheet-figure-in-time = In time
sheet-figure-late = Late
sheet-figure-unapologised = Late without apology
sheet-figure-in-time-percent = In time (%)
sheet-figure-hours = To acknowledge, median (working hours)
sheet-figure-days = To answer, median (working days)
sheet-figure-confirmed = Confirmed by the citizen
sheet-figure-unconfirmed = Closed without confirmation
sheet-figure-disputed = Disputed
sheet-figure-reopened = Opened again
sheet-code-column = Column
sheet-code-question = Question
sheet-code-kind = Kind of answer
sheet-code-versions = In versions
sheet-code-name = Answer id
sheet-code-label = Answer
sheet-code-score = Score (0–100)
sheet-channel = { $channel ->
    [telegram] Telegram
    [zalo_oa] Zalo OA
    [zalo_bot] Zalo Bot
    [web] Web page
    [console] Terminal
   *[other] { $channel }
}
sheet-source = { $source ->
    [open] common QR code or menu
    [token] one-time code
   *[other] { $source }
}
sheet-flag = { $flag ->
    [fast] answered too fast
    [repeat] sent again within a short time
    [staff] sent by staff
   *[other] { $flag }
}
sheet-question-kind = { $kind ->
    [scale] level of satisfaction
    [choice] one of several
    [multi-choice] several of several
    [yes-no] yes or no
    [nps] score 0–10
    [number] number
    [text] own words
    [date] day
    [location] place
    [attachments] number of files
    [unit] unit
    [procedure] procedure
   *[other] { $kind }
}
sheet-about-heading = Workbook of the chatbot Lắng Nghe
sheet-about-fact = { $fact }
sheet-about-days = { $period } ({ $first } to { $last })
sheet-about-what = Content
sheet-about-unit = Unit
sheet-about-period = Period
sheet-about-made = Made at
sheet-about-count = Rows
sheet-about-flagged = Doubtful among them
sheet-about-method = How it was collected
sheet-about-method-text = Citizens answered by themselves through the chatbot Lắng Nghe. They were not drawn at random, so the index speaks of those who answered. Each row is one response.
sheet-about-flags = The column “Doubtful”
sheet-about-flags-text = Responses answered too fast, sent again within a short time, or sent by staff. They are not deleted, but not counted in the indices of /stats. To get the same figures, keep the rows where this column is empty.
sheet-about-index = How the index is computed
sheet-about-index-text = Satisfaction index = “Satisfied” and “Very satisfied” divided by the answers that chose a level, times 100%. “Not applicable” does not count. When publishing, always give n and the 95% interval (Wilson), and no group of fewer than 5 people.
sheet-about-left-out = Left out
sheet-about-left-out-text = Names, telephone numbers, anything that tells respondents apart, and the time of day. The responses of one day are in no order, so that nobody knows whose is whose.
sheet-about-cases = Each row
sheet-about-cases-text = One report, proposal or praise, by the day it was received, with its status when this was made. Legal complaints and denunciations are never in this workbook.
sheet-about-figures = The sheet “Figures”
sheet-about-figures-text = Of what came in during the period. In time: answered before the time limit was over; late: over before there was an answer, also of what is still open. Times are working hours and days from the arrival to the office's first step, and to the first answer. Groups of fewer than 5 cases are not shown.
sheet-about-cases-left-out = Left out
sheet-about-cases-left-out-text = Senders' names and telephone numbers, and the tracking code: it shows a case to whoever has it. The “internal id” only matches rows of several workbooks; nothing can be looked up by it.
sheet-about-columns = Heading rows
sheet-about-columns-text = Row 1 is the question, row 2 the column's name. The name stays the same through all versions of a survey; the sheet “Codebook” explains each column.
sheet-about-blanks = Empty cells
sheet-about-blanks-text = Not asked (the question did not apply, or another version) or skipped.
sheet-about-formulas = An apostrophe first
sheet-about-formulas-text = Own words that begin with =, +, - or @ get an apostrophe in front, so that no program computes them.

# The audit
command-nhatky = Audit: who read and changed what
audit-heading = Audit: { $unit }, { $period }
audit-only-person = Only by: { $name }
audit-only-topic = Only about: { $topic }
audit-nothing = There is no line here that you may read.
audit-nothing-yet = None among the newest lines; there are older ones.
audit-line = { $at } – { $who }: { $what } ({ $unit })
audit-which = { $unit }, internal id …{ $id }
audit-older = Older
audit-narrow = To read on or to have a workbook, please ask for less at once.
audit-export = Make a workbook
audit-again = Please type it again, for example: /audit this month
audit-making = A workbook of the audit is being made. You will get it as soon as it is ready.
audit-ready = Workbook of the audit: { $count } lines. It names officers; please keep it safe.
audit-cut = These are the newest { $count } lines only. Please choose a shorter period to have all.
audit-sheet = Audit
audit-column-at = When
audit-column-who = Who
audit-column-what = What
audit-column-unit = Unit
audit-column-subject = Subject (internal id)
audit-column-action = Name of the action
audit-who = { $whom ->
    [program] the program
    [operator] the operator
    [citizen] a citizen
   *[other] somebody not on the staff list
}
audit-topic = { $topic ->
    [case] case
    [evidence] file of a case
    [letter] letter
    [late-file] late file
    [role] role
    [group] officers' group
    [sealed] sealed case
    [data] personal data
    [consent] consent
    [person] account
    [export] workbook
    [audit] audit
    [unit] tree of units
    [links] one-time cards
    [survey] survey
   *[other] { $topic }
}
audit-done = { $topic }: { $what }
audit-what = { $action ->
    [read] read
    [listed] seen in a list
    [identified] sender seen
    [identity-corrected] name or contact corrected
    [identity-removed] name and contact removed
    [drafted] drafted by itself
    [begun] begun
    [filled-in] filled in
    [signed] signed off
    [rejected] rejected
    [dropped] draft dropped
    [sent] sent
    [to-print] to be printed
    [erased] erased
    [invited] invited
    [accepted] accepted
    [revoked] taken away
    [bound] bound
    [unbound] unbound
    [asked] asked to open
    [seen] seen in the sealed list
    [opened] opened
    [key] key set up
    [exported] copy handed over
    [linked] linked
    [unlinked] unlinked
    [link-refused] linking refused
    [given] given
    [withdrawn] withdrawn
    [applied] done by schedule
    [add] added
    [rename] renamed
    [name] name or code added
    [move] moved
    [merge] merged
    [divide] divided
    [end] ended
    [taken-back] change taken back
    [issued] printed
    [published] published
    [retired] retired
   *[other] { $action }
}
