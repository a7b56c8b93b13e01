# Officers: what there is to do, a case, who sent it, its files, messages with whoever sent it.

command-viec = What there is to do
command-hoso = See a case and work on it

# The list of tasks
task-line = { $mark } { $code } · { $about } · { $unit } · { $due }
task-about = { $kind }, { $category }
task-triage = no unit yet
task-due = { $how ->
    [late] { $left ->
        [0] just overdue
        [one] { $left } working day late
       *[other] { $left } working days late
    } (was due { $day })
    [today] due today
    [soon] { $left ->
        [one] { $left } working day left
       *[other] { $left } working days left
    } (due { $day })
    [later] due { $day }, { $left } days left
    [waiting] waiting for the citizen
   *[unlimited] no time limit
}
task-acknowledge = { $late ->
    [yes] not acknowledged in time (was due { $by })
   *[no] acknowledge before { $by }
}
tasks-heading = { $view ->
    [mine] Your tasks: { $count }
    [late] Overdue: { $count }
    [triage] No unit yet: { $count }
   *[unit] Tasks of your unit: { $count }
}
tasks-counts = 🔴 Overdue { $late } · 🟠 Today { $today } · 🟡 Soon { $soon } · 🟢 Later { $later } · ⚪ No limit { $unlimited } · ⏸ Waiting { $waiting }
tasks-own = { $line } · yours
tasks-page = Page { $page } of { $pages }
tasks-before = Previous page
tasks-after = Next page
tasks-view = { $view ->
    [mine] My tasks ({ $count })
    [late] Overdue ({ $count })
    [triage] No unit yet ({ $count })
   *[unit] The whole unit ({ $count })
}

# One case
card-which = Please type the code of a case after /case, or the first five letters of one on your list.
card-which-one = More than one case begins like this. Which one?
card-unknown = There is no such case among those you work on. Please check the code.
card-too-many = Too many wrong codes. Please try again in an hour.
card-state = State: { $state }, since { $since }
card-unit = Unit: { $unit }
card-officer = In charge: { $name }
card-nobody = nobody yet
card-received = Received: { $at }
card-due = { $mark } Time limit: { $due }
card-first = { $step ->
    [resolve] Answer: due { $day }
    [ask-more] If something is missing: ask for it by { $day }
   *[pass-on] If it is another authority's: pass it on by { $day }
}
card-assisted = Sent by somebody who helped.
card-paused = The time stands still since { $since }
card-stood-still = The time stood still from { $since } to { $until }
card-extended = { $times ->
    [one] Extended once, until { $day }
   *[other] Extended { $times } times, until { $day }
}
card-chain = Was at: { $units }
card-listed = { $before }, { $last }
card-bounces = Times it was sent back: { $count }
card-raised = The units do not agree; the head decides.
card-coordinating = Helping: { $units }
card-same-as = Says the same as case { $code }
card-announced = People are told of it: “{ $title }”
card-followers = Cases that say the same: { $count }, of { $people ->
    [one] one person
   *[other] { $people } people
}
card-outcome = Outcome: { $outcome }
case-outcome = { $outcome ->
    [solved] solved
    [partly] partly solved
   *[unsolved] not solved
}
card-moment = { $what ->
    [answered] Answered: { $at }
    [closed] Closed by the office: { $at }
   *[confirmed] Confirmed by the citizen: { $at }
}
card-said = • { $question } – { $answer }
card-files = Files: { $count }
card-history = History: { $count }
card-see-files = See the files ({ $count })
card-write = Write to the sender
card-who = Who sent it?
card-more = The whole history
card-earlier = Earlier
card-later = Later
card-again = Look again
card-open = Case { $code }
card-tasks = My tasks
event-line = { $at } – { $what } ({ $who })
event-done = { $what }: { $detail }
event-by = { $whom ->
    [citizen] the sender
    [program] by itself
   *[officer] an officer
}
event-what = { $what ->
    [received] received
    [amended] corrected by the sender
    [classify] sorted
    [reclassify] made another kind
    [split] split
    [transfer] sent to another unit
    [pass-on] passed to another authority
    [assign] given to
    [handed-over] handed over
    [coordinate] help asked for
    [name] noted whom it is about
    [represent] noted who speaks for many
    [group] grouped with one like it
    [ungroup] taken out of its group
    [announce] announced
    [unannounce] announced no more
    [advise] told how to file
    [file] filed
    [accept] taken up
    [refuse] not taken up
    [start] work begun
    [ask] asked for more
    [supply] more was given
    [extend] extended
    [note] internal note
    [answer] answered
    [close] closed
    [confirm] confirmed as solved
    [dispute] disputed
    [uphold] answer upheld
    [reopen] reopened
    [withdraw] withdrawn
    [lapse] ended by itself
    [rated] rated
    [warned] warned of the deadline
    [late] overdue
    [apologised] apology signed
    [held] held by law
    [released] held no more
    [message-to-citizen] message to the sender
    [message-from-citizen] message from the sender
   *[other] { $what }
}
action-label = { $action ->
    [classify] Sort
    [reclassify] Change the kind
    [split] Split
    [transfer] Send to a unit
    [pass-on] Pass to another authority
    [assign] Give to somebody
    [coordinate] Ask for help
    [name] Say whom it is about
    [represent] Say who speaks for many
    [group] Group with one like it
    [ungroup] Take out of the group
    [announce] Announce it
    [unannounce] Announce it no more
    [advise] Tell how to file
    [file] It was filed
    [accept] Take up
    [refuse] Do not take up
    [start] Begin
    [ask] Ask for more
    [supply] Note what was given
    [extend] Extend
    [note] Note
    [answer] Answer
    [close] Close
    [uphold] Uphold the answer
    [reopen] Reopen
   *[other] { $action }
}

# Who sent it
identity-ask = Do you need to know who sent case { $code } to deal with it? That you look is kept with your name.
identity-yes = Yes, show me
identity-heading = Who sent case { $code }:
identity-line = { $what ->
    [name] Name: { $value }
   *[phone] Telephone: { $value }
}
identity-none = The sender left no name or number. You can write to them through the case.
identity-care = Please use this for this case only, and pass it on to nobody.

# Files
files-coming = Sending { $count } of { $total } files of case { $code }. That you look is kept.
files-none = Case { $code } has no files.
files-more = See the other { $count }

# Messages
relay-to-citizen = A message to the sender of case { $code }. They see your unit, not your name.
relay-nobody = There is nobody left to write to: the sender's data has been erased.
relay-talk = Messages with the sender: { $count }
relay-sent-to-citizen = Your message is on its way.
relay-from-citizen = Case { $code } ({ $about }): the sender has written to you.
relay-read = Read the message
