# QR codes and posters (/qr). Administrators and heads read this; citizens read what is printed.

command-maqr = QR codes: picture, A4 and A6 posters, one-time cards
poster-of = QR codes: { $unit }
poster-survey = Opens: { $title }
poster-report-code = Reports, proposals, praise
poster-payload = What the code carries: { $payload }
poster-picture = Picture of the code
poster-a4 = A4 poster
poster-a6 = A6 card for the desk
poster-all-a4 = A4 posters, with all below: { $count }
poster-all-a6 = A6 cards, with all below: { $count }
poster-cards = One-time cards: { $count }
poster-procedure = For one procedure
poster-which-procedure = For which procedure?
poster-not-yours = This code cannot be printed by you: the unit is not yours or has ended, or the survey is closed.
poster-no-link = There is nowhere for a code to lead yet. Ask the operator to set LANGNGHE_PUBLIC_URL, to open the Telegram channel, or to write the office’s Zalo page into office.yaml.
poster-making = { $count ->
    [1] Drawing for { $unit }. The file will be sent here.
   *[other] Drawing { $count } codes for { $unit }. The file will be sent here.
}
poster-progress = { $done } of { $count } drawn …
poster-channel = { $channel ->
    [web] Web page
    [telegram] Telegram
    [zalo] Zalo
   *[other] { $channel }
}
poster-code = { $channel ->
    [web] Code of the web page
    [telegram] Code of Telegram
    [zalo] Code of Zalo
   *[other] Code of { $channel }
}: { $link }
poster-ready-a4 = A4 posters for { $unit }: { $count ->
    [one] one page
   *[other] { $count } pages
}. Print them at their own size (100 %).
poster-ready-a6 = A6 cards for { $unit }: { $count ->
    [one] one page
   *[other] { $count } pages
}. Print them at their own size (100 %).
poster-ready-cards = { $count } one-time cards for { $unit }, ten to an A4 page. Hand one to each citizen who has been served. Each takes one rating.
poster-rate = Please rate our service
    Open the camera of your phone, scan this code.
    A few short questions, no name needed.
poster-report = Please tell us
    Open the camera of your phone, scan this code.
    Write a few lines, send a photo or a recording.
poster-then = then write: { $words }
poster-card = Please rate this visit
poster-card-until = Good once, until the end of { $day }.
poster-or-type = Or write:
