command-thongke = Xem số liệu hài lòng và phản ánh
command-xuat = Xuất bảng tính Excel

# Số liệu
figures-heading = Số liệu: { $unit }
figures-not-understood = Chưa rõ “{ $words }” là đơn vị hay thời gian nào.
figures-examples = Xin gõ, ví dụ:
figures-example = { $command } { $words }
figures-which-unit = Có nhiều đơn vị tên như vậy. Xin chọn một:
figures-more-units = Còn { $count } đơn vị khác; xin gõ rõ tên hơn.
figures-nothing = Chưa có phiếu nào trong kỳ này.
figures-too-few = Dưới 5 phiếu nên không nêu số liệu, để giữ kín ý kiến của từng người.
figures-received = { $flagged ->
    [0] Số phiếu: { $cleaned }
   *[other] Số phiếu: { $received }, tính { $cleaned } (không tính { $flagged } phiếu nghi ngờ)
}
figures-received-few-flagged = Số phiếu được tính: { $cleaned } (không tính vài phiếu nghi ngờ, dưới 5)
figures-assisted = Trong đó điền giúp: { $count }
figures-assisted-few = Trong đó điền giúp: dưới { $most }
figures-assisted-most = Phần lớn là điền giúp
figures-index = Hài lòng: { $index } (khoảng 95 %: { $low }–{ $high })
figures-raw = Tính cả phiếu nghi ngờ: { $index }
figures-once = Riêng mã dùng một lần: { $index } (n = { $count })
figures-as-was = Theo cây đơn vị ngày { $day }
figures-includes = Gồm cả { $unit } (đến hết ngày { $day })
figures-followed = Đơn vị này đã kết thúc. Số liệu nay tính vào { $unit }.
figures-divided = Số liệu từ trước khi tách nằm ở { $unit }.
figures-was = Theo cây đơn vị lúc đó
figures-now = Theo cây đơn vị hiện nay
figures-was-not-yours = Lúc đó đơn vị này gồm cả nơi nay không thuộc quyền của Ông/Bà, nên chỉ xem được theo cây đơn vị hiện nay.
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
figures-share-rest = các câu trả lời khác { $share }
figures-spread = • { $name }: { $shares } (n = { $count })
figures-recommendation = • { $name }: điểm giới thiệu (NPS) { NUMBER($score, maximumFractionDigits: 0) } (n = { $count })
figures-hidden-questions = { $count } câu có dưới 5 trả lời, không nêu.
figures-units = Từng đơn vị:
figures-units-best = Cao nhất:
figures-units-lowest = Thấp nhất:
figures-unit = • { $name }: { $index } (n = { $count }, khoảng { $low }–{ $high })
figures-units-overlap = { $which ->
    [all] Các khoảng chồng lên nhau: chưa thể nói đơn vị nào hơn đơn vị nào.
   *[some] Những đơn vị có khoảng chồng lên nhau thì chưa thể nói nơi nào hơn.
}
figures-units-hidden = Đơn vị có quá ít phiếu không được nêu.
figures-cases = Phản ánh, kiến nghị, lời khen: { $count }
figures-cases-none = Phản ánh, kiến nghị, lời khen: chưa có trong kỳ này
figures-cases-few = Phản ánh, kiến nghị, lời khen: dưới 5
figures-late = Trễ hẹn: { $count } (xin lỗi trước hạn { $in_time }, xin lỗi muộn { $too_late }, chưa xin lỗi { $without })
outcomes-heading = Kết quả giải quyết
outcomes-time = Đúng hạn: { $kept }, trễ hạn: { $late } (đúng hạn { $share }). Trễ mà chưa xin lỗi: { $unapologised }
outcomes-acknowledged = Thời gian tiếp nhận (trung vị): { $median }
outcomes-answered = Đã trả lời: { $count }. Thời gian trả lời (trung vị): { $median }
outcomes-said = Người dân xác nhận đã xong: { $confirmed } · kết thúc, chưa có xác nhận: { $unconfirmed } · có ý kiến chưa đồng ý: { $disputed } · mở lại: { $reopened }
outcomes-groups = { $by ->
    [unit] Theo đơn vị (“–”: quá ít, không nêu):
   *[category] Theo lĩnh vực (“–”: quá ít, không nêu):
}
outcomes-group = • { $name } ({ $count }): đúng hạn { $share }, trễ { $late }, chưa xin lỗi { $unapologised }; trả lời { $days }; xác nhận { $confirmed }, chưa xác nhận { $unconfirmed }, chưa đồng ý { $disputed }, mở lại { $reopened }
outcomes-hidden = Nhóm có quá ít việc không được nêu.
outcomes-no-category = chưa phân loại
outcomes-hours = { $n ->
    [0] dưới 1 giờ làm việc
   *[other] { NUMBER($n, maximumFractionDigits: 1) } giờ làm việc
}
outcomes-days = { $n ->
    [0] trong ngày
   *[other] { NUMBER($n, maximumFractionDigits: 1) } ngày làm việc
}
outcomes-nothing = không có số liệu
outcomes-untold = không nêu (quá ít)
outcomes-few = dưới { $most }
outcomes-all = Tất cả
outcomes-by = { $by ->
    [unit] Đơn vị
   *[category] Lĩnh vực
}
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
    [question] hỏi đáp
    [complaint] khiếu nại
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
    [grouped] gộp với việc giống nhau
    [awaiting-filing] chờ dân nộp đơn
    [filed] đã nhận đơn
    [passed-on] chuyển cơ quan khác
    [withdrawn] dân đã rút
    [lapsed] đã dừng vì không được bổ sung
   *[other] { $state }
}
figures-not-yours = Ông/Bà chỉ xem được số liệu của đơn vị mình.
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

