# Why the web chat does not take what a page sends.

web-error-malformed = What was sent could not be read. Please reload the page and send it again.
web-error-empty = This file is empty. Please choose another one.
web-error-cookie = Your session has ended. Please reload the page.
web-error-origin = This page may not send anything. Please open the office's own page.
web-error-gone = This file is no longer here.
web-error-slow = The line was too slow to send this. Please try again.
web-error-large = This is too large. A file may have up to 20 MB.
web-error-type = This kind of content is not taken.
web-error-slow-down = You are sending rather fast. Please wait a moment before you go on.
web-error-busy = A great many people are here just now. Please wait a moment.
web-error-full = Files cannot be taken just now. You can still write.
web-error-later = The system cannot take this just now. Please try again in a few minutes.
