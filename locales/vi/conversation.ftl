# Cuộc trò chuyện có dẫn dắt: tiến độ, đi lại, xem lại, nút cũ, gợi ý khi chưa hiểu.
conversation-joined = { $first }{ $rest }
conversation-progress = Câu { $number }/{ $total }
conversation-chosen = Đang chọn: { $answer }
conversation-editing = Sửa câu trả lời:
conversation-welcome-back = Chào mừng Ông/Bà trở lại. Ông/Bà đang làm dở “{ $title }”.
    .simple =
        Chào mừng Ông/Bà trở lại.
        Ông/Bà đang làm dở “{ $title }”.

conversation-back = Quay lại
conversation-skip = Bỏ qua
conversation-keep = Giữ nguyên
conversation-clear = Xóa câu trả lời này
conversation-pause = Để sau
conversation-cancel = Hủy
conversation-help = Trợ giúp
conversation-resume = Làm tiếp

conversation-review-title = Mời Ông/Bà xem lại trước khi gửi:
conversation-review-line = { $number }. { $question } – { $answer }
    .simple =
        { $number }. { $question }
        → { $answer }
conversation-no-answer = (bỏ qua)
conversation-review-assisted = Điền giúp người khác.
conversation-review-ask = Nếu đã đúng, xin bấm “Gửi” (hoặc gõ “gửi”). Muốn sửa, xin chọn “Sửa câu trả lời” (hoặc gõ “sửa”).
    .simple =
        Đúng rồi: gõ “gửi”.
        Muốn sửa: gõ “sửa”.
conversation-review-unclear = Xin lỗi, chúng tôi chưa hiểu. Ông/Bà gõ “gửi” để gửi đi, “sửa” để sửa, hoặc “hủy”.
    .simple =
        Xin lỗi, chúng tôi chưa hiểu.
        Gõ “gửi” để gửi đi.
        Gõ “sửa” để sửa.
        Gõ “hủy” để hủy.
conversation-submit = Gửi
conversation-edit = Sửa câu trả lời
conversation-edit-which = Ông/Bà muốn sửa câu nào?
conversation-edit-line = { $number }. { $question }
conversation-page-back = Trang trước
conversation-page-on = Trang sau
conversation-to-review = Về phần xem lại

conversation-leave-ask = Ông/Bà muốn hủy và không làm tiếp nữa, phải không?
conversation-leave-what = Nếu hủy, các câu đã trả lời sẽ được xóa. Chọn “Để sau” thì mọi thứ vẫn được giữ.
    .simple =
        Nếu hủy, các câu trả lời bị xóa.
        Chọn “Để sau” thì vẫn được giữ.
conversation-leave = Có, hủy
conversation-stay = Không, làm tiếp
conversation-meant-answer = “{ $words }” là câu trả lời của tôi
conversation-leave-unclear = Xin Ông/Bà gõ “có” để hủy, “không” để làm tiếp, hoặc “để sau”.
    .simple =
        Gõ “có” để hủy.
        Gõ “không” để làm tiếp.
        Gõ “để sau” để giữ lại.
conversation-discarded = Đã hủy. Không có gì được gửi đi.
    .simple =
        Đã hủy.
        Không có gì được gửi đi.
conversation-paused = Đã giữ lại các câu trả lời. Khi nào thuận tiện, Ông/Bà bấm “Làm tiếp” để trả lời tiếp từ chỗ này.
    .simple =
        Đã giữ lại các câu trả lời.
        Lúc nào tiện, Ông/Bà bấm “Làm tiếp”.

conversation-first-question = Đây là câu đầu tiên.
conversation-cannot-skip = Câu này cần có câu trả lời nên chưa bỏ qua được. Nếu chưa tiện, Ông/Bà gõ “để sau”.
    .simple =
        Câu này cần có câu trả lời.
        Nếu chưa tiện, xin gõ “để sau”.
conversation-nothing-read = Xin lỗi, chúng tôi chưa đọc được tin nhắn vừa rồi.
conversation-not-taken = Nội dung Ông/Bà vừa gửi kèm chưa được nhận ở bước này.
conversation-edited = Sửa tin nhắn cũ không làm thay đổi câu trả lời. Muốn đổi câu trả lời, Ông/Bà gõ “quay lại”, hoặc sửa ở phần xem lại trước khi gửi.
    .simple =
        Sửa tin nhắn cũ không đổi câu trả lời.
        Muốn đổi, Ông/Bà gõ “quay lại”.
        Hoặc sửa ở phần xem lại.
conversation-way-out-example = Ví dụ, Ông/Bà có thể trả lời: { $example }
conversation-way-out-skip = Câu này không bắt buộc, Ông/Bà có thể gõ “bỏ qua”.
conversation-way-out = Ông/Bà cũng có thể gõ “quay lại”, “để sau”, “hủy”, hoặc /trogiup để được hướng dẫn.
    .simple =
        Ông/Bà cũng có thể gõ:
        “quay lại”
        “để sau”
        “hủy”
        /trogiup

conversation-stale = Nút này đã cũ nên không còn dùng được. Mời Ông/Bà tiếp tục ở đây:
    .simple =
        Nút này đã cũ.
        Mời Ông/Bà tiếp tục ở đây:
conversation-stale-question = Nút này thuộc phần trước, câu trả lời không thay đổi. Muốn sửa câu trước, xin gõ “quay lại”. Mời Ông/Bà tiếp tục ở đây:
    .simple =
        Nút này thuộc phần trước.
        Câu trả lời không thay đổi.
        Muốn sửa câu trước, gõ “quay lại”.
        Mời Ông/Bà tiếp tục ở đây:
conversation-stale-choice = Lựa chọn này không còn nữa. Mời Ông/Bà chọn lại:
    .simple =
        Lựa chọn này không còn nữa.
        Mời Ông/Bà chọn lại:
conversation-stale-toast = Nút này đã cũ
conversation-noted = Đã ghi nhận
