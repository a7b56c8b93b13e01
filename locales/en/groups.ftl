# Officers' groups: each case of a unit has one card in the group, without names or content.

command-nhom = The officers' group that is told of a unit's cases
group-bound = From now on this group is told of the cases of { $unit }: one card for each, no names, nothing of what they say. To end it: /group off
group-is-bound = This group is told of the cases of { $unit }. To end it: /group off
group-freed = The cases of { $unit } no longer come to the group. The cards that are there stay as they are.
group-unbound = This group is not told of any unit's cases.
group-not-yours = This is not part of your work.
group-not-here = There are no officers' groups on this channel. Please use a group on Telegram.
group-no-unit = There is no such unit in your part of the office. Please write /group and the unit's name.
group-which = Which unit do you mean?
group-choice = { $unit }: /group { $id }
group-list = { $count ->
    [0] No group is told of cases yet.
   *[other] Groups that are told of cases: { $count }
}
group-line = { $number }. { $unit }, since { $since }
group-free = Tell group { $number } no more
group-how = To add one: invite the bot into your unit's group on Telegram, and write /group and the unit's name there.
group-gone = This group is no longer told of cases.

# The card in a group
group-card = { $mark } { $code } · { $about }
group-card-state = State: { $state }
group-card-due = { $how ->
    [late] { $first ->
        [yes] Acknowledge before
       *[no] Due
    }: { $day } (overdue)
    [waiting] The clock stands still, waiting for the citizen
   *[other] { $first ->
        [yes] Acknowledge before
       *[no] Due
    }: { $day }
}
group-card-officer = { $taken ->
    [yes] In charge: taken
   *[no] In charge: free
}
group-card-gone = Moved to: { $unit }
group-card-hidden = This is no longer shown in the group.
group-take = Take it
group-open = Open it in private
group-took = { $code } is yours now.
group-taken = { $whose ->
    [mine] It is yours already.
   *[other] Somebody has taken it already.
}
