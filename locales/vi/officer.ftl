# Cán bộ: việc cần làm, xem hồ sơ, người gửi, tệp kèm theo, nhắn tin với người gửi. Chỉ cán bộ đọc.

command-viec = Việc cần làm
command-hoso = Xem và xử lý một hồ sơ

# Danh sách việc
task-line = { $mark } { $code } · { $about } · { $unit } · { $due }
task-about = { $kind }, { $category }
task-triage = chưa rõ đơn vị
task-due = { $how ->
    [late] { $left ->
        [0] vừa quá hạn
       *[other] quá hạn { $left } ngày làm việc
    } (hạn { $day })
    [today] hạn hôm nay
    [soon] còn { $left } ngày làm việc (hạn { $day })
    [later] hạn { $day }, còn { $left } ngày
    [waiting] chờ người dân
   *[unlimited] không có thời hạn
}
task-acknowledge = { $late ->
    [yes] quá hạn tiếp nhận (hạn { $by })
   *[no] tiếp nhận trước { $by }
}
tasks-heading = { $view ->
    [mine] Việc của Ông/Bà: { $count }
    [late] Việc quá hạn: { $count }
    [triage] Chưa rõ đơn vị nào giải quyết: { $count }
   *[unit] Việc của đơn vị: { $count }
}
tasks-counts = 🔴 Quá hạn { $late } · 🟠 Hôm nay { $today } · 🟡 Sắp đến hạn { $soon } · 🟢 Còn hạn { $later } · ⚪ Không hạn { $unlimited } · ⏸ Chờ dân { $waiting }
tasks-own = { $line } · của Ông/Bà
tasks-page = Trang { $page }/{ $pages }
tasks-before = Trang trước
tasks-after = Trang sau
tasks-view = { $view ->
    [mine] Việc của tôi ({ $count })
    [late] Quá hạn ({ $count })
    [triage] Chưa rõ đơn vị ({ $count })
   *[unit] Cả đơn vị ({ $count })
}

