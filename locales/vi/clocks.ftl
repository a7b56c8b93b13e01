# Thời hạn: ngày hẹn, và vì sao không tạm dừng hay gia hạn được.

day-said = { $weekday ->
    [1] thứ Hai
    [2] thứ Ba
    [3] thứ Tư
    [4] thứ Năm
    [5] thứ Sáu
    [6] thứ Bảy
   *[7] Chủ nhật
}, { $day }
moment-said = { $time } { $when ->
    [today] hôm nay
    [tomorrow] ngày mai
   *[later] { $day }
}
clock-refused-ended = Thời hạn này đã kết thúc.
clock-refused-event = Thời hạn này tính ngược từ ngày của sự kiện, không tạm dừng được.
clock-refused-paused = Thời hạn đang tạm dừng. Xin cho chạy tiếp trước.
clock-refused-running = Thời hạn không tạm dừng.
clock-refused-never = Pháp luật không cho gia hạn thời hạn này ({ $basis }).
clock-refused-ground = Lý do này không phải là căn cứ để gia hạn ({ $basis }).
clock-refused-often = Chỉ được gia hạn { $times } lần ({ $basis }).
clock-refused-late = Đã quá hạn { $promised }, không gia hạn được nữa.
clock-refused-too-long = Chỉ được gia hạn chậm nhất đến { $latest }.
clock-refused-not-later = Ngày mới phải sau { $promised }.
