# The page of the web chat: what the page says by itself, besides the bot's words.

web-title = Listening to citizens
web-skip = Go to the message box
web-more = Options
web-other-language-code = vi
web-other-language = Tiếng Việt
web-large = Larger text
web-leave = End and forget on this device
web-leave-hint = On a shared computer? Choose this when you are done, so that the next person sees nothing.
web-leave-ask = This device will forget the conversation. To see results later you need your tracking code. End now?
web-leave-yes = End
web-leave-failed = Could not end: there is no connection. Please try again.

web-demo = Demo, as:
web-demo-citizen = Citizen
web-demo-officer = Officer
web-demo-head = Head
web-demo-admin = Administrator

web-log = Conversation
web-welcome = Welcome
web-welcome-what = Here you can rate how you were served, report a problem and follow what is done about it. What would you like to do?
web-welcome-hint = You can also simply write what happened in the box below. No account is needed.
web-late = The page is slow to open, or this browser is too old.
web-late-again = Open the page again
web-noscript = The chat cannot work here
web-noscript-elsewhere = JavaScript is switched off in this browser. You can have it switched on, use another device, or come to the office:
web-down = Read on

web-do-rate = Rate a service
web-do-report = Report or suggest
web-do-track = Look up a case
web-do-mine = My cases
web-do-data = My data
web-do-link = Link Zalo, Telegram
web-do-language = Language
web-do-cancel = Cancel what I am doing
web-do-help = Help
web-do-figures = Show figures
web-do-export = Export a workbook

web-composer = Write to the office
web-menu = Menu
web-attach = Send photo, voice
web-attach-hint = At most 20 MB a file. Please do not send photos of identity papers.
web-take-photo = Take a photo
web-pick-photo = Choose photos, video
web-record = Record voice
web-share-place = Send my location
web-pick-file = Choose another file
web-write = Write a message
web-send = Send
web-no = No

web-said-office = Office:
web-said-own = You:
web-choices = Choices
web-chosen = chosen

# How what was sent is doing; % is a percentage or a name
web-state-sending = Sending…
web-state-sent = Sent
web-state-waiting = Not sent yet, will be tried again
web-state-failed = Not sent
web-state-percent = Sending… %
web-again = Try again
web-cancel-upload = Cancel sending
web-remove = Remove
web-offline = No connection. What you write is kept here and sent once there is one.
web-back-online = The connection is back.
web-cookies = This browser blocks cookies, so the chat cannot work here. Please allow cookies, or
web-own-window = open the page on its own

web-picture = Picture: %. Opens in full
web-download = Download
web-opens = opens a new page
web-too-large = “%” is larger than 20 MB and cannot be sent. Please choose a smaller file.
web-file-lost = The file was not sent before the page closed. Please choose it again.
web-send-files = Send what you chose (%)?
web-send-voice = Listen, then send?

web-place = My location
web-place-ask = Send the place where you are now to the office?
web-place-yes = Send location
web-place-finding = Finding your location…
web-place-refused = The browser does not allow the location. You can write the address instead.
web-place-unknown = Could not find the location. Try again, or write the address.

web-voice = Voice message
web-recording = Recording:
web-record-stop = Stop
web-record-refused = The browser does not allow recording. You can write a message instead.
