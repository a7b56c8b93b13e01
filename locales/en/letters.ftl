# Letters of thanks and apology, and citizens' own papers

command-thu = Letters: look, write, sign and send

letters-waiting = { $count ->
    [0] No letter waits for a signature.
    [one] 1 letter waits for a signature:
   *[other] { $count } letters wait for a signature:
}
letters-more = { $count } more; they are shown once these are done.
letters-all = All letters that wait
letters-of-case = { $count ->
    [0] Case { $code } has no letter.
    [one] Case { $code } has 1 letter:
   *[other] Case { $code } has { $count } letters:
}
letter-of-case = Letters of the case
letter-of = { $letter } · { $of }
letter-of-day = { $letter } · begun on { $day }
letter-new = Write: { $letter }
letter-look = See the letters that wait
letter-waiting = A new letter waits for your signature.
letter-waiting-apology = An apology for lateness waits for your signature. It has to leave at least a day before the promised day.
letter-gone = There is no such letter, or it is not yours to deal with.
letter-changed = The letter has changed since you looked at it. Please look again.
letter-state = { $state ->
    [draft] A draft, not signed.
    [approved] Signed and sent.
    [rejected] Not signed.
   *[other] No longer needed.
}
letter-number = Number: { $number }
letter-lacks = Still missing: { $fields }. It cannot leave without.
letter-too-late = It can no longer leave a day before the promised day. Send it all the same; it counts as too late.
letter-pdf = See the PDF
letter-docx = Get the Word file
letter-fill = Fill in, change
letter-sign = Sign and send
letter-sign-yes = Sign, number and send it now
letter-sign-ask = Sign { $letter }? It gets its number and leaves at once, and cannot be taken back.
letter-back = Look at it again
letter-reject = Do not sign
letter-signed = Signed. Letter number { $number } is on its way.
letter-rejected = The letter is not signed and will not leave.
letter-brought = Letter number { $number } was sent to the citizen.
letter-print = Letter number { $number }: its addressee cannot be reached by chat. Please print, sign, seal and post it.
letter-making = The file is being made. One moment, please.
letter-shown = The letter as it was signed.
letter-shown-draft = A draft: it has no number and went to nobody.
letter-approved = (Approved in the system on { $day })
letter-fields = { $first }, { $next }
letter-field = { $name ->
    [addressee] the addressee
    [address] the address
    [phone] the telephone number
    [received] the day it was received
    [field] the field
    [receipt] the file's number
    [promised] the promised day
    [units] the units it went through
    [reason] the reason for the delay
    [new_date] the new day
    [words] what it says
    [superior] the authority above
    [agency] the agency's name
    [number] the letter's number
    [place] the place
    [day] the day of the letter
    [recipients] the recipients
    [signer_title] the office of who signs
    [signer] the name of who signs
   *[other] { $name }
}
letter-refused-over = This letter is done and cannot be changed.
letter-refused-missing = It cannot leave yet. Still missing: { $fields }.
letter-refused-second = There was an apology with a new day already. There can be one only.
letter-refused-new-date = The new day must be after the promised one ({ $day }).
letter-refused-past = The new day is over. Please change it, then sign.

# What citizens read
letter-for-you = We send you: { $letter }.
letter-own-receipt = Acknowledgement slip (PDF)
letter-own-form = Complaint to print (PDF)
letter-own-too-many = You have had many files made. Please try again in an hour.
letter-own-slip = Your acknowledgement slip. Please keep the code to yourself.
letter-own-complaint =
    Your complaint.
    Please print it, sign it and hand it in at the place named at its end.
    Until then it has no legal effect.
