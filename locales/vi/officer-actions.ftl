# Cán bộ làm một việc với hồ sơ: hỏi gì, thiếu gì, kết quả ra sao. Chỉ cán bộ đọc.

act-begin = { $action }: hồ sơ { $code }
act-confirm = { $action }: hồ sơ { $code }. Ông/Bà đồng ý chứ?
act-yes = Đồng ý
act-done = { $action }: đã xong. Hồ sơ { $code } nay { $state }.
act-promised = Hạn trả lời: { $day }
act-refused = Chưa làm được. Những điều Ông/Bà đã nhập vẫn còn bên dưới; xin sửa rồi gửi lại.
act-too-late = Có thể đồng nghiệp vừa làm việc này. Xin xem lại hồ sơ.
act-no-form = Cơ quan chưa có mẫu hỏi cho việc này. Xin báo người quản trị.
act-nobody = { $action ->
    [represent] Chưa có hồ sơ nào được gộp với hồ sơ này.
    [name] Chưa có cán bộ nào trong danh sách.
   *[other] Chưa có cán bộ nào khác nhận được hồ sơ này.
}
act-unknown = Không tìm thấy hồ sơ này.
act-same-unknown = Không tìm thấy hồ sơ nào có mã này.
act-same-over = Hồ sơ có mã này đã được trả lời hoặc kết thúc. Xin chọn hồ sơ đang giải quyết.
act-same-too-many = Ông/Bà đã nhập sai mã nhiều lần. Xin thử lại sau một giờ.
act-title-names = Tên việc này ai cũng đọc được. Xin bỏ tên người và số điện thoại, ví dụ: Mất điện thôn Đồng từ 20/11
act-lacks-proof = Trả lời cần có căn cứ: gửi ảnh hoặc văn bản, hoặc gõ số văn bản (ví dụ 125/UBND-KT).
act-now-at = Nay ở: { $unit }
act-went = Đã qua: { $units }
act-then = { $before } → { $last }
act-bounced = Hồ sơ đã quay lại đơn vị cũ { $count } lần.
act-raised = Các đơn vị chưa thống nhất, nên hồ sơ được đưa lên { $unit }. Lãnh đạo ở đó quyết định nơi giải quyết.
act-parts = Đã tách thành { $count } hồ sơ mới:
act-part = – { $code } · { $about } · { $unit }
act-part-elsewhere = – { $about } · { $unit }

question-people-search = Ông/Bà có thể gõ tên để tìm, không cần dấu.
question-people-hint = Chưa tìm thấy người này. Xin chọn trong danh sách, hoặc gõ tên.

# Mẫu câu trả lời
reply-templates = Chọn một mẫu để bắt đầu, hoặc tự viết:
reply-draft = Mẫu của cơ quan. Ông/Bà dùng luôn, hoặc chép lại, sửa rồi gửi:
reply-fill = Mẫu còn chỗ trống […]. Xin chép lại, điền vào rồi gửi:
reply-use = Dùng mẫu này
reply-others = ← Mẫu khác
reply-lacks-filling = Còn chỗ chưa điền: { $blank } – xin thay bằng điều cụ thể rồi gửi lại.
reply-lacks-own-words = Đây vẫn là mẫu, chưa điền gì. Xin ghi rõ việc đã làm, ngày, kết quả.
reply-lacks-substance = Câu trả lời chưa nói điều gì cụ thể. Xin ghi rõ đã làm gì, ngày nào, kết quả ra sao (ít nhất { $count } chữ cái, không kể lời chung chung).
reply-lacks-length = Câu trả lời ngắn quá. Xin ghi rõ đã làm gì, ngày nào, kết quả ra sao (ít nhất { $count } chữ cái).
