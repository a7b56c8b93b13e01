# Time limits: the day promised, and why one cannot be paused or extended.

day-said = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}, { $day }
moment-said = { $time } { $when ->
    [today] today
    [tomorrow] tomorrow
   *[later] on { $day }
}
clock-refused-ended = This time limit has ended.
clock-refused-event = This time limit is counted back from an event and cannot be paused.
clock-refused-paused = The time limit is paused. Please let it run first.
clock-refused-running = The time limit is not paused.
clock-refused-never = The law does not let this time limit be extended ({ $basis }).
clock-refused-ground = This is no ground for an extension ({ $basis }).
clock-refused-often = It may be extended { $times ->
    [one] once
   *[other] { $times } times
} only ({ $basis }).
clock-refused-late = It was due by { $promised } and cannot be extended any more.
clock-refused-too-long = It can be extended to { $latest } at the latest.
clock-refused-not-later = The new day must be after { $promised }.
