# Words under lock: who sends them, then who may read them.

sealed-offer = You may still leave what you have to tell. It is locked at once, and only two named readers together can open it.
    .simple =
        You may still leave your words here.
        They are locked at once.
        Only two readers together can open them.
sealed-leave = Leave words under lock
sealed-more = Tell more
sealed-more-to = More for case { $code }.
sealed-closed = The office does not take such words here now. Please file it on paper or come in person.
    .simple =
        Such words are not taken here now.
        Please file it on paper or come.
sealed-gone = This can no longer be done with this case.
sealed-edited = What is locked cannot be changed. Please write it again as a new message.
    .simple =
        What is locked cannot be changed.
        Please write a new message.
sealed-words-only = Only written words are taken here. Photos and voices can give you away, so they were not kept; please hand them in with your filing.
    .simple =
        Only written words are taken here.
        Photos and voices were not kept.
        Please hand them in with your filing.
sealed-kept = { $count ->
        [one] { $count } part is locked.
       *[other] { $count } parts are locked.
    } Go on writing, or press send.
sealed-names-you = That message seems to hold a name, a number or an address. If it is yours, take it back and write it again without; and delete it on your telephone.
    .simple =
        That message seems to hold a name or number.
        Is it yours? Please take it back.
        Write it again without.
        Delete it on your telephone, too.
sealed-taken-back = That part is gone. { $count } left. Please write it again.
    .simple =
        That part is gone.
        { $count } left.
        Please write it again.
sealed-nothing-yet = Nothing was told yet. Please write before you send.
sealed-send = Send
sealed-take-back = Take the last part back
sealed-give-up = Do not send it
sealed-received = Your words are locked and with the named readers.
sealed-look-up = To see what comes of it, type: /status { $code }
sealed-no-filing = Please remember: this is no lawful denunciation yet. It is taken up only when you file it on paper or come in person. It is wise to delete this chat on your telephone.
    .simple =
        This is no lawful denunciation yet.
        Please file it on paper or come.
        It is wise to delete this chat.
sealed-added = Locked, and added to case { $code }.
sealed-sure = { $action }: case { $code }. Are you sure?
sealed-done = Noted for case { $code }.

command-kin = Denunciations under lock
kin-list = Cases under lock: { $count }. Please look when you are on your own.
kin-line = { $code } · { $day } · { $state }
kin-all = The cases under lock
kin-unknown = There is no such case.
kin-parts = { $count ->
        [one] What was told: { $count } part, locked.
       *[other] What was told: { $count } parts, locked.
    }
kin-ask = Ask to open it
kin-agree = Agree to open it
kin-asked = { $name } asks to open case { $code }. It takes you, too.
kin-waiting = The other readers were told. It opens when one of them agrees within { $minutes } minutes.
kin-too-late = That asking is no longer good. Please ask again.
kin-not-alone = It takes somebody else to agree.
kin-file = Case { $code }: a locked file of { $count } parts. Open it on the office's computer with the keys of two readers: langnghe sealed open
kin-no-key = You have no key yet. On your own computer type: langnghe sealed keygen. Then type here: /sealed key, and the line that begins with lnr1-
kin-too-few = Fewer than two readers have a key, so the bot takes nothing yet.
kin-not-here = Only readers of the whole office set up a key.
kin-key-wrong = That is no public key. Please copy the whole line that begins with lnr1-
kin-key-taken = Somebody has this key already.
kin-key-set = Key { $key } is set. Please compare this number with your colleagues.
kin-key-of-another = { $name } has set up key { $key }. If it was not them, tell the administrator at once.
