flood-slow-down = You are sending messages faster than we can read them. Please wait a minute, then go on. Thank you.
turn-failed = We are sorry, we could not handle your last message. Our technician has been told. Please try again, or type /help.
job-failed = Sorry, we could not make the file or chart you asked for. Our engineers have been told. You can try again later.
evidence-lost = A photo or file sent with your report could not be downloaded. The rest of your report was received. Please send it again when an officer contacts you.
