## What people are told when something happens to what they sent

case-look = See more
case-notice-sealed = There is news about { $code }. Please have a look.
case-notice-transfer = { $code }: passed on to { $unit }, which will deal with it.
case-notice-pass-on = { $code }: this is another authority's to decide. We have passed it on to them.
case-notice-refuse = { $code }: we are sorry, we cannot take this up. The reason:
case-notice-accept = { $code }: { $unit } has taken it up.
case-notice-ask = { $code }: to deal with it, we need to know more from you:
case-notice-extend = { $code }: we need more time. The new day for the answer is { $day }. The reason:
case-notice-answer = { $outcome ->
        [solved] { $code }: it is dealt with.
        [partly] { $code }: it is dealt with in part.
       *[unsolved] { $code }: there is an answer, but it could not be solved.
    }
case-notice-uphold = { $code }: we have looked at it again and stand by the answer. The reason:
case-notice-reopen = { $code }: opened again, to be worked on further.
case-notice-close = { $kind ->
        [praise] { $code }: we have received your praise. Thank you.
       *[other] { $code }: closed.
    }
case-notice-lapse = { $code }: stopped, as the time for waiting is over.
case-notice-advise = { $code }: this has to be filed as the law says:
case-notice-file = { $code }: the office has received your petition.
case-notice-reclassify = { $code }: it is now treated as another kind of matter, as the rules say.
case-notice-split = { $code }: its matters are now dealt with one by one. The new codes are in “My cases” (/mine).
