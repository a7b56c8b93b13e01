# Người gửi tự làm với hồ sơ của mình: bổ sung, xác nhận, chưa đồng ý, rút, đánh giá.

own-action = { $action ->
    [supply] Bổ sung thông tin
    [confirm] Đã giải quyết xong
    [dispute] Chưa đồng ý
    [withdraw] Rút lại
   *[rate] Đánh giá kết quả
}
own-write = Nhắn thêm
own-gone = Không tìm thấy hồ sơ này trong các hồ sơ của Ông/Bà.
own-closed = Hiện chưa nhận được nội dung này. Xin Ông/Bà gọi hoặc đến cơ quan.
own-sure = Đồng ý rút
own-ask-withdraw = Ông/Bà muốn rút { $code }? Sau khi rút, việc này không được giải quyết nữa.
    .simple =
        Ông/Bà muốn rút { $code }?
        Rút rồi thì việc này dừng lại.
own-begin = { $action ->
    [supply] Bổ sung cho { $code }:
   *[dispute] Ông/Bà chưa đồng ý với kết quả của { $code }.
}
own-done = { $action ->
    [supply] Đã nhận phần bổ sung cho { $code }. Cảm ơn Ông/Bà.
    [confirm] Cảm ơn Ông/Bà đã xác nhận { $code } đã giải quyết xong.
    [dispute] Đã ghi nhận Ông/Bà chưa đồng ý với { $code }. Lãnh đạo sẽ xem lại.
   *[withdraw] Đã rút { $code } theo ý Ông/Bà.
}
own-rate = Về kết quả giải quyết { $code }:
own-rated = Ông/Bà đã đánh giá kết quả này, hoặc chưa có kết quả để đánh giá.
own-after-rating-solved = Nếu việc đã xong, xin Ông/Bà bấm xác nhận.
own-after-rating-unsolved = Nếu việc chưa xong, Ông/Bà có thể yêu cầu xem lại.
case-notice-promised = Hẹn trả lời: chậm nhất { $day }
tracking-open = Xem { $code }
tracking-happened = Đã diễn ra:
tracking-event = { $day }: { $what ->
    [transfer] chuyển nơi giải quyết
    [pass-on] chuyển cơ quan khác
    [refuse] không thụ lý
    [accept] nhận giải quyết
    [ask] cơ quan hỏi thêm
    [supply] Ông/Bà đã bổ sung
    [extend] gia hạn
    [answer] { $outcome ->
        [solved] trả lời, đã giải quyết xong
        [partly] trả lời, giải quyết được một phần
       *[unsolved] trả lời, chưa giải quyết được
    }
    [confirm] Ông/Bà xác nhận đã xong
    [dispute] Ông/Bà chưa đồng ý
    [uphold] xem lại, giữ nguyên trả lời
    [reopen] mở lại
    [withdraw] Ông/Bà đã rút
    [close] kết thúc
    [lapse] hết thời gian chờ
    [advise] hướng dẫn nộp đơn
    [file] nhận đơn
    [reclassify] đổi loại việc
    [split] tách thành nhiều việc
    [rated] Ông/Bà đã đánh giá
    [message-to-citizen] cơ quan nhắn
    [message-from-citizen] Ông/Bà nhắn
   *[other] có thay đổi
}
