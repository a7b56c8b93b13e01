flood-slow-down = You are sending messages faster than we can read them. Please wait a minute, then go on. Thank you.
    .simple =
        You are sending messages too fast.
        Please wait a minute, then go on.
turn-failed = We are sorry, we could not handle your last message. Our technician has been told. Please try again, or type /help.
    .simple =
        Sorry, we could not handle your last message.
        Our technician has been told.
        Please try again, or type /help.
job-failed = Sorry, we could not make the file or chart you asked for. Our engineers have been told. You can try again later.
    .simple =
        Sorry, the file or chart was not made.
        Our engineers have been told.
        Please try again later.
evidence-lost = A photo or file sent with your report could not be downloaded. The rest of your report was received. Please send it again when an officer contacts you.
    .simple =
        One file could not be downloaded.
        The rest of your report was received.
        Please send it again when an officer asks.
