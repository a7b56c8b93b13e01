# What is done by itself when its time has come: news for officers, warnings, the morning's list.

officer-open = Open the case
officer-tasks = See the tasks
officer-new = { $count ->
    [1] A new task:
   *[other] { $count } new tasks:
}
officer-news = { $what ->
    [assign] This has just become your task:
    [coordinate] Your unit is asked to help:
    [supply] The citizen has sent what was asked for:
    [dispute] The citizen does not agree with the result:
    [confirm] The citizen says it is solved:
    [withdraw] The citizen has withdrawn it:
    [rated] The citizen has rated the result:
    [reopen] This is opened again:
    [split] This has just been split:
    [warned] Soon due:
    [last-day] Today is the last day:
    [late] Overdue:
    [raised] Overdue for days, the head has to step in:
    [untouched] Nobody has touched this for a long time:
   *[other] Something changed:
}
first-steps = { $what ->
    [unnoticed-soon] The time to acknowledge is nearly over ({ $count }):
    [unnoticed-late] Not acknowledged in time ({ $count }):
   *[leaving-soon] Not taken up yet ({ $count }). What is another authority's, or lacks something, is to be passed on or asked about in time:
}
officer-news-sealed = There is news in what you alone may read. Please look when you are on your own.
digest-heading = Today: { $count } open tasks.
digest-counts = Overdue { $late } · due today { $today } · soon due { $soon } · new { $new } · waiting for citizens { $waiting } · disputed { $disputed }
case-notice-lapses = { $asked ->
    [yes] { $code }: { $state }. Please do so before { $day }. After that day it stops.
   *[no] { $code }: { $state }. If you do not agree, please say so before { $day }. After that day it is closed.
}
    .simple =
        { $asked ->
            [yes] { $code }: { $state }.
            Please do so before { $day }.
            After that day it stops.
           *[no] { $code }: { $state }.
            If you do not agree, please say so before { $day }.
            After that day it is closed.
        }
time-days-off = The days off of { $year } are not known yet. Please add them to office.yaml, so that time limits are right.
