# Nhóm cán bộ: mỗi hồ sơ của đơn vị có một thẻ trong nhóm, không có tên ai, không có nội dung.

command-nhom = Nhóm cán bộ nhận việc của đơn vị
group-bound = Nhóm này từ nay nhận việc của { $unit }: mỗi việc một thẻ, không có tên ai, không có nội dung. Thôi nhận: /nhom huy
group-is-bound = Nhóm này đang nhận việc của { $unit }. Thôi nhận: /nhom huy
group-freed = Đã thôi gửi việc của { $unit } vào nhóm. Các thẻ đã gửi giữ nguyên, không được sửa nữa.
group-unbound = Nhóm này chưa nhận việc của đơn vị nào.
group-not-yours = Việc này không thuộc phạm vi công việc của Ông/Bà.
group-not-here = Kênh này chưa hỗ trợ nhóm cán bộ. Xin dùng nhóm Telegram.
group-no-unit = Không có đơn vị này trong phạm vi công việc của Ông/Bà. Xin gõ /nhom và tên đơn vị.
group-which = Ông/Bà chọn đơn vị nào?
group-choice = { $unit }: /nhom { $id }
group-list = { $count ->
    [0] Chưa có nhóm nào nhận việc.
   *[other] Nhóm đang nhận việc: { $count }
}
group-line = { $number }. { $unit }, từ { $since }
group-free = Thôi gửi vào nhóm { $number }
group-how = Thêm nhóm: mời bot vào nhóm Telegram của đơn vị, rồi gõ /nhom và tên đơn vị trong nhóm.
group-gone = Nhóm này không còn nhận việc.

# Thẻ trong nhóm
group-card = { $mark } { $code } · { $about }
group-card-state = Tình trạng: { $state }
group-card-due = { $how ->
    [late] { $first ->
        [yes] Tiếp nhận trước
       *[no] Thời hạn
    }: { $day } (đã quá hạn)
    [waiting] Thời hạn đang dừng, chờ người dân
   *[other] { $first ->
        [yes] Tiếp nhận trước
       *[no] Thời hạn
    }: { $day }
}
group-card-officer = { $taken ->
    [yes] Phụ trách: đã có người nhận
   *[no] Phụ trách: chưa ai nhận
}
group-card-gone = Đã chuyển đến: { $unit }
group-card-hidden = Việc này không còn hiện ở nhóm.
group-take = Nhận việc
group-open = Mở riêng
group-took = Ông/Bà đã nhận việc { $code }.
group-taken = { $whose ->
    [mine] Ông/Bà đã nhận việc này rồi.
   *[other] Việc này đã có người nhận.
}
