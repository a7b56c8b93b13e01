# Officers doing something to a case: what is asked, what is lacking, what came of it. For officers only.

act-begin = { $action }: case { $code }
act-confirm = { $action }: case { $code }. Do you agree?
act-yes = Yes
act-done = { $action }: done. Case { $code } is now { $state }.
act-promised = To be answered by: { $day }
act-refused = This could not be done. What you entered is kept below; please correct it and send it again.
act-too-late = A colleague may just have done this. Please look at the case again.
act-no-form = The office has no questions for this yet. Please tell the administrator.
act-nobody = { $action ->
    [represent] No case has been grouped with this one yet.
    [name] There is no officer on the list yet.
   *[other] There is no other officer who could have this case.
}
act-unknown = There is no such case.
act-same-unknown = There is no case with this code.
act-same-over = The case with this code is answered or closed. Please choose one that is being handled.
act-same-too-many = Too many wrong codes. Please try again in an hour.
act-title-names = Everybody reads this title. Please leave out names and telephone numbers, for example: No power in Dong hamlet since 20/11
act-lacks-proof = An answer needs proof: send a photo or a document, or type the number of one (for example 125/UBND-KT).
act-now-at = Now at: { $unit }
act-went = It was at: { $units }
act-then = { $before } → { $last }
act-bounced = It came back to a unit that had it before { $count } { $count ->
    [one] time
   *[other] times
}.
act-raised = The units cannot agree, so it was raised to { $unit }. The head there says whose it is.
act-parts = New cases taken out: { $count }
act-part = – { $code } · { $about } · { $unit }
act-part-elsewhere = – { $about } · { $unit }

question-people-search = You can also type a name to search.
question-people-hint = Nobody of this name was found. Please choose from the list, or type a name.

# Templates
reply-templates = Choose a template to begin with, or write your own:
reply-draft = A template of the office. Use it, or copy it, change it and send it:
reply-fill = This template has blanks […]. Please copy it, fill them in and send it:
reply-use = Use this
reply-others = ← Other templates
reply-lacks-filling = Something is not filled in: { $blank } – please put what it is and send it again.
reply-lacks-own-words = This is still the template. Please say what was done, when, and with what result.
reply-lacks-substance = The answer says nothing in particular. Please say what was done, when, and with what result (at least { $count } letters besides general phrases).
reply-lacks-length = The answer is too short. Please say what was done, when, and with what result (at least { $count } letters).
