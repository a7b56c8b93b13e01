flood-slow-down = You are sending messages faster than we can read them. Please wait a minute, then go on. Thank you.
turn-failed = We are sorry, we could not handle your last message. Our technician has been told. Please try again, or type /help.
