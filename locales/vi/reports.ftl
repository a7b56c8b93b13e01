# The report of /baocao
command-baocao = Lập báo cáo tháng, quý, năm
report-which = Ông/Bà cần báo cáo của kỳ nào? Có thể gõ thêm đơn vị, ví dụ: /baocao xã Bình Mỹ quý 3
report-making = Đang lập báo cáo: { $unit }, { $period }. Tệp Word, PDF và bảng tính sẽ được gửi tới đây.
report-future = Kỳ này chưa bắt đầu nên chưa có số liệu. Xin gõ, ví dụ: /baocao tháng trước
report-ready = Báo cáo: { $unit }, { $period }.
report-ready-word = Bản Word để chỉnh sửa, lấy số và ký.
report-ready-book = Các bảng của báo cáo.
report-number = Số:        /BC-{ $agency }
report-title-kind = BÁO CÁO
report-title-what = Kết quả lấy ý kiến và tiếp nhận phản ánh, kiến nghị của người dân
report-title-unit = { $unit }
report-title-period = ({ $period })
report-opening = Báo cáo tổng hợp ý kiến đánh giá và phản ánh, kiến nghị của người dân đối với { $unit } từ ngày { $first } đến hết ngày { $last }, số liệu tính đến ngày { $made }.
report-surveys = I. MỨC ĐỘ HÀI LÒNG CỦA NGƯỜI DÂN
report-cases = II. PHẢN ÁNH, KIẾN NGHỊ, LỜI KHEN
report-method = III. CÁCH TÍNH VÀ LƯU Ý KHI ĐỌC SỐ LIỆU
report-ends = Nội dung được đánh giá cao nhất: “{ $best }” ({ NUMBER($best_index, minimumFractionDigits: 1, maximumFractionDigits: 1) } %). Nội dung được đánh giá thấp nhất: “{ $lowest }” ({ NUMBER($lowest_index, minimumFractionDigits: 1, maximumFractionDigits: 1) } %).
report-method-period = Phiếu được tính theo ngày gửi; phản ánh, kiến nghị được tính theo ngày tiếp nhận, với tình trạng tại ngày lập báo cáo; trễ hẹn được tính theo ngày hẹn trả lời.
report-method-flags = Phiếu trả lời quá nhanh, gửi lặp lại hoặc do cán bộ gửi được giữ lại nhưng không tính vào chỉ số.
report-method-index = Chỉ số hài lòng là tỷ lệ câu trả lời “Hài lòng” và “Rất hài lòng” trên tổng số câu trả lời được chấm; “Không áp dụng” không được tính. Khoảng tin cậy 95 % tính theo phương pháp Wilson; n là số người trả lời.
report-method-small = Nhóm có dưới { $few } người không được nêu riêng, để không ai nhận ra ý kiến của từng người; có khi một nhóm nữa cũng được gộp để không suy ra được.
report-method-cases = Tố cáo không nằm trong báo cáo này. Hồ sơ phản ánh chính người nhận báo cáo không được tính.
report-method-caution = Người trả lời tự nguyện, không phải mẫu chọn ngẫu nhiên; số liệu cho biết ý kiến của những người đã trả lời. Chênh lệch nằm trong khoảng tin cậy thì chưa thể kết luận là tăng hay giảm.
report-column-questions = Nội dung đánh giá
report-column-factors = Nhóm nội dung
report-column-units = Đơn vị
report-column-count = Số người (n)
report-column-index = Hài lòng (%)
report-column-low = Thấp nhất (%)
report-column-high = Cao nhất (%)
report-column-level = Mức /5
report-column-kinds = Loại
report-column-states = Tình trạng
report-column-subjects = Lĩnh vực
report-column-cases = Số lượng
report-column-share = Tỷ lệ (%)
report-table-questions = Bảng: Từng nội dung của phiếu “{ $survey }” (hai cột “thấp nhất”, “cao nhất” là khoảng tin cậy 95 %)
report-table-factors = Bảng: Từng nhóm nội dung của phiếu “{ $survey }”
report-table-units = Bảng: Từng đơn vị trong phiếu “{ $survey }”
report-table-kinds = Bảng: Phản ánh, kiến nghị theo loại
report-table-states = Bảng: Phản ánh, kiến nghị theo tình trạng
report-table-subjects = Bảng: Phản ánh, kiến nghị theo lĩnh vực
report-sheet-questions = Phiếu { $number } - nội dung
report-sheet-factors = Phiếu { $number } - nhóm
report-sheet-units = Phiếu { $number } - đơn vị
report-sheet-kinds = Loại
report-sheet-states = Tình trạng
report-sheet-subjects = Lĩnh vực
report-recipients-heading = Nơi nhận:
report-recipients-top = - Lãnh đạo cơ quan (để báo cáo);
report-recipients-file = - Lưu: VT.
report-plan = Gửi định kỳ
report-plan-how = Báo cáo định kỳ được gửi tới Ông/Bà vào buổi sáng làm việc đầu tiên sau mỗi kỳ. Có thể gõ, ví dụ: /baocao dinh-ky thang xã Bình Mỹ
report-plan-line = • { $months ->
    [1] Hằng tháng
   *[3] Hằng quý
}: { $unit }
report-plan-button = { $months ->
    [1] Gửi hằng tháng
   *[3] Gửi hằng quý
}
report-plan-end = Thôi gửi
report-plan-kept = Từ nay báo cáo { $months ->
    [1] hằng tháng
   *[3] hằng quý
} của { $unit } sẽ được gửi tới Ông/Bà vào buổi sáng làm việc đầu tiên sau khi hết kỳ. Muốn thôi: /baocao dinh-ky thoi
report-plan-ended = Từ nay không gửi báo cáo định kỳ tới Ông/Bà nữa.
