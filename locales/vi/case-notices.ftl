## Tin báo cho người gửi khi phản ánh, kiến nghị của họ có thay đổi

case-look = Xem chi tiết
case-notice-sealed = Có tin mới về mã { $code }. Mời Ông/Bà xem chi tiết.
case-notice-transfer = { $code }: đã chuyển đến { $unit } để giải quyết.
case-notice-pass-on = { $code }: việc này thuộc thẩm quyền cơ quan khác. Chúng tôi đã chuyển đến nơi có thẩm quyền.
case-notice-refuse = { $code }: rất tiếc, chúng tôi không thể thụ lý. Lý do:
case-notice-accept = { $code }: { $unit } đã nhận giải quyết.
case-notice-ask = { $code }: để giải quyết, chúng tôi cần Ông/Bà cho biết thêm:
case-notice-extend = { $code }: cần thêm thời gian. Ngày hẹn trả lời mới là { $day }. Lý do:
case-notice-answer = { $outcome ->
        [solved] { $code }: đã có kết quả giải quyết.
        [partly] { $code }: đã giải quyết được một phần.
       *[unsolved] { $code }: đã có trả lời, nhưng việc chưa giải quyết được.
    }
case-notice-uphold = { $code }: chúng tôi đã xem xét lại và giữ nguyên trả lời. Lý do:
case-notice-reopen = { $code }: đã mở lại để giải quyết tiếp.
case-notice-close = { $kind ->
        [praise] { $code }: chúng tôi đã nhận lời khen. Xin cảm ơn Ông/Bà.
       *[other] { $code }: đã kết thúc.
    }
case-notice-lapse = { $code }: đã dừng vì hết thời gian chờ.
case-notice-advise = { $code }: việc này cần nộp đơn theo quy định:
case-notice-file = { $code }: cơ quan đã nhận đơn của Ông/Bà.
case-notice-reclassify = { $code }: đã được chuyển sang loại việc khác cho đúng quy định.
case-notice-split = { $code }: có nhiều việc nên được tách ra. Các mã mới có trong “Hồ sơ của tôi” (/cuatoi).