# Một hồ sơ
card-which = Xin gõ mã hồ sơ sau /hoso, hoặc năm chữ đầu của mã trong danh sách việc.
card-which-one = Có nhiều hồ sơ bắt đầu như vậy. Ông/Bà xem hồ sơ nào?
card-unknown = Không có hồ sơ này trong phạm vi công việc của Ông/Bà. Xin xem lại mã.
card-too-many = Mã chưa đúng đã được thử nhiều lần. Xin Ông/Bà nghỉ một giờ rồi thử lại.
card-state = Tình trạng: { $state }, từ { $since }
card-unit = Nơi giải quyết: { $unit }
card-officer = Người phụ trách: { $name }
card-nobody = chưa giao ai
card-received = Nhận lúc: { $at }
card-due = { $mark } Thời hạn: { $due }
card-first = { $step ->
    [resolve] Trả lời: hạn { $day }
    [ask-more] Nếu thiếu thông tin: hỏi thêm, hạn { $day }
   *[pass-on] Nếu không thuộc thẩm quyền: chuyển đi, hạn { $day }
}
card-assisted = Người khác gửi hộ.
card-paused = Thời hạn đang dừng, từ { $since }
card-stood-still = Thời hạn đã dừng từ { $since } đến { $until }
card-extended = Đã gia hạn { $times } lần, đến { $day }
card-chain = Đã qua: { $units }
card-listed = { $before }, { $last }
card-bounces = Số lần chuyển trở lại: { $count }
card-raised = Các đơn vị chưa thống nhất, chờ lãnh đạo quyết định.
card-coordinating = Phối hợp: { $units }
card-same-as = Cùng nội dung với hồ sơ { $code }
card-announced = Đang báo cho dân: “{ $title }”
card-followers = Hồ sơ cùng nội dung: { $count }, của { $people } người
card-outcome = Kết quả: { $outcome }
case-outcome = { $outcome ->
    [solved] đã giải quyết
    [partly] giải quyết một phần
   *[unsolved] chưa giải quyết được
}
card-moment = { $what ->
    [answered] Trả lời lúc: { $at }
    [closed] Cơ quan kết thúc lúc: { $at }
   *[confirmed] Người dân xác nhận lúc: { $at }
}
card-said = • { $question } – { $answer }
card-files = Tệp kèm theo: { $count }
card-history = Diễn biến: { $count }
card-see-files = Xem tệp ({ $count })
card-write = Nhắn người gửi
card-who = Ai gửi?
card-more = Diễn biến đầy đủ
card-earlier = Trước đó
card-later = Sau đó
card-again = Xem lại
card-open = Hồ sơ { $code }
card-tasks = Việc cần làm
event-line = { $at } – { $what } ({ $who })
event-done = { $what }: { $detail }
event-by = { $whom ->
    [citizen] người gửi
    [program] hệ thống
   *[officer] cán bộ
}
event-what = { $what ->
    [received] tiếp nhận
    [amended] người gửi sửa lời kể
    [classify] phân loại
    [reclassify] đổi loại hồ sơ
    [split] tách việc
    [transfer] chuyển đơn vị
    [pass-on] chuyển cơ quan khác
    [assign] giao việc
    [handed-over] giao lại việc
    [coordinate] mời phối hợp
    [name] ghi cán bộ bị phản ánh
    [represent] ghi người đại diện
    [group] gộp với hồ sơ giống
    [ungroup] tách khỏi hồ sơ giống
    [announce] báo cho dân biết
    [unannounce] thôi báo cho dân
    [advise] hướng dẫn nộp đơn
    [file] nhận đơn
    [accept] thụ lý
    [refuse] không thụ lý
    [start] bắt đầu giải quyết
    [ask] hỏi thêm
    [supply] bổ sung
    [extend] gia hạn
    [note] ghi chú nội bộ
    [answer] trả lời
    [close] kết thúc
    [confirm] xác nhận đã xong
    [dispute] chưa đồng ý
    [uphold] giữ nguyên trả lời
    [reopen] mở lại
    [withdraw] rút hồ sơ
    [lapse] tự kết thúc
    [rated] đánh giá
    [warned] nhắc hạn
    [late] quá hạn
    [apologised] ký thư xin lỗi
    [held] giữ theo pháp luật
    [released] thôi giữ theo pháp luật
    [message-to-citizen] nhắn người gửi
    [message-from-citizen] người gửi nhắn
   *[other] { $what }
}
action-label = { $action ->
    [classify] Phân loại
    [reclassify] Đổi loại hồ sơ
    [split] Tách việc
    [transfer] Chuyển đơn vị
    [pass-on] Chuyển cơ quan khác
    [assign] Giao người
    [coordinate] Mời phối hợp
    [name] Ghi người bị phản ánh
    [represent] Ghi người đại diện
    [group] Gộp hồ sơ giống
    [ungroup] Tách khỏi nhóm
    [announce] Báo cho dân biết
    [unannounce] Thôi báo cho dân
    [advise] Hướng dẫn nộp đơn
    [file] Đã nhận đơn
    [accept] Thụ lý
    [refuse] Không thụ lý
    [start] Bắt đầu làm
    [ask] Hỏi thêm
    [supply] Ghi bổ sung
    [extend] Gia hạn
    [note] Ghi chú
    [answer] Trả lời
    [close] Kết thúc
    [uphold] Giữ nguyên trả lời
    [reopen] Mở lại
   *[other] { $action }
}

# Người gửi
identity-ask = Ông/Bà cần biết ai gửi hồ sơ { $code } để giải quyết? Việc xem được ghi lại cùng tên Ông/Bà.
identity-yes = Cần, cho tôi xem
identity-heading = Người gửi hồ sơ { $code }:
identity-line = { $what ->
    [name] Họ tên: { $value }
   *[phone] Điện thoại: { $value }
}
identity-none = Người gửi không để lại tên, số điện thoại. Ông/Bà có thể nhắn họ qua hồ sơ.
identity-care = Xin chỉ dùng để giải quyết hồ sơ này, không chuyển cho ai.

# Tệp kèm theo
files-coming = Đang gửi { $count } trong { $total } tệp của hồ sơ { $code }. Việc xem được ghi lại.
files-none = Hồ sơ { $code } không có tệp nào.
files-more = Xem { $count } tệp còn lại

# Nhắn tin
relay-to-citizen = Nhắn người gửi hồ sơ { $code }. Họ thấy tên đơn vị, không thấy tên Ông/Bà.
relay-nobody = Không còn ai để nhắn: dữ liệu người gửi đã được xóa.
relay-talk = Tin nhắn với người gửi: { $count }
relay-sent-to-citizen = Đã gửi lời nhắn.
relay-from-citizen = Hồ sơ { $code } ({ $about }): người gửi vừa nhắn tin.
relay-read = Đọc tin nhắn
