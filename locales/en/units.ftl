# The tree of units (/units): looking, finding, changing. Administrators read this.

command-donvi = Units: look, find, add, rename, merge, divide
units-yours = The units you administer:
units-unknown = There is no unit with the name or code “{ $words }”.
units-example = Type a new name, an old one, or a code, for example: /units binh my
units-found = { $count } units found:
units-found-more = Only the first { $most } are shown. Type more of the name.
units-not-yours = This unit is not yours to change, or is no longer there.
units-kind = { $kind } · id: { $id }
units-id = Id: { $id }
units-above = Part of: { $unit }
units-code = Official code: { $code }
units-old-codes = Old codes: { $codes }
units-aliases = Also called: { $names }
units-from = Since { $day }
units-until = Until the end of { $day }
units-successor = Now: { $unit }
units-includes = Includes: { $unit } (until the end of { $day })
units-divided-from = Divided from: { $unit }
units-stood = Was part of: { $unit } (until the end of { $day })
units-below = Units below: { $count }
units-not-now = { $unit } (not open now)
units-up = Up: { $unit }
units-codes = QR codes and posters
units-edit = Change
units-edit-which = { $unit }: what would you like to change?
units-nothing-to-do = { $unit } has ended and cannot be changed any more.
units-do-add = Add a unit below it
units-do-rename = Rename it
units-do-name = Code, other names
units-do-move = Move it below another unit
units-do-merge = Merge it into another unit
units-do-divide = Divide it into several
units-do-end = Close it
units-about-add = The new unit will stand right below this one.
units-about-rename = The old name still finds it. Printed QR codes stay good.
units-about-name = Old codes and names still find it.
units-about-move = Everything below goes with it. Figures can still be seen as things stood then.
units-about-merge = This unit and all its parts end. Printed QR codes will lead to the matching part of the other unit. Move what is to stay before.
units-about-divide = This unit and all its parts end. Printed QR codes will ask people which new unit they mean. Move what is to stay before.
units-about-end = This unit and all its parts end. What is sent there will go to the unit above.
units-two-names = Give the names of at least two new units.
units-same-parent = It stands below { $unit } already.
units-ended = { $unit } has ended, or ends on { $day }, so this cannot be done.
units-not-then = { $unit } does not exist on { $day }. Choose another day.
units-within = { $unit } is part of { $top }, so this cannot be done. Choose another unit.
units-falls-apart = With this the tree would not hold together: something would stand below a unit that has ended. Choose another day, or see to that part first.
units-kept = Change number { $number } is kept:
units-change = { $action ->
    [add] { $unit } added below { $other }, from { $day }
    [rename] Renamed to { $unit }, from { $day }
    [name] Code and other names of { $unit } changed
    [move] { $unit } moved below { $other }, from { $day }
    [merge] { $unit } merged into { $other }, from { $day }
    [divide] { $unit } divided, from { $day }
    [end] { $unit } closed, from { $day }
   *[other] { $action }: { $unit }, from { $day }
}
units-new = • { $unit } (id: { $id })
units-follows = • { $old } → { $new }
units-more = … and { $count } more parts
units-open-cases = { $count ->
    [one] One case is still open at what ends. Its officers go on with it; from that day those of the other unit can, too.
   *[other] { $count } cases are still open at what ends. Their officers go on with them; from that day those of the other unit can, too.
}
units-past = Changes so far
units-past-none = Nothing was changed here yet.
units-change-number = Number { $number }
units-change-made = Written on { $day }
units-change-void = Taken back
units-undo = Take back change { $number }
units-undo-ask = Take this change back? The tree will be as it was before.
units-undo-yes = Take it back
units-undo-no = Keep it
units-undone = Taken back:
units-built-upon = A later change is built on this one. Take that back first.
