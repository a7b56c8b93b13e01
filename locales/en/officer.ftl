# Officers: what there is to do, a case, who sent it, its files, messages with whoever sent it.

command-viec = What there is to do
command-hoso = See a case and work on it

# The list of tasks
task-line = { $mark } { $code } · { $about } · { $unit } · { $due }
task-about = { $kind }, { $category }
task-triage = no unit yet
task-due = { $how ->
    [late] { $left ->
        [one] { $left } working day late
       *[other] { $left } working days late
    } (was due { $day })
    [today] due today
    [soon] { $left ->
        [one] { $left } working day left
       *[other] { $left } working days left
    } (due { $day })
    [later] due { $day }
    [waiting] waiting for the citizen
   *[unlimited] no time limit
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
