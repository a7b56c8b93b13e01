# Hồ sơ một cửa trễ hẹn

command-hosotre = Nhập danh sách hồ sơ một cửa trễ hẹn

latelist-none = Chưa có bộ phận một cửa nào do Ông/Bà phụ trách.
latelist-which = Danh sách của bộ phận một cửa nào? Xin chọn, hoặc gõ tên sau lệnh, ví dụ: /hosotre bình mỹ
latelist-which-columns =
    { $unit }: nhập danh sách hồ sơ trễ hẹn.
    Cột bắt buộc: số hồ sơ, họ tên, ngày hẹn trả. Nên có: địa chỉ, điện thoại, lĩnh vực hoặc thủ tục, ngày nhận, lý do, ngày hẹn lại, ngày trả.
    Thứ tự cột tùy ý. Ngày ghi kiểu 05/11/2026.
latelist-reading = Đang đọc danh sách. Xin chờ một lát.
latelist-again = Xin sửa rồi gửi lại bằng lệnh /hosotre.
latelist-file-no-list = Chưa thấy tệp Excel (.xlsx) hoặc CSV nào.
latelist-file-large = Tệp lớn quá { $most } MB. Xin chỉ giữ lại danh sách hồ sơ.
latelist-file-old = Tệp kiểu Excel cũ (.xls) hoặc có mật khẩu. Xin lưu lại thành .xlsx, không đặt mật khẩu.
latelist-file-macros = Tệp có macro nên không được mở. Xin lưu lại thành .xlsx.
latelist-file-unpacks = Tệp chứa quá nhiều dữ liệu ngoài danh sách. Xin chép danh sách sang một tệp mới.
latelist-file-unreadable = Không đọc được tệp này. Xin lưu lại thành .xlsx hoặc CSV (UTF-8).
latelist-file-rows = Danh sách dài quá { $most } dòng. Xin chia thành nhiều tệp.
latelist-file-columns = Chưa thấy cột: { $columns }. Xin xem lại dòng tiêu đề của bảng.
latelist-empty = Danh sách chưa có hồ sơ nào.
latelist-columns-joined = { $before }, { $after }
latelist-column-number = số hồ sơ
latelist-column-name = họ tên
latelist-column-address = địa chỉ
latelist-column-phone = điện thoại
latelist-column-field = lĩnh vực
latelist-column-procedure = thủ tục
latelist-column-desk = quầy
latelist-column-received = ngày nhận
latelist-column-due = ngày hẹn trả
latelist-column-reason = lý do
latelist-column-new-date = ngày hẹn lại
latelist-column-returned = ngày trả
latelist-fault-formula = ô “{ $column }” có công thức hoặc báo lỗi. Xin dán lại dạng giá trị
latelist-fault-empty = thiếu { $column }
latelist-fault-long = “{ $column }” dài quá { $most } ký tự
latelist-fault-day = “{ $column }” không phải là ngày. Xin ghi kiểu 05/11/2026
latelist-fault-twice = số hồ sơ { $number } đã có ở dòng { $line }
latelist-fault-before = ngày nhận { $received } sau ngày hẹn trả { $due }
latelist-fault-future = ngày { $day } chưa đến
latelist-fault-new-date = ngày hẹn lại { $day } phải sau ngày hẹn trả { $due }
latelist-refused-again = hồ sơ đã được hẹn lại đến { $day }; chỉ được hẹn lại một lần ({ $basis })
latelist-refused-none = quy định của cơ quan không cho hẹn lại
latelist-preview = { $total } hồ sơ: { $new } mới, { $changed } thay đổi, { $same } đã có, { $faulty } lỗi.
latelist-row = • Dòng { $line }: { $what }.
latelist-rows-more = … và { $count } dòng nữa.
latelist-lacks = Danh sách thiếu cột: { $columns }. Thư xin lỗi sẽ cần bổ sung.
latelist-drafts = { $count } hồ sơ đã quá hạn hoặc còn không quá { $days } ngày: sẽ soạn thư xin lỗi.
latelist-yes = Ghi { $count } hồ sơ
latelist-links-again = Gửi lại các link đánh giá
latelist-no = Không ghi
latelist-gone = Danh sách này đã được xử lý hoặc đã quá một ngày. Xin gửi lại bằng lệnh /hosotre.
latelist-dropped = Đã bỏ danh sách. Chưa có gì được ghi.
latelist-writing = Đang ghi. Xin chờ một lát.
latelist-written = Đã ghi: { $new } hồ sơ mới, { $changed } hồ sơ thay đổi.
latelist-drafting = Đang soạn { $count } thư xin lỗi. Lãnh đạo xem và duyệt bằng lệnh /thu.
latelist-links = Kèm theo là link đánh giá, mỗi hồ sơ một link dùng một lần, để in lên giấy biên nhận. Tệp có họ tên, xin giữ cẩn thận.
latelist-unknown = Chưa có hồ sơ nào mang số “{ $number }”. Xin gõ: /hosotre xoá SỐ HỒ SƠ
latelist-erase = Xoá hồ sơ { $number } của { $name } khỏi danh sách trễ hẹn? Họ tên, địa chỉ và link đánh giá sẽ mất hẳn.
latelist-erase-yes = Xoá hồ sơ này
latelist-erased = Đã xoá hồ sơ.

# Bảng tính các link
latelist-sheet-title = Link đánh giá
latelist-sheet-number = Số hồ sơ
latelist-sheet-name = Họ tên
latelist-sheet-procedure = Thủ tục
latelist-sheet-due = Ngày hẹn trả
latelist-sheet-link = Link đánh giá
latelist-sheet-typed = Hoặc gửi cho chatbot
latelist-sheet-until = Dùng đến ngày
