# What people do with their own case: add, agree, disagree, take back, rate.

own-action = { $action ->
    [supply] Send what was asked for
    [confirm] It is solved
    [dispute] I do not agree
    [withdraw] Take it back
   *[rate] Rate the result
}
own-write = Write a message
own-gone = This case is not among yours.
own-closed = This cannot be taken here now. Please call the office or come by.
own-sure = Yes, take it back
own-ask-withdraw = Do you want to take back { $code }? After that nobody works on it any more.
    .simple =
        Do you want to take back { $code }?
        After that the work on it stops.
own-begin = { $action ->
    [supply] For { $code }:
   *[dispute] You do not agree with the result of { $code }.
}
own-done = { $action ->
    [supply] We have what you added to { $code }. Thank you.
    [confirm] Thank you for saying that { $code } is solved.
    [dispute] It is noted that you do not agree with { $code }. The head will look at it again.
   *[withdraw] { $code } is taken back, as you wish.
}
own-rate = About the result of { $code }:
own-rated = You have rated this result, or there is no result to rate yet.
own-after-rating-solved = If it is solved, please press the button to say so.
own-after-rating-unsolved = If it is not solved, you can ask for another look.
case-notice-promised = Answer by { $day } at the latest
tracking-open = See { $code }
tracking-happened = What happened:
tracking-event = { $day }: { $what ->
    [transfer] passed on to the office in charge
    [pass-on] passed on to another authority
    [refuse] not taken up
    [accept] taken up
    [ask] the office asked for more
    [supply] you added to it
    [extend] more time was granted
    [answer] { $outcome ->
        [solved] answered, solved
        [partly] answered, solved in part
       *[unsolved] answered, not solved
    }
    [confirm] you said it is solved
    [dispute] you did not agree
    [uphold] looked at again, the answer stands
    [reopen] opened again
    [withdraw] you took it back
    [close] closed
    [lapse] the time for waiting was over
    [advise] told how to file it
    [file] received as a petition
    [reclassify] made another kind of matter
    [split] split into several matters
    [rated] you rated it
    [message-to-citizen] the office wrote
    [message-from-citizen] you wrote
   *[other] something changed
}
