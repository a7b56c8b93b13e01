# Late one-stop files

command-hosotre = Import a list of late one-stop files

latelist-none = There is no one-stop centre in your charge.
latelist-which = Which one-stop centre's list is it? Please choose, or write its name, for example: /latefiles bình mỹ
latelist-which-columns =
    { $unit }: import a list of late files.
    Needed columns: file number, name, due date. Better also: address, phone, field or procedure, date received, reason, new date, date returned.
    Columns may come in any order. Dates as 05/11/2026, the day first.
latelist-reading = Reading the list. One moment, please.
latelist-again = Please correct it and send it again with /latefiles.
latelist-file-no-list = There is no Excel (.xlsx) or CSV file.
latelist-file-large = The file is larger than { $most } MB. Please keep only the list.
latelist-file-old = This is an old Excel file (.xls) or has a password. Please save it as .xlsx without a password.
latelist-file-macros = The file holds macros and is not opened. Please save it as .xlsx.
latelist-file-unpacks = The file holds too much besides the list. Please copy the list into a new file.
latelist-file-unreadable = The file cannot be read. Please save it as .xlsx or CSV (UTF-8).
latelist-file-rows = The list has more than { $most } rows. Please send it in several files.
latelist-file-columns = These columns are missing: { $columns }. Please look at the heading of the table.
latelist-empty = The list holds no files.
latelist-columns-joined = { $before }, { $after }
latelist-column-number = file number
latelist-column-name = name
latelist-column-address = address
latelist-column-phone = phone
latelist-column-field = field
latelist-column-procedure = procedure
latelist-column-desk = desk
latelist-column-received = date received
latelist-column-due = due date
latelist-column-reason = reason
latelist-column-new-date = new date
latelist-column-returned = date returned
latelist-fault-formula = “{ $column }” is a formula or an error. Please paste it as a value
latelist-fault-empty = { $column } is missing
latelist-fault-long = “{ $column }” is longer than { $most } characters
latelist-fault-day = “{ $column }” is no date. Please write it as 05/11/2026, the day first
latelist-fault-twice = file { $number } is already in row { $line }
latelist-fault-before = received on { $received }, after the due date { $due }
latelist-fault-future = { $day } is still to come
latelist-fault-new-date = the new date { $day } must be after the due date { $due }
latelist-refused-again = it already has the new date { $day }; only one is allowed ({ $basis })
latelist-refused-none = the office's rules allow no new date
latelist-preview = { $total } files: { $new } new, { $changed } changed, { $same } known, { $faulty } faulty.
latelist-row = • Row { $line }: { $what }.
latelist-rows-more = … and { $count } more rows.
latelist-lacks = The list lacks: { $columns }. The apologies will need them.
latelist-drafts = { $count } files are overdue or due within { $days } days: apologies will be drafted.
latelist-yes = Write { $count } files
latelist-links-again = Send the rating links again
latelist-no = Do not write
latelist-gone = This list has been seen to, or is older than a day. Please send it again with /latefiles.
latelist-dropped = The list is dropped. Nothing was written.
latelist-writing = Writing. One moment, please.
latelist-written = Written: { $new } new files, { $changed } changed ones.
latelist-drafting = Drafting { $count } apologies. The head sees and signs them with /letters.
latelist-links = With it come links to rate, one for each file, good once, to be printed on receipts. The file holds names: please keep it safe.
latelist-unknown = There is no file with the number “{ $number }”. Please write: /latefiles erase NUMBER
latelist-erase = Erase file { $number } of { $name } from the late files? Name, address and rating link will be gone for good.
latelist-erase-yes = Erase this file
latelist-erased = The file is erased.

# The workbook of links
latelist-sheet-title = Rating links
latelist-sheet-number = File number
latelist-sheet-name = Name
latelist-sheet-procedure = Procedure
latelist-sheet-due = Due date
latelist-sheet-link = Link to rate
latelist-sheet-typed = Or send to the chatbot
latelist-sheet-until = Good until
