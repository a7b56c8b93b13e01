fitting-file-elsewhere = The file “{ $name }” cannot be sent here. Please open it on another channel (Telegram or the web page).
    .simple =
        The file “{ $name }” cannot be sent here.
        Please open it on Telegram or the web page.
fitting-share-phone = Share my phone number
fitting-share-location = Share my location
fitting-further = More choices:
fitting-words = You can type:
