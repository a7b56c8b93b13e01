question-note-hint = Phần này không cần trả lời.
question-scale-hint = Xin chọn một mức, hoặc gõ số từ 1 đến { $count }.
    .simple =
        Xin chọn một mức.
        Gõ số từ 1 đến { $count } cũng được.
question-choice-hint = Xin chọn một mục trong danh sách, hoặc gõ số của mục đó.
    .simple =
        Xin chọn một mục.
        Gõ số của mục đó cũng được.
question-multi-hint = Xin chọn các mục trong danh sách rồi bấm “Xong”.
    .simple =
        Xin chọn các mục.
        Chọn xong thì bấm “Xong”.
question-multi-too-few = Xin chọn ít nhất { $count } mục.
question-multi-too-many = Chỉ được chọn nhiều nhất { $count } mục. Chọn lại một mục để bỏ mục đó.
    .simple =
        Chỉ được chọn nhiều nhất { $count } mục.
        Bấm lại một mục để bỏ mục đó.
question-none = Không chọn mục nào
question-yes-no-hint = Xin trả lời “có” hoặc “không”.
question-nps-ends = 0 là chắc chắn không, 10 là chắc chắn có.
question-nps-hint = Xin chọn một số từ 0 đến 10.
question-number-hint = Xin gõ một con số, ví dụ 3.
question-number-whole = Xin gõ một số nguyên, không có phần lẻ, ví dụ 3.
    .simple = Xin gõ một số nguyên, ví dụ 3.
question-number-low = Số này nhỏ quá. Xin gõ số từ { $least } trở lên.
    .simple =
        Số này nhỏ quá.
        Xin gõ số từ { $least } trở lên.
question-number-high = Số này lớn quá. Xin gõ số không quá { $most }.
    .simple =
        Số này lớn quá.
        Xin gõ số không quá { $most }.
question-text-hint = Xin viết vài chữ.
question-text-short = Xin viết rõ hơn một chút, ít nhất { $count } ký tự.
question-text-long = Phần này dài { $given } ký tự, nhiều nhất là { $count }. Xin viết ngắn lại.
    .simple =
        Phần này dài { $given } ký tự.
        Nhiều nhất là { $count }.
        Xin viết ngắn lại.
question-text-spoken = (ghi âm)
question-date-hint = Xin gõ ngày và tháng, ví dụ 05/09, hoặc “hôm qua”.
question-date-early = Ngày này sớm quá. Xin chọn ngày từ { $day } trở đi.
    .simple =
        Ngày này sớm quá.
        Xin chọn ngày từ { $day } trở đi.
question-date-late = Ngày này muộn quá. Xin chọn ngày không sau { $day }.
    .simple =
        Ngày này muộn quá.
        Xin chọn ngày không sau { $day }.
question-date-today = Hôm nay
question-date-yesterday = Hôm qua
question-date-tomorrow = Ngày mai
question-phone-hint = Xin gõ số điện thoại bắt đầu bằng số 0, ví dụ 0912 345 678.
    .simple =
        Xin gõ số điện thoại.
        Số bắt đầu bằng số 0.
        Ví dụ: 0912 345 678
question-phone-start = Không có số điện thoại nào ở Việt Nam bắt đầu bằng { $start } với từng ấy chữ số. Xin kiểm tra lại, ví dụ 0912 345 678.
    .simple =
        Ở Việt Nam không có số bắt đầu bằng { $start }.
        Xin kiểm tra lại.
        Ví dụ: 0912 345 678
question-phone-one = Xin chỉ gõ một số điện thoại.
question-phone-wrong = Số này có { $count } chữ số, chưa đúng số điện thoại ở Việt Nam. Xin kiểm tra lại, ví dụ 0912 345 678.
    .simple =
        Số này có { $count } chữ số.
        Số điện thoại ở Việt Nam không như vậy.
        Xin kiểm tra lại.
        Ví dụ: 0912 345 678
question-location-hint = Xin gửi vị trí, hoặc gõ địa chỉ, ví dụ “trước cổng chợ Phủ”.
    .simple =
        Xin gửi vị trí, hoặc gõ địa chỉ.
        Ví dụ: “trước cổng chợ Phủ”
question-attachments-hint = Xin gửi ảnh, ghi âm hoặc tệp. Nếu không có, Ông/Bà bấm bỏ qua.
    .simple =
        Xin gửi ảnh, ghi âm hoặc tệp.
        Nếu không có, xin bấm bỏ qua.
question-attachments-large = Có tệp lớn hơn 20 MB nên không nhận được. Xin gửi tệp nhỏ hơn.
    .simple =
        Có tệp lớn hơn 20 MB.
        Xin gửi tệp nhỏ hơn.
question-attachments-many = Chỉ nhận nhiều nhất { $most } tệp. Các tệp gửi trước đã được giữ lại.
    .simple =
        Chỉ nhận nhiều nhất { $most } tệp.
        Các tệp gửi trước đã được giữ.
question-attachments-count = { $count ->
    [0] Chưa có tệp nào. Gửi ảnh, ghi âm, tệp (nhiều nhất { $most }), hoặc bấm “Xong”.
   *[other] Đã nhận { $count } tệp (nhiều nhất { $most }). Gửi thêm, hoặc bấm “Xong”.
}
    .simple =
        { $count ->
            [0] Chưa có tệp nào, được gửi { $most } tệp.
            Gửi ảnh, ghi âm, hoặc bấm “Xong”.
           *[other] Đã nhận { $count } tệp, được gửi { $most } tệp.
            Gửi thêm, hoặc bấm “Xong”.
        }
question-attachments-words = Đã ghi lại lời Ông/Bà viết.
question-attachments-shown = { $count } tệp
question-consent-hint = Xin chọn “Tôi đồng ý” hoặc “Tôi không đồng ý”.
question-unit-search = Ông/Bà cũng có thể gõ tên để tìm, không cần dấu.
    .simple =
        Gõ tên để tìm cũng được.
        Không cần dấu.
question-unit-hint = Chưa tìm thấy nơi này. Xin chọn trong danh sách, hoặc gõ tên xã, tên cơ quan.
    .simple =
        Chưa tìm thấy nơi này.
        Xin chọn trong danh sách.
        Hoặc gõ tên xã, tên cơ quan.
question-unit-here = Chọn { $unit }
question-procedure-search = Ông/Bà cũng có thể gõ tên thủ tục để tìm, không cần dấu.
    .simple =
        Gõ tên thủ tục để tìm cũng được.
        Không cần dấu.
question-procedure-hint = Chưa tìm thấy thủ tục này. Xin chọn trong danh sách, hoặc gõ một từ trong tên, ví dụ “khai sinh”.
    .simple =
        Chưa tìm thấy thủ tục này.
        Xin chọn trong danh sách.
        Hoặc gõ một từ, ví dụ “khai sinh”.
question-found = Tìm thấy { $count } mục:
question-up = ← Trở lại danh sách trước
question-next = Xem tiếp →
question-before = ← Xem phần trước
question-done = Xong
