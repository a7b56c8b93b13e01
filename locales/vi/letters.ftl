# Thư cảm ơn, thư xin lỗi và giấy tờ của người dân

command-thu = Thư: xem, soạn, duyệt và gửi

letters-waiting = { $count ->
    [0] Không có thư nào chờ duyệt.
   *[other] { $count } thư chờ duyệt:
}
letters-more = Còn { $count } thư nữa; duyệt bớt để xem tiếp.
letters-all = Tất cả thư chờ duyệt
letters-of-case = { $count ->
    [0] Hồ sơ { $code } chưa có thư nào.
   *[other] Hồ sơ { $code } có { $count } thư:
}
letter-of-case = Thư của hồ sơ
letter-of = { $letter } · { $of }
letter-of-day = { $letter } · soạn ngày { $day }
letter-new = Viết: { $letter }
letter-look = Xem thư chờ duyệt
letter-waiting = Có thư mới soạn, chờ Ông/Bà duyệt.
letter-waiting-apology = Có thư xin lỗi vì trễ hẹn, chờ Ông/Bà duyệt. Thư phải đi trước ngày hẹn ít nhất một ngày.
letter-gone = Không thấy thư này, hoặc thư không thuộc việc của Ông/Bà.
letter-changed = Thư đã thay đổi sau khi Ông/Bà xem. Xin xem lại.
letter-state = { $state ->
    [draft] Bản nháp, chưa duyệt.
    [approved] Đã duyệt và gửi.
    [rejected] Không được duyệt.
   *[other] Không còn cần nữa.
}
letter-number = Số: { $number }
letter-lacks = Còn thiếu: { $fields }. Chưa đủ thì không gửi được.
letter-too-late = Thư không còn kịp trước ngày hẹn một ngày. Vẫn nên gửi, nhưng bị tính là xin lỗi muộn.
letter-pdf = Xem PDF
letter-docx = Tải bản Word
letter-fill = Điền, sửa nội dung
letter-sign = Duyệt và gửi
letter-sign-yes = Duyệt, cấp số và gửi ngay
letter-sign-ask = Duyệt { $letter }? Thư được cấp số và gửi ngay, không rút lại được.
letter-back = Xem lại thư
letter-reject = Không duyệt
letter-signed = Đã duyệt. Thư số { $number } đang được gửi.
letter-rejected = Thư không được duyệt và sẽ không gửi.
letter-brought = Đã gửi thư số { $number } cho người dân.
letter-print = Thư số { $number }: người nhận chưa có kênh trò chuyện. Xin in, ký, đóng dấu và gửi theo đường bưu điện.
letter-making = Đang làm tệp. Xin chờ một lát.
letter-shown = Thư đã duyệt.
letter-shown-draft = Bản nháp: chưa có số, chưa gửi cho ai.
letter-approved = (Đã duyệt trên hệ thống ngày { $day })
letter-fields = { $first }, { $next }
letter-field = { $name ->
    [addressee] người nhận
    [address] địa chỉ
    [phone] số điện thoại
    [received] ngày tiếp nhận
    [field] lĩnh vực
    [receipt] số hồ sơ
    [promised] ngày hẹn
    [units] đơn vị đã chuyển
    [reason] lý do chậm
    [new_date] ngày hẹn lại
    [words] nội dung thư
    [superior] cơ quan cấp trên
    [agency] tên cơ quan
    [number] số thư
    [place] địa danh
    [day] ngày thư
    [recipients] nơi nhận
    [signer_title] chức vụ người ký
    [signer] họ tên người ký
   *[other] { $name }
}
letter-refused-over = Thư này đã xong, không sửa được nữa.
letter-refused-missing = Chưa gửi được. Còn thiếu: { $fields }.
letter-refused-second = Việc này đã có thư xin lỗi và ngày hẹn lại. Chỉ được hẹn lại một lần.
letter-refused-new-date = Ngày hẹn lại phải sau ngày đã hẹn ({ $day }).
letter-refused-past = Ngày hẹn lại đã qua. Xin sửa lại rồi duyệt.

# Người dân đọc
letter-for-you = Chúng tôi gửi Ông/Bà: { $letter }.
letter-own-receipt = Phiếu tiếp nhận (PDF)
letter-own-form = Đơn khiếu nại để in (PDF)
letter-own-too-many = Ông/Bà đã lấy nhiều tệp. Xin thử lại sau một giờ.
letter-own-slip = Phiếu tiếp nhận của Ông/Bà. Xin giữ kín mã.
letter-own-complaint =
    Đơn khiếu nại của Ông/Bà.
    Xin in, ký tên và nộp tại nơi ghi ở cuối đơn.
    Chưa nộp thì đơn chưa có giá trị.
