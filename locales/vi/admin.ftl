command-thongke = Xem số liệu hài lòng và phản ánh
command-xuat = Xuất bảng tính Excel

# Số liệu
figures-heading = Số liệu: { $unit }
figures-not-understood = Chưa rõ “{ $words }” là đơn vị hay thời gian nào.
figures-examples = Xin gõ, ví dụ:
figures-example = { $command } { $words }
figures-which-unit = Có nhiều đơn vị tên như vậy. Xin chọn một:
figures-more-units = Còn { $count } đơn vị khác; xin gõ rõ tên hơn.
figures-all-units = Tất cả đơn vị
figures-no-surveys = Chưa có phiếu khảo sát nào được mở.
figures-nothing = Chưa có phiếu nào trong kỳ này.
figures-too-few = Dưới 5 phiếu nên không nêu số liệu, để giữ kín ý kiến của từng người.
figures-received = { $flagged ->
    [0] Số phiếu: { $cleaned }
   *[other] Số phiếu: { $received }, tính { $cleaned } (không tính { $flagged } phiếu nghi ngờ)
}
figures-received-few-flagged = Số phiếu được tính: { $cleaned } (không tính vài phiếu nghi ngờ, dưới 5)
figures-index = Hài lòng: { $index } (khoảng 95 %: { $low }–{ $high })
figures-raw = Tính cả phiếu nghi ngờ: { $index }
figures-mean = Điểm trung bình: { NUMBER($mean, minimumFractionDigits: 1, maximumFractionDigits: 1) }/100, mức { NUMBER($level, minimumFractionDigits: 1, maximumFractionDigits: 1) }/5
figures-percent = { NUMBER($share, minimumFractionDigits: 1, maximumFractionDigits: 1) } %
figures-change = { $direction ->
    [up] Tăng { NUMBER($points, minimumFractionDigits: 1, maximumFractionDigits: 1) } điểm so với { $before }
    [down] Giảm { NUMBER($points, minimumFractionDigits: 1, maximumFractionDigits: 1) } điểm so với { $before }
    [unclear] So với { $before }: chưa đủ số liệu để nói tăng hay giảm
   *[other] Chưa có số liệu { $before } để so sánh
}
figures-questions = Từng câu hỏi:
figures-factors = Từng nhóm:
figures-line = • { $name }: { $index } (n = { $count })
figures-share = { $name } { $share }
figures-spread = • { $name }: { $shares } (n = { $count })
figures-recommendation = • { $name }: điểm giới thiệu (NPS) { NUMBER($score, maximumFractionDigits: 0) } (n = { $count })
figures-hidden-questions = { $count } câu có dưới 5 trả lời, không nêu.
figures-units = Từng đơn vị:
figures-units-best = Cao nhất:
figures-units-lowest = Thấp nhất:
figures-units-hidden = Đơn vị có quá ít phiếu không được nêu.
figures-cases = Phản ánh, kiến nghị, lời khen: { $count }
figures-cases-none = Phản ánh, kiến nghị, lời khen: chưa có trong kỳ này
figures-cases-few = Phản ánh, kiến nghị, lời khen: dưới 5
figures-cases-kinds = Loại: { $counts }
figures-cases-states = Tình trạng: { $counts }
figures-cases-categories = Lĩnh vực: { $counts }
figures-count = { $name } { $count }
figures-joined = { $before } · { $after }
figures-rest = nhóm ít gộp lại { $count }
figures-kind = { $kind ->
    [problem] phản ánh
    [proposal] kiến nghị
    [praise] lời khen
   *[other] { $kind }
}
figures-state = { $state ->
    [received] mới tiếp nhận
    [classified] đã phân loại
    [transferred] đã chuyển
    [refused] không thụ lý
    [more-asked] chờ bổ sung
    [accepted] đã thụ lý
    [in-progress] đang giải quyết
    [extended] đã gia hạn
    [answered] đã trả lời
    [confirmed] dân xác nhận xong
    [disputed] dân chưa đồng ý
    [closed] đã kết thúc
    [reopened] mở lại
   *[other] { $state }
}
figures-this-month = Tháng này
figures-last-month = Tháng trước
figures-this-quarter = Quý này
figures-this-year = Năm nay
figures-survey = Chi tiết: { $name }
figures-export = Xuất Excel
figures-chart = Biểu đồ: { $name }, { $unit }, { $period }
figures-chart-cases = Biểu đồ phản ánh: { $unit }, { $period }

# Biểu đồ
chart-index = Hài lòng
chart-interval = khoảng tin cậy 95 %: { $low }–{ $high }
chart-responses = { $count } phiếu
chart-factors = Từng nhóm
chart-questions = Từng câu hỏi
chart-trend = Hài lòng theo tháng, %
chart-percent = { NUMBER($share, maximumFractionDigits: 0) } %
chart-count = n = { $count }
chart-nothing = Chưa có số liệu
chart-nothing-why = Chưa đủ 5 phiếu trong kỳ này.
chart-method = Hài lòng = tỷ lệ “Hài lòng” và “Rất hài lòng”. Không tính phiếu nghi ngờ. Khoảng tin cậy 95 % Wilson; ô dưới 5 được ẩn.
chart-cases = Phản ánh, kiến nghị, lời khen
chart-cases-count = { $count } hồ sơ
chart-categories = Theo lĩnh vực
chart-states = Theo tình trạng
chart-rest = Các nhóm ít, gộp lại
chart-cases-method = Tính theo ngày tiếp nhận. Nhóm dưới 5 hồ sơ được gộp lại.

# Xuất bảng tính
export-what = Ông/Bà muốn xuất gì?
export-cases = Phản ánh, kiến nghị
export-making = Đang lập bảng tính: { $what }, { $unit }, { $period }. Tệp sẽ được gửi tới đây.
export-ready = Bảng tính: { $what }, { $unit }, { $period }. { $count ->
    *[other] { $count } dòng.
} Không có tên và số điện thoại người gửi.
export-free-text = Lời người dân tự viết có thể chứa thông tin riêng: xin giữ tệp cẩn thận.
export-empty = Không có dữ liệu để xuất: { $what }, { $unit }, { $period }.
export-too-large = Bảng tính quá lớn để gửi qua đây ({ $count } dòng). Xin chọn thời gian ngắn hơn hoặc một đơn vị.
