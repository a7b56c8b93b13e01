fitting-file-elsewhere = Tệp “{ $name }” không gửi được ở đây. Xin mở bằng kênh khác (Telegram hoặc trang web).
    .simple =
        Tệp “{ $name }” không gửi được ở đây.
        Xin mở bằng Telegram hoặc trang web.
fitting-share-phone = Gửi số điện thoại của tôi
fitting-share-location = Gửi vị trí của tôi
fitting-further = Lựa chọn khác:
fitting-words = Có thể gõ:
