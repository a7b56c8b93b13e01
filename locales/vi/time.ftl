# Việc tự làm khi đến giờ: báo việc cho cán bộ, nhắc hạn, báo cáo buổi sáng.

officer-open = Mở hồ sơ
officer-tasks = Xem việc
officer-new = { $count ->
    [1] Có việc mới:
   *[other] Có { $count } việc mới:
}
officer-news = { $what ->
    [assign] Việc này vừa được giao cho Ông/Bà:
    [coordinate] Đơn vị của Ông/Bà được mời phối hợp:
    [supply] Người dân đã bổ sung thông tin:
    [dispute] Người dân chưa đồng ý với kết quả:
    [confirm] Người dân xác nhận đã giải quyết xong:
    [withdraw] Người dân đã rút:
    [rated] Người dân đã đánh giá kết quả:
    [reopen] Việc này được mở lại:
    [split] Việc này vừa được tách:
    [warned] Sắp đến hạn:
    [last-day] Hôm nay là ngày cuối:
    [late] Đã quá hạn:
    [raised] Quá hạn nhiều ngày, cần lãnh đạo chỉ đạo:
    [untouched] Đơn này đã lâu chưa có ai xử lý:
   *[other] Có thay đổi:
}
first-steps = { $what ->
    [unnoticed-soon] Sắp hết thời hạn tiếp nhận ({ $count } việc):
    [unnoticed-late] Đã quá thời hạn tiếp nhận ({ $count } việc):
   *[leaving-soon] Chưa thụ lý ({ $count } việc). Việc không thuộc thẩm quyền hoặc thiếu thông tin, xin chuyển đi hoặc hỏi thêm trong hạn:
}
officer-news-sealed = Có tin mới ở phần Ông/Bà được giao đọc riêng. Xin xem khi ở một mình.
digest-heading = Việc hôm nay: { $count } việc đang mở.
digest-counts = Quá hạn { $late } · hạn hôm nay { $today } · sắp đến hạn { $soon } · mới { $new } · chờ người dân { $waiting } · chưa đồng ý { $disputed }
case-notice-lapses = { $asked ->
    [yes] { $code }: { $state }. Xin Ông/Bà thực hiện trước ngày { $day }. Quá ngày này, việc sẽ dừng.
   *[no] { $code }: { $state }. Nếu chưa đồng ý, xin Ông/Bà cho biết trước ngày { $day }. Sau ngày này, hồ sơ sẽ kết thúc.
}
    .simple =
        { $asked ->
            [yes] { $code }: { $state }.
            Xin Ông/Bà thực hiện trước ngày { $day }.
            Quá ngày này, việc sẽ dừng.
           *[no] { $code }: { $state }.
            Nếu chưa đồng ý, xin cho biết trước ngày { $day }.
            Sau ngày này, hồ sơ sẽ kết thúc.
        }
time-days-off = Lịch nghỉ năm { $year } chưa được nhập. Xin bổ sung vào office.yaml để hạn trả lời được tính đúng.