# Trang tính: tên trang không quá 31 chữ
sheet-about-title = Giới thiệu
sheet-codebook = Bảng mã
sheet-rows = Dữ liệu
sheet-day = Ngày gửi
sheet-unit = Đơn vị
sheet-unit-id = Mã đơn vị
sheet-procedure = Thủ tục
sheet-desk = Quầy
sheet-channel-name = Kênh
sheet-source-name = Cách mở phiếu
sheet-seconds = Số giây trả lời
sheet-flags = Nghi ngờ (không tính vào chỉ số)
sheet-assisted = Điền giúp
sheet-helped = Có
sheet-version = Phiên bản phiếu
sheet-id = Mã nội bộ
sheet-received = Tiếp nhận lúc
sheet-kind = Loại
sheet-state = Tình trạng
sheet-subject = Lĩnh vực
sheet-category = Nội dung
sheet-promised = Hẹn trả lời
sheet-acknowledged-in = Tiếp nhận sau (giờ làm việc)
sheet-answered-in = Trả lời sau (ngày làm việc)
sheet-time = Đúng hạn
sheet-kept = { $kept ->
    [late] trễ hạn
   *[in-time] đúng hạn
}
sheet-confirmed = Người dân xác nhận
sheet-disputed = Có ý kiến chưa đồng ý
sheet-reopened = Mở lại
sheet-figures = Số liệu
sheet-figure-by = Theo
sheet-figure-group = Nhóm
sheet-figure-cases = Số việc
sheet-figure-in-time = Đúng hạn
sheet-figure-late = Trễ hạn
sheet-figure-unapologised = Trễ, chưa xin lỗi
sheet-figure-in-time-percent = Đúng hạn (%)
sheet-figure-hours = Tiếp nhận, trung vị (giờ làm việc)
sheet-figure-days = Trả lời, trung vị (ngày làm việc)
sheet-figure-confirmed = Người dân xác nhận
sheet-figure-unconfirmed = Kết thúc, chưa có xác nhận
sheet-figure-disputed = Có ý kiến chưa đồng ý
sheet-figure-reopened = Mở lại
sheet-code-column = Tên cột
sheet-code-question = Câu hỏi
sheet-code-kind = Kiểu trả lời
sheet-code-versions = Có trong phiên bản
sheet-code-name = Mã trả lời
sheet-code-label = Lời trả lời
sheet-code-score = Điểm (0–100)
sheet-channel = { $channel ->
    [telegram] Telegram
    [zalo_oa] Zalo OA
    [zalo_bot] Zalo Bot
    [web] Trang web
    [console] Máy tính
   *[other] { $channel }
}
sheet-source = { $source ->
    [open] Mã QR chung, thực đơn
    [token] Mã dùng một lần
   *[other] { $source }
}
sheet-flag = { $flag ->
    [fast] trả lời quá nhanh
    [repeat] gửi lại trong thời gian ngắn
    [staff] cán bộ tự gửi
   *[other] { $flag }
}
sheet-question-kind = { $kind ->
    [scale] mức hài lòng
    [choice] chọn một
    [multi-choice] chọn nhiều
    [yes-no] có hoặc không
    [nps] điểm 0–10
    [number] số
    [text] tự viết
    [date] ngày
    [location] địa điểm
    [attachments] số tệp gửi kèm
    [unit] đơn vị
    [procedure] thủ tục
   *[other] { $kind }
}
sheet-about-heading = Bảng tính của chatbot Lắng Nghe
sheet-about-fact = { $fact }
sheet-about-days = { $period } (từ { $first } đến { $last })
sheet-about-what = Nội dung
sheet-about-unit = Đơn vị
sheet-about-period = Thời gian
sheet-about-made = Lập lúc
sheet-about-count = Số dòng
sheet-about-flagged = Trong đó nghi ngờ
sheet-about-method = Cách thu thập
sheet-about-method-text = Người dân tự trả lời qua chatbot Lắng Nghe. Người trả lời không được chọn ngẫu nhiên, nên chỉ số nói về những người đã trả lời. Mỗi dòng là một phiếu.
sheet-about-flags = Cột “Nghi ngờ”
sheet-about-flags-text = Phiếu trả lời quá nhanh, gửi lại trong thời gian ngắn, hoặc do cán bộ gửi. Phiếu không bị xóa nhưng không tính vào chỉ số của /thongke. Muốn ra đúng số ấy, lọc các dòng có ô “Nghi ngờ” để trống.
sheet-about-index = Cách tính chỉ số
sheet-about-index-text = Chỉ số hài lòng = số “Hài lòng” và “Rất hài lòng” chia cho số câu trả lời có chấm mức, nhân 100 %. “Không áp dụng” không tính. Khi công bố: luôn kèm n và khoảng tin cậy 95 % (Wilson), không nêu nhóm dưới 5 người.
sheet-about-left-out = Không có trong bảng
sheet-about-left-out-text = Tên, số điện thoại, dấu nhận ra người trả lời, giờ gửi. Các phiếu trong một ngày xếp không theo thứ tự gửi, để không ai biết phiếu nào của ai.
sheet-about-cases = Mỗi dòng
sheet-about-cases-text = Một phản ánh, kiến nghị hoặc lời khen, tính theo ngày tiếp nhận, với tình trạng lúc lập bảng. Đơn khiếu nại và tố cáo không bao giờ có trong bảng này.
sheet-about-figures = Trang “Số liệu”
sheet-about-figures-text = Tính theo việc tiếp nhận trong kỳ. Đúng hạn: đã trả lời khi chưa hết thời hạn; trễ hạn: hết thời hạn khi chưa trả lời, kể cả việc còn đang mở. Thời gian tính bằng giờ và ngày làm việc từ lúc nhận đến khi cán bộ xử lý bước đầu, và đến lần trả lời đầu tiên. Nhóm dưới 5 việc không được nêu.
sheet-about-cases-left-out = Không có trong bảng
sheet-about-cases-left-out-text = Tên, số điện thoại của người gửi, và mã tra cứu: ai có mã đều xem được hồ sơ. “Mã nội bộ” chỉ để đối chiếu các bảng, không tra cứu được.
sheet-about-columns = Hàng tiêu đề
sheet-about-columns-text = Hàng 1 là câu hỏi, hàng 2 là tên cột. Tên cột giữ nguyên khi phiếu đổi phiên bản; trang “Bảng mã” giải thích từng cột.
sheet-about-blanks = Ô để trống
sheet-about-blanks-text = Không được hỏi (câu hỏi không áp dụng, phiên bản khác) hoặc người trả lời bỏ qua.
sheet-about-formulas = Dấu ' ở đầu ô
sheet-about-formulas-text = Lời tự viết bắt đầu bằng =, +, -, @ được thêm dấu ' để máy không tính như công thức.

