# Hồ sơ: tình trạng, và vì sao chưa làm được một việc với hồ sơ.

state-unknown = đang giải quyết
refused-unknown = Không tìm thấy hồ sơ này.
refused-not-now = Hồ sơ { $state }, chưa làm được việc này.
refused-not-yours = Việc này thuộc quyền của người khác.
refused-raised = Các đơn vị chưa thống nhất. Xin để lãnh đạo quyết định nơi giải quyết.
    .simple =
        Các đơn vị chưa thống nhất.
        Xin để lãnh đạo quyết định nơi giải quyết.
refused-needs = { $what ->
    [reason] Xin cho biết lý do.
    [text] Xin viết nội dung.
    [evidence] Xin kèm ảnh, tệp hoặc số văn bản.
    [legal_ground] Xin ghi căn cứ pháp luật.
    [ground] Xin chọn căn cứ để gia hạn.
    [until] Xin chọn ngày hẹn mới.
    [unit] Xin chọn đơn vị.
    [category] Xin chọn lĩnh vực.
    [kind] Xin chọn loại hồ sơ.
    [same_as] Xin cho biết mã hồ sơ giống hồ sơ này.
    [officer] Xin chọn cán bộ.
    [people] Xin chọn người.
    [outcome] Xin chọn kết quả giải quyết.
   *[other] Xin nêu việc cần tách.
}
refused-too-late = Đã quá { $days } ngày, không làm được việc này nữa.
refused-too-early = Việc này chỉ làm được từ ngày { $day }.
refused-unit = Xin chọn một đơn vị khác đang hoạt động.
refused-category = Không có lĩnh vực này.
refused-kind = Xin chọn một loại hồ sơ khác.
refused-sealed = Hồ sơ tố cáo được giữ kín, không chuyển sang loại khác.
refused-officer = Không giao được hồ sơ này cho người đó.
refused-same = Xin chọn một hồ sơ khác.
refused-announce = Hồ sơ phản ánh cán bộ thì không báo cho dân.
refused-unannounced = Hồ sơ này chưa được báo cho dân.
refused-people = Không chọn được người này cho việc này.
refused-outcome = Kết quả là đã giải quyết, giải quyết một phần, hoặc chưa giải quyết.
    .simple =
        Xin chọn một kết quả:
        đã giải quyết,
        giải quyết một phần,
        hoặc chưa giải quyết.
refused-unanswered = Hồ sơ chưa được trả lời.
refused-no-clock = Hồ sơ không có thời hạn nào đang chạy.
case-file = Tệp { $number }/{ $count } của hồ sơ { $code }.
case-file-not-there = Tệp { $number }/{ $count } của hồ sơ { $code } chưa tải về được.

# Nhắn tin giữa người gửi và cơ quan
relay-to-office = Lời nhắn về hồ sơ { $code }.
relay-from-office = { $unit } nhắn Ông/Bà về hồ sơ { $code }:
relay-files = Có { $count } tệp kèm theo, gửi ngay sau đây.
relay-answer = Trả lời tin này
relay-sent-to-office = Lời nhắn về hồ sơ { $code } đã đến nơi giải quyết.
relay-over = Hồ sơ { $code } nay { $state }.
relay-over-dispute = Nếu việc chưa xong, Ông/Bà bấm “Xem chi tiết” để đề nghị xem lại.
    .simple =
        Việc chưa xong ư?
        Xin bấm “Xem chi tiết”.
        Ở đó, Ông/Bà đề nghị xem lại được.
relay-over-anew = Việc mới thì xin gửi phản ánh mới.
relay-gone = Không nhắn về hồ sơ này được nữa.
relay-closed = Hiện chưa nhắn tin được ở đây.
relay-too-many = Ông/Bà vừa nhắn nhiều tin. Xin đợi một giờ rồi nhắn tiếp.
    .simple =
        Ông/Bà vừa nhắn nhiều tin.
        Xin đợi một giờ rồi nhắn tiếp.

# Việc cơ quan đã biết
known-ask = Về hồ sơ { $code }: cơ quan đã biết việc “{ $title }”. Việc của Ông/Bà có phải việc này không?
    .simple =
        Hồ sơ { $code }.
        Cơ quan đã biết việc “{ $title }”.
        Có phải việc của Ông/Bà không?
known-ask-which = Về hồ sơ { $code }: cơ quan đã biết các việc dưới đây. Việc của Ông/Bà có phải một trong các việc này không?
    .simple =
        Hồ sơ { $code }.
        Cơ quan đã biết các việc dưới đây.
        Có phải việc của Ông/Bà không?
known-line = • { $title }
known-yes = Đúng, cùng việc này
known-this = Đúng: { $title }
known-no = Không, việc khác
known-joined = Hồ sơ { $code } được giải quyết cùng việc “{ $title }”. Khi có trả lời, Ông/Bà cũng nhận được. Mã hồ sơ của Ông/Bà vẫn dùng được.
    .simple =
        Hồ sơ { $code } được ghép vào việc “{ $title }”.
        Có trả lời thì Ông/Bà cũng nhận được.
        Mã của Ông/Bà vẫn dùng được.
known-apart = Cảm ơn Ông/Bà. Hồ sơ { $code } được giải quyết riêng.
    .simple =
        Cảm ơn Ông/Bà.
        Hồ sơ { $code } được giải quyết riêng.
known-over = Việc ấy nay không còn nhận thêm hồ sơ. Hồ sơ { $code } của Ông/Bà vẫn được giải quyết riêng.
    .simple =
        Việc ấy không nhận thêm hồ sơ nữa.
        Hồ sơ { $code } được giải quyết riêng.
