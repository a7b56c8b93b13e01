# Staff: who works where, inviting others, taking a role away. Read by heads and administrators.

command-canbo = Staff: see, invite, take a role away
staff-role = { $role ->
    [officer] officer
    [head] head
    [admin] administrator
    [auditor] auditor
    [sealed-reader] reader of denunciations
   *[other] { $role }
}
staff-heading = { $count ->
    [0] Nobody works here yet.
   *[other] Roles given: { $count }
}
staff-member = { $tasks ->
    [0] – { $name }: { $role }, since { $since }
    [one] – { $name }: { $role }, since { $since }, { $tasks } task
   *[other] – { $name }: { $role }, since { $since }, { $tasks } tasks
}
staff-invited = – { $name }: { $role }, invited, not accepted yet (until { $until })
staff-nameless = (no name)
staff-label = { $name } – { $role }
staff-page = Page { $page } of { $pages }
staff-before = Previous page
staff-after = Next page
staff-list = List of staff
staff-gone = This is no longer there.
staff-not-yours = This is not yours to do, or no longer there.
staff-invite = Invite somebody
staff-where = At which unit do you want to invite somebody?
staff-no-form = The office has no form to invite staff with. Please ask whoever runs the server.
staff-code = Invitation of { $name }: { $role }, { $unit }. Please pass this code to that very person, to be typed in our Telegram, Zalo or web chat:
staff-link = Content of a QR code or link: { $payload } (Telegram: ?start={ $payload }, web page: ?s={ $payload })
staff-once = The code works once, until { $until }, and is shown here only now. Whoever types it first has the role.
staff-take-away = Take this role away
staff-void = Withdraw the invitation
staff-void-ask = Withdraw the invitation of { $name }: { $role }, { $unit }?
staff-voided = The invitation of { $name } is withdrawn: { $role }, { $unit }.
staff-ask = Take the role of { $role } at { $unit } away from { $name }? They lose it at once and are told.
staff-ask-whose = { $tasks ->
    [one] There is { $tasks } open task. Who goes on with it?
   *[other] There are { $tasks } open tasks. Who goes on with them?
}
staff-keep = Leave it as it is
staff-to = { $name } goes on with them
staff-to-unit = Back to the unit
staff-last = You are the last administrator, so you cannot leave yet. Please invite another first.
staff-taken-away = { $name } is no longer { $role }, { $unit }.
staff-moved = { $count ->
    [one] { $count } task goes to the colleague.
   *[other] { $count } tasks go to the colleague.
}
staff-moved-to-unit = { $count ->
    [one] { $count } task goes back to its unit.
   *[other] { $count } tasks go back to their units.
}
staff-no-more = You are no longer { $role } at { $unit }. Others go on with your tasks. Thank you.
staff-took-over = { $count ->
    [one] You go on with { $count } task of a colleague.
   *[other] You go on with { $count } tasks of a colleague.
}
staff-look = My tasks
staff-erase = You work here: erasing ends your roles and gives your tasks back to their units. What you did stays in the cases' history, without your name.