# Nhật ký
command-nhatky = Nhật ký: ai đã xem, đã sửa gì
audit-heading = Nhật ký: { $unit }, { $period }
audit-only-person = Chỉ của: { $name }
audit-only-topic = Chỉ về: { $topic }
audit-nothing = Không có dòng nào Ông/Bà được xem trong phạm vi này.
audit-nothing-yet = Chưa thấy dòng nào trong phần mới nhất; còn phần cũ hơn.
audit-line = { $at } – { $who }: { $what } ({ $unit })
audit-which = { $unit }, mã nội bộ …{ $id }
audit-older = Cũ hơn
audit-narrow = Muốn xem tiếp hoặc lập bảng tính, xin gõ phạm vi hẹp hơn.
audit-export = Lập bảng tính
audit-again = Xin gõ lại, ví dụ: /nhatky tháng này
audit-making = Đang lập bảng tính nhật ký. Xong sẽ gửi Ông/Bà ngay.
audit-ready = Bảng tính nhật ký: { $count } dòng. Tệp có tên cán bộ, xin giữ cẩn thận.
audit-cut = Chỉ có { $count } dòng mới nhất. Xin chọn thời gian ngắn hơn để có đủ.
audit-sheet = Nhật ký
audit-column-at = Lúc
audit-column-who = Ai
audit-column-what = Việc gì
audit-column-unit = Đơn vị
audit-column-subject = Đối tượng (mã nội bộ)
audit-column-action = Mã việc
audit-who = { $whom ->
    [program] hệ thống
    [operator] người vận hành
    [citizen] người dân
   *[other] người không có trong danh sách cán bộ
}
audit-topic = { $topic ->
    [case] hồ sơ
    [evidence] tệp của hồ sơ
    [letter] thư
    [late-file] hồ sơ trễ hẹn
    [role] phân quyền
    [group] nhóm cán bộ
    [sealed] hồ sơ kín
    [data] dữ liệu cá nhân
    [consent] sự đồng ý
    [person] tài khoản
    [export] xuất bảng tính
    [audit] nhật ký
    [unit] cây đơn vị
    [links] thẻ một lần
    [survey] phiếu khảo sát
   *[other] { $topic }
}
audit-done = { $topic }: { $what }
audit-what = { $action ->
    [read] đọc
    [listed] xem dòng trong danh sách
    [identified] xem người gửi
    [identity-corrected] sửa tên, liên hệ
    [identity-removed] xóa tên, liên hệ
    [drafted] soạn tự động
    [begun] bắt đầu soạn
    [filled-in] điền thêm
    [signed] ký duyệt
    [rejected] không duyệt
    [dropped] bỏ bản thảo
    [sent] đã gửi
    [to-print] để in gửi giấy
    [erased] xóa
    [invited] mời
    [accepted] nhận
    [revoked] thôi
    [bound] gắn nhóm
    [unbound] gỡ nhóm
    [asked] xin mở
    [seen] xem trong danh sách kín
    [opened] mở
    [key] đặt khóa
    [exported] lấy bản sao
    [linked] nối tài khoản
    [unlinked] tách tài khoản
    [link-refused] từ chối nối
    [given] cho
    [withdrawn] rút lại
    [applied] làm theo lịch
    [add] thêm
    [rename] đổi tên
    [name] thêm tên, mã
    [move] chuyển chỗ
    [merge] nhập
    [divide] chia
    [end] kết thúc
    [taken-back] hủy thay đổi
    [issued] in thẻ
    [published] đưa cho người dân
    [retired] thôi dùng
   *[other] { $action }
}
