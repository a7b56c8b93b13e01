# Mã QR và áp phích (/maqr). Quản trị, lãnh đạo đọc; phần in ra thì người dân đọc.

command-maqr = Mã QR: ảnh, áp phích A4 và A6, thẻ dùng một lần
poster-of = Mã QR: { $unit }
poster-survey = Mở phiếu: { $title }
poster-report-code = Góp ý, phản ánh
poster-payload = Nội dung mã: { $payload }
poster-picture = Ảnh mã QR
poster-a4 = Áp phích A4
poster-a6 = Thẻ để bàn A6
# Nhãn nút không bắt đầu bằng số: nơi phải gõ số để bấm, số ấy sẽ bị hiểu nhầm.
poster-all-a4 = Áp phích A4, cả bên dưới: { $count }
poster-all-a6 = Thẻ A6, cả bên dưới: { $count }
poster-cards = Thẻ dùng một lần: { $count }
poster-procedure = Riêng cho một thủ tục
poster-which-procedure = Mã dành cho thủ tục nào?
poster-not-yours = Ông/Bà không in được mã này: đơn vị không thuộc quyền của Ông/Bà, đã kết thúc, hoặc phiếu đã đóng.
poster-no-link = Chưa in được: cơ quan chưa có địa chỉ nào để mã dẫn tới. Xin nhờ người vận hành đặt LANGNGHE_PUBLIC_URL, mở kênh Telegram, hoặc ghi trang Zalo vào office.yaml.
poster-making = { $count ->
    [1] Đang vẽ cho { $unit }. Tệp sẽ được gửi tới đây.
   *[other] Đang vẽ { $count } mã cho { $unit }. Tệp sẽ được gửi tới đây.
}
poster-progress = Đã vẽ { $done }/{ $count }…
poster-channel = { $channel ->
    [web] Trang web
    [telegram] Telegram
    [zalo] Zalo
   *[other] { $channel }
}
poster-code = { $channel ->
    [web] Mã cho trang web
    [telegram] Mã cho Telegram
    [zalo] Mã cho Zalo
   *[other] Mã cho { $channel }
}: { $link }
poster-ready-a4 = Áp phích A4 cho { $unit }: { $count } trang, in đúng khổ (100 %).
poster-ready-a6 = Thẻ A6 cho { $unit }: { $count } trang, in đúng khổ (100 %).
poster-ready-cards = { $count } thẻ dùng một lần cho { $unit }, mười thẻ một trang A4. Xin đưa mỗi người dân một thẻ khi xong việc. Mỗi thẻ chỉ nhận một lần đánh giá.
poster-rate = Mời Ông/Bà đánh giá
    Mở máy ảnh điện thoại, quét mã này.
    Trả lời vài câu ngắn, không cần ghi tên.
poster-report = Mời Ông/Bà góp ý
    Mở máy ảnh điện thoại, quét mã này.
    Viết vài dòng, gửi ảnh hoặc ghi âm.
poster-then = rồi nhắn: { $words }
poster-card = Mời đánh giá lần phục vụ này
poster-card-until = Mã dùng một lần, đến hết ngày { $day }.
poster-or-type = Hoặc nhắn:
