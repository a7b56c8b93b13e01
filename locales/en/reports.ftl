# The report of /baocao
command-baocao = A report of a month, quarter or year
report-which = Which period shall the report be of? A unit can be typed, too, for example: /summary Bình Mỹ q3
report-making = The report is being made: { $unit }, { $period }. Word, PDF and a workbook will be sent here.
report-future = This period has not begun, so there are no figures. For example: /summary last month
report-ready = Report: { $unit }, { $period }.
report-ready-word = As a Word file, to be changed, numbered and signed.
report-ready-book = The tables of the report.
report-number = No.        /BC-{ $agency }
report-title-kind = REPORT
report-title-what = What people said, and the reports and proposals received
report-title-unit = { $unit }
report-title-period = ({ $period })
report-opening = This report sums up people's ratings, reports and proposals on { $unit } from { $first } to { $last }, as known on { $made }.
report-surveys = I. SATISFACTION
report-cases = II. REPORTS, PROPOSALS, PRAISE
report-method = III. METHOD AND CAVEATS
report-ends = Rated highest: “{ $best }” ({ NUMBER($best_index, minimumFractionDigits: 1, maximumFractionDigits: 1) }%). Rated lowest: “{ $lowest }” ({ NUMBER($lowest_index, minimumFractionDigits: 1, maximumFractionDigits: 1) }%).
report-method-period = Responses count by the day they were sent; reports by the day they were received, as they stand on the day of this report; lateness by the day promised.
report-method-flags = Responses given too fast, sent again or sent by staff are kept and left out of the index.
report-method-index = The index is the share of “satisfied” and “very satisfied” in all scored answers; “not applicable” is left out. The 95% interval is Wilson's; n is the number of people who answered.
report-method-small = Groups of fewer than { $few } people are not shown, so that nobody's opinion can be made out; sometimes another group is put with them, so that they cannot be worked out.
report-method-cases = Denunciations are not in this report. Cases about the very reader are not counted.
report-method-caution = People answered of their own accord; this is no random sample, and says what those think who answered. A difference within the intervals is neither a rise nor a fall.
report-column-questions = Question
report-column-factors = Group
report-column-units = Unit
report-column-count = People (n)
report-column-index = Satisfied (%)
report-column-low = Lowest (%)
report-column-high = Highest (%)
report-column-level = Level of 5
report-column-kinds = Kind
report-column-states = State
report-column-subjects = Subject
report-column-cases = Number
report-column-share = Share (%)
report-table-questions = Table: each question of “{ $survey }” (lowest and highest are the 95% interval)
report-table-factors = Table: each group of questions of “{ $survey }”
report-table-units = Table: each unit in “{ $survey }”
report-table-kinds = Table: reports and proposals by kind
report-table-states = Table: reports and proposals by state
report-table-subjects = Table: reports and proposals by subject
report-sheet-questions = Survey { $number } - questions
report-sheet-factors = Survey { $number } - groups
report-sheet-units = Survey { $number } - units
report-sheet-kinds = Kinds
report-sheet-states = States
report-sheet-subjects = Subjects
report-recipients-heading = Recipients:
report-recipients-top = - Head of the office;
report-recipients-file = - File.
report-plan = Have it sent regularly
report-plan-how = Regular reports are sent to you on the first working morning after each period. You can type, for example: /summary schedule monthly Bình Mỹ
report-plan-line = • { $months ->
    [1] Each month
   *[3] Each quarter
}: { $unit }
report-plan-button = { $months ->
    [1] Each month
   *[3] Each quarter
}
report-plan-end = Send no more
report-plan-kept = From now on the { $months ->
    [1] monthly
   *[3] quarterly
} report of { $unit } is sent to you on the first working morning after the period. To end it: /summary schedule stop
report-plan-ended = No regular reports are sent to you any more.
