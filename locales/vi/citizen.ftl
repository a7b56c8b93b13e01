# Những gì bot nói với người dân ngoài các câu hỏi của phiếu.

command-start = Bắt đầu, xem các việc làm được
command-danhgia = Đánh giá sự phục vụ
command-gopy = Phản ánh, góp ý, khen
command-tracuu = Tra cứu hồ sơ bằng mã
command-cuatoi = Hồ sơ của tôi
command-huy = Hủy việc đang làm
command-ngonngu = Đổi ngôn ngữ, chữ lớn
command-quytac = Quy tắc ứng xử của cán bộ
command-dulieu = Dữ liệu của tôi: xem, tải về, xóa
command-trogiup = Hướng dẫn

# Danh mục việc làm được
menu-ask = Ông/Bà cần việc gì?
menu-hello = Xin chào Ông/Bà.
menu-greeting = Xin chào Ông/Bà.
menu-thanks = Xin cảm ơn Ông/Bà.
menu-busy = Phần Ông/Bà đang làm vẫn được giữ. Ông/Bà có thể làm tiếp, hoặc chọn việc khác:
    .simple =
        Phần đang làm vẫn được giữ.
        Ông/Bà làm tiếp, hoặc chọn việc khác:
menu-open = Các việc khác
menu-go-on = Làm tiếp phần còn dở
menu-danhgia = Đánh giá sự phục vụ
menu-gopy = Phản ánh, góp ý, khen
menu-tracuu = Tra cứu bằng mã hồ sơ
menu-cuatoi = Hồ sơ của tôi
menu-assisted = Điền giúp người khác
menu-ngonngu = Ngôn ngữ, chữ lớn / Language
menu-trogiup = Hướng dẫn
menu-no-such-number = Danh sách vừa rồi chỉ có từ 1 đến { $count }. Ông/Bà cần việc gì? Xin gõ số:
    .simple =
        Danh sách có từ 1 đến { $count }.
        Ông/Bà cần việc gì?
        Xin gõ số:
menu-not-understood = Xin lỗi, chúng tôi chưa hiểu ý Ông/Bà.
menu-examples =
    Ông/Bà có thể viết, ví dụ: “đánh giá”, “phản ánh”, “tra cứu”, hoặc kể luôn sự việc: “Đèn đường xóm 3 hỏng một tuần nay”. Gửi ảnh hay ghi âm cũng được.
    .simple =
        Ông/Bà gõ “đánh giá”, “phản ánh” hoặc “tra cứu”.
        Ông/Bà cũng có thể kể luôn sự việc.
        Ảnh hay ghi âm cũng được.
menu-not-understood-again = Mời Ông/Bà chọn một việc dưới đây, hoặc kể sự việc bằng một câu đầy đủ:
    .simple =
        Mời Ông/Bà chọn một việc dưới đây.
        Hoặc kể sự việc bằng một câu đầy đủ:

# Lần đầu gặp
welcome-hello = Xin chào Ông/Bà. Đây là kênh lắng nghe ý kiến người dân của { $office }.
    .simple =
        Xin chào Ông/Bà.
        Ở đây { $office } lắng nghe người dân.
welcome-thanks = Xin cảm ơn Ông/Bà.
welcome-damaged-link = Mã QR hoặc đường dẫn này không còn dùng được.
    .simple = Mã QR hoặc đường dẫn này đã hỏng.

# Đang làm dở một việc
busy-ask = Ông/Bà đang làm dở “{ $title }”.
busy-kept = Nếu bắt đầu việc mới, phần đang làm vẫn được giữ để làm tiếp sau.
    .simple =
        Phần đang làm vẫn được giữ.
        Ông/Bà làm tiếp sau cũng được.
busy-go-on = Làm tiếp phần đang dở
busy-new = Bắt đầu: { $title }
busy-here = Ông/Bà đang ở đúng phần này rồi:
busy-back = Làm tiếp: { $title }
busy-unfinished = { $count ->
    [1] Ông/Bà còn một phần làm dở:
   *[other] Ông/Bà còn { $count } phần làm dở:
}
busy-over = Phần này đã xong hoặc đã đóng, nút này không còn dùng nữa.
    .simple =
        Phần này đã xong hoặc đã đóng.
        Nút này không dùng được nữa.
busy-nothing-to-cancel = Ông/Bà không có việc nào đang làm dở.

# Đánh giá
survey-which = Ông/Bà muốn đánh giá về việc gì?
survey-none = Hiện không có phiếu đánh giá nào đang mở. Ông/Bà vẫn có thể góp ý:
    .simple =
        Hiện chưa có phiếu đánh giá nào.
        Ông/Bà vẫn có thể góp ý:
survey-at = Nơi: { $unit }
unit-followed = Mã này in cho { $old }. Việc ở đó nay do { $new } làm.
    .simple =
        Mã này in cho { $old }.
        Việc ở đó nay do { $new } làm.
unit-divided = Mã này in cho { $unit }. Nơi đó nay chia thành nhiều đơn vị, xin Ông/Bà chọn giúp.
    .simple =
        { $unit } nay đã chia ra.
        Xin Ông/Bà chọn giúp.
survey-about = Thủ tục: { $procedure }
survey-thanks = Xin cảm ơn Ông/Bà đã đánh giá. Ý kiến của Ông/Bà giúp chúng tôi phục vụ tốt hơn.
    .simple = Xin cảm ơn Ông/Bà đã đánh giá.
survey-repeat = Ông/Bà đã đánh giá việc này cách đây không lâu; hai lần được tính là một ý kiến trong kết quả chung.
    .simple =
        Ông/Bà đã đánh giá việc này rồi.
        Hai lần được tính là một ý kiến.
survey-low = Rất tiếc vì Ông/Bà chưa hài lòng. Nếu muốn, Ông/Bà kể rõ sự việc để được xem xét và trả lời.
    .simple =
        Rất tiếc vì Ông/Bà chưa hài lòng.
        Ông/Bà có thể kể rõ sự việc.
        Cơ quan sẽ xem xét và trả lời.
survey-low-report = Kể rõ sự việc

# Tiếp nhận phản ánh
intake-closed = Hiện chúng tôi chưa nhận phản ánh qua kênh này. Xin Ông/Bà liên hệ trực tiếp với cơ quan.
    .simple =
        Hiện ở đây chưa nhận phản ánh.
        Xin Ông/Bà đến gặp cơ quan.
intake-kept-words = Chúng tôi đã ghi lại lời Ông/Bà. Xin trả lời thêm vài câu ngắn để chuyển đúng nơi.
    .simple =
        Đã ghi lại lời Ông/Bà.
        Xin trả lời thêm vài câu ngắn.
intake-kept-files = Đã nhận ảnh, ghi âm hoặc tệp Ông/Bà gửi.
intake-kept-place = Đã nhận vị trí Ông/Bà gửi.
intake-not-kept = Phần gửi kèm chưa được nhận.
intake-see-attached = Nội dung có trong ảnh, ghi âm đã gửi
intake-thanks = Xin cảm ơn Ông/Bà.
intake-received = Đã tiếp nhận lúc { $at }.
intake-code = Mã hồ sơ của Ông/Bà:
intake-keep-code = Xin giữ lại mã này. Ai có mã đều xem được tình trạng, nhưng không xem được nội dung và tên Ông/Bà.
    .simple =
        Xin giữ lại mã này.
        Ai có mã đều xem được tình trạng.
        Người ấy không xem được nội dung và tên.
intake-unit = Nơi giải quyết: { $unit }
intake-triage = Chúng tôi sẽ chuyển đến đúng nơi có thẩm quyền.
intake-no-filing = Đây chưa phải là đơn khiếu nại hợp lệ. Thời hạn chỉ tính từ khi cơ quan nhận đơn Ông/Bà đã ký.
    .simple =
        Đây chưa phải là đơn khiếu nại hợp lệ.
        Thời hạn tính từ khi cơ quan nhận đơn đã ký.
intake-promised = Hẹn trả lời: chậm nhất { $day }
intake-look-up = Xem tình trạng bất cứ lúc nào: gõ /tracuu { $code }
    .simple =
        Muốn xem tình trạng, xin gõ:
        /tracuu { $code }
intake-without-name = Ông/Bà không để lại tên, nên kết quả chỉ xem được bằng mã này hoặc ở “Hồ sơ của tôi”.
    .simple =
        Ông/Bà không để lại tên.
        Xin xem kết quả bằng mã này.
        Hoặc xem ở “Hồ sơ của tôi”.
intake-consent-refused = Ông/Bà không đồng ý lưu tên và số điện thoại, nên chúng tôi không giữ lại. Kết quả xem bằng mã này hoặc ở “Hồ sơ của tôi”.
    .simple =
        Ông/Bà không đồng ý lưu tên và số điện thoại.
        Chúng tôi không giữ lại.
        Xin xem kết quả bằng mã này.
        Hoặc xem ở “Hồ sơ của tôi”.
intake-amended = Đã ghi thêm phần Ông/Bà vừa sửa vào hồ sơ. Bản gửi lúc đầu vẫn được giữ.
    .simple =
        Đã ghi thêm phần Ông/Bà vừa sửa.
        Bản gửi lúc đầu vẫn được giữ.
intake-nothing-kept = Tin nhắn vừa rồi không được lưu lại ở đây.
intake-other-report = Tôi muốn phản ánh việc khác

# Điền giúp người khác
assisted-whom = Ông/Bà điền cho mình hay điền giúp người khác?
assisted-myself = Tôi điền cho mình
assisted-offer = Tôi điền giúp người khác
assisted-begun = Ông/Bà đang điền giúp. Xin ghi đúng lời người được giúp; tên và số điện thoại cũng là của người ấy.
    .simple =
        Ông/Bà đang điền giúp.
        Xin ghi đúng lời người được giúp.
        Tên và số điện thoại là của người ấy.
assisted-what = Ông/Bà muốn điền giúp việc gì?
assisted-next = Điền tiếp cho người khác
assisted-hand-over = Xin chép mã này ra giấy và đưa cho người được giúp.
tracking-assisted = Ông/Bà đã điền giúp người khác.
help-assisted = Điền giúp người khác: gõ “/danhgia giúp” hoặc “/gopy giúp”.

# Tra cứu
tracking-which = Xin gõ /tracuu và mã hồ sơ, ví dụ: /tracuu K7DMQ-3RTX9-P4VA. Không nhớ mã thì xem “Hồ sơ của tôi”.
    .simple =
        Xin gõ /tracuu và mã hồ sơ.
        Ví dụ: /tracuu K7DMQ-3RTX9-P4VA
        Không nhớ mã thì xem “Hồ sơ của tôi”.
tracking-wrong-code = Không tìm thấy hồ sơ có mã này. Xin Ông/Bà xem lại từng chữ, từng số. Nếu Ông/Bà đã gửi từ đây, hồ sơ có trong “Hồ sơ của tôi”.
    .simple =
        Không tìm thấy hồ sơ có mã này.
        Xin xem lại từng chữ, từng số.
        Hoặc xem ở “Hồ sơ của tôi”.
tracking-too-many = Mã chưa đúng đã được thử nhiều lần. Xin Ông/Bà nghỉ một giờ rồi thử lại, hoặc gõ /cuatoi.
    .simple =
        Mã chưa đúng đã được thử nhiều lần.
        Xin Ông/Bà nghỉ một giờ rồi thử lại.
        Hoặc gõ /cuatoi.
tracking-none = Ông/Bà chưa gửi phản ánh nào từ đây.
tracking-mine = { $count ->
    [1] Ông/Bà có một hồ sơ:
   *[other] Ông/Bà có { $count } hồ sơ, mới nhất ở trên:
}
tracking-older = Còn { $count } hồ sơ cũ hơn, xin tra bằng mã.
    .simple =
        Còn { $count } hồ sơ cũ hơn.
        Xin tra bằng mã.
tracking-about = { tracking-kind }: { $category }
tracking-kind = { $kind ->
    [problem] Phản ánh
    [proposal] Kiến nghị
    [praise] Lời khen
    [question] Câu hỏi
    [complaint] Khiếu nại
   *[other] Ý kiến
}
tracking-received = Nhận ngày: { $day }
tracking-state = Tình trạng: { $state }
tracking-triage = Nơi giải quyết: đang được phân công
tracking-unit = Nơi giải quyết: { $unit }
tracking-promised = Hẹn trả lời: chậm nhất { $day }
tracking-summary = Ông/Bà viết: “{ $words }”
tracking-spoken = Ông/Bà đã gửi lời nói được ghi âm.

# Dữ liệu cá nhân
privacy-heading = Những gì chúng tôi giữ về Ông/Bà:
privacy-channels = – Tài khoản nhắn tin: { $count }, được mã hóa
privacy-language = – Ngôn ngữ Ông/Bà chọn
privacy-web = – Khung chat trên web: lời chúng tôi nói, trong 30 ngày, được mã hóa
    .simple = – Lời chúng tôi nói trên web, giữ 30 ngày
privacy-cases = { $count ->
    [0] – Hồ sơ đã gửi: chưa có
   *[other] – Hồ sơ đã gửi: { $count }, trong đó { $named } hồ sơ có tên và số điện thoại, được mã hóa
}
    .simple =
        { $count ->
            [0] – Hồ sơ đã gửi: chưa có
           *[other] – Hồ sơ đã gửi: { $count }, có tên: { $named }
        }
privacy-drafts = – Phần đang làm dở: { $count }
privacy-consents = – Điều Ông/Bà đã đồng ý: { $count }
privacy-surveys = – Phiếu đánh giá được lưu không kèm tên hay tài khoản, nên không thuộc danh sách này
    .simple = – Phiếu đánh giá không kèm tên của Ông/Bà
privacy-export = Tải về dữ liệu của tôi
privacy-correct = Sửa thông tin
privacy-consents-heading = Những điều cần Ông/Bà đồng ý:
privacy-erase = Xóa dữ liệu của tôi
privacy-export-here = Đây là toàn bộ dữ liệu chúng tôi giữ về Ông/Bà. Tệp có nội dung riêng tư, xin giữ cẩn thận.
    .simple =
        Đây là dữ liệu chúng tôi giữ về Ông/Bà.
        Tệp này riêng tư.
        Xin giữ cẩn thận.
privacy-how-to-correct = Muốn sửa điều đã gửi: Ông/Bà sửa ngay tin nhắn cũ (nếu ứng dụng cho phép), phần sửa được ghi thêm vào hồ sơ.
    .simple =
        Muốn sửa điều đã gửi: sửa ngay tin nhắn cũ.
        Phần sửa được ghi thêm vào hồ sơ.
privacy-correct-by-report = Muốn đổi tên hoặc số điện thoại: Ông/Bà gửi một góp ý mới, ghi mã hồ sơ cần sửa.
    .simple =
        Muốn đổi tên hoặc số điện thoại: gửi góp ý mới.
        Xin ghi mã hồ sơ cần sửa.
privacy-no-names = Hiện không hồ sơ nào giữ tên hay số điện thoại của Ông/Bà, nên không có gì phải sửa.
    .simple =
        Không hồ sơ nào giữ tên của Ông/Bà.
        Không có gì phải sửa.
privacy-consent = { $title }: { $given ->
    [yes] đã đồng ý
   *[no] chưa đồng ý
}
privacy-consents-button = Các điều đã đồng ý
privacy-give = Đồng ý: { $title }
privacy-withdraw = Rút lại: { $title }
privacy-give-done = Đã ghi nhận Ông/Bà đồng ý: { $title }.
privacy-withdraw-done = Đã rút lại: { $title }.
privacy-names-removed = { $count ->
    [0] Không có hồ sơ nào đang giữ tên Ông/Bà.
   *[other] Tên và số điện thoại đã được xóa khỏi { $count } hồ sơ. Kết quả vẫn xem được bằng mã.
}
    .simple =
        { $count ->
            [0] Không có hồ sơ nào giữ tên Ông/Bà.
           *[other] Đã xóa tên và số điện thoại.
            Số hồ sơ đã xóa: { $count }
            Kết quả vẫn xem được bằng mã.
        }
privacy-erase-what = Nếu xóa: tài khoản, tên, số điện thoại, phần làm dở và các điều đã đồng ý của Ông/Bà bị xóa hẳn. Không lấy lại được.
    .simple =
        Tài khoản, tên, số điện thoại sẽ bị xóa.
        Phần làm dở cũng bị xóa.
        Các điều đã đồng ý cũng bị xóa.
        Xóa rồi thì không lấy lại được.
privacy-erase-kept = Theo luật, nội dung phản ánh đã gửi vẫn được giữ để giải quyết, nhưng không còn biết ai gửi, và mã hồ sơ không tra cứu được nữa. Phiếu đánh giá vốn không ghi tên nên giữ nguyên.
    .simple =
        Theo luật, phản ánh đã gửi vẫn được giải quyết.
        Nhưng không ai biết Ông/Bà đã gửi.
        Mã hồ sơ không tra cứu được nữa.
        Phiếu đánh giá không có tên, nên vẫn giữ.
privacy-erase-everywhere = Ông/Bà đang dùng chung hồ sơ ở nhiều nơi: xóa là xóa ở mọi nơi. Muốn rời một nơi thôi, xin gõ /lienket hủy.
    .simple =
        Ông/Bà đang dùng chung hồ sơ ở nhiều nơi.
        Xóa ở đây là xóa ở mọi nơi.
        Muốn rời một nơi thôi: gõ /lienket hủy.
privacy-erase-sure = Tôi muốn xóa
privacy-erase-last = Xin xác nhận lần cuối: xóa hết dữ liệu về Ông/Bà?
privacy-erase-yes = Xóa vĩnh viễn
privacy-erase-no = Không xóa
privacy-erased = Đã xóa dữ liệu của Ông/Bà. Nếu Ông/Bà viết lại, chúng ta bắt đầu lại từ đầu.
    .simple =
        Đã xóa dữ liệu của Ông/Bà.
        Nếu Ông/Bà viết lại, chúng ta bắt đầu lại.
privacy-not-erased = Không có gì bị xóa.

# Yêu cầu về dữ liệu của mình
request-number = Đã xử lý ngay hôm nay. Số yêu cầu: { $number }.
    .simple =
        Đã xử lý ngay.
        Số yêu cầu: { $number }.
request-number-due = Đã có kết quả ngay hôm nay; theo luật, chậm nhất là ngày { $day }. Số yêu cầu: { $number }.
    .simple =
        Đã có kết quả ngay hôm nay.
        Theo luật, chậm nhất là ngày { $day }.
        Số yêu cầu: { $number }.
request-refused = Chưa sửa được, vì hồ sơ này đang được giữ nguyên theo yêu cầu của pháp luật.
    .simple =
        Chưa sửa được.
        Hồ sơ này phải giữ nguyên theo luật.
request-held-heading = { $count } hồ sơ đang được giữ nguyên theo yêu cầu của pháp luật. Tên và số điện thoại trong đó chưa xóa được:
    .simple =
        Có { $count } hồ sơ phải giữ nguyên theo luật.
        Tên trong đó chưa xóa được:
request-held = – { $code }: { $reason }
privacy-which-to-correct = Ông/Bà muốn sửa tên, số điện thoại ở hồ sơ nào? Sửa xong là có ngay.
    .simple = Ông/Bà muốn sửa hồ sơ nào?
privacy-correct-case = Sửa { $code }
privacy-corrected = Đã sửa. Tên, số điện thoại cũ không còn được giữ.
    .simple =
        Đã sửa.
        Tên, số điện thoại cũ không còn được giữ.
privacy-not-corrected = Không có gì được sửa.

# Ngôn ngữ
language-which = Ông/Bà muốn dùng ngôn ngữ nào? / Which language?
    .simple =
        Ông/Bà muốn dùng ngôn ngữ nào?
        Which language?
language-name-vi = Tiếng Việt
language-name-en = English
language-chosen = Từ giờ chúng tôi dùng tiếng Việt.
language-shown = Cách hiển thị: { $manner }
language-simple = Chữ lớn, câu ngắn
language-usual = Chữ thường, câu đầy đủ
language-chosen-simple = Từ giờ, chúng tôi viết câu ngắn. Trên trang web, chữ cũng lớn hơn.
    .simple =
        Từ giờ, chúng tôi viết câu ngắn.
        Trên trang web, chữ lớn hơn.
language-chosen-usual = Từ giờ, chúng tôi viết câu đầy đủ.

# Quy tắc ứng xử
conduct-heading = Quy tắc ứng xử – { $office }

# Hướng dẫn
help-heading = Ông/Bà có thể gõ:
help-command = { $command } – { $about }
    .simple =
        { $command }
        { $about }
help-just-write = Ông/Bà cũng có thể viết luôn sự việc, gửi ảnh hoặc ghi âm. Không cần dấu tiếng Việt.
    .simple =
        Ông/Bà có thể viết luôn sự việc.
        Gửi ảnh hoặc ghi âm cũng được.
        Không cần dấu tiếng Việt.
help-in-a-form = Khi đang trả lời câu hỏi, Ông/Bà có thể gõ: “quay lại”, “bỏ qua”, “để sau”, “hủy”.
    .simple =
        Ông/Bà có thể gõ:
        “quay lại”
        “bỏ qua”
        “để sau”
        “hủy”

# Chung
router-unknown-command = Chúng tôi không có lệnh này. Ông/Bà gõ /trogiup để xem các lệnh.
    .simple =
        Chúng tôi không có lệnh này.
        Xin gõ /trogiup.
router-unsupported = Xin lỗi, chúng tôi chưa đọc được loại tin nhắn này. Ông/Bà có thể viết chữ, gửi ảnh, ghi âm hoặc vị trí.
    .simple =
        Xin lỗi, chúng tôi chưa đọc được tin này.
        Ông/Bà có thể viết chữ.
        Gửi ảnh, ghi âm, vị trí cũng được.
router-old-button = Nút này đã cũ, không còn dùng được.
router-private = Xin Ông/Bà nhắn riêng cho chúng tôi để được giúp.
router-edited = Tin nhắn Ông/Bà vừa sửa không thuộc hồ sơ nào. Muốn gửi điều gì, xin viết một tin nhắn mới.
    .simple =
        Tin nhắn vừa sửa không thuộc hồ sơ nào.
        Xin viết một tin nhắn mới.

# Link đánh giá một lần, in trên giấy biên nhận
once-used =
    Link này đã được dùng để đánh giá rồi. Xin cảm ơn Ông/Bà!
    Mỗi hồ sơ đánh giá một lần.
    .simple =
        Link này đã được dùng rồi.
        Mỗi hồ sơ đánh giá một lần.
        Xin cảm ơn Ông/Bà!
once-ended =
    Link này đã hết hạn.
    Ông/Bà vẫn có thể đánh giá quầy này.
once-closed = Hiện chưa có phiếu đánh giá cho link này. Mong Ông/Bà thông cảm.
    .simple =
        Hiện chưa có phiếu đánh giá cho link này.
        Mong Ông/Bà thông cảm.
once-unknown = Chưa có mã đánh giá nào như vậy. Xin Ông/Bà xem lại giấy biên nhận.
    .simple =
        Chưa có mã đánh giá nào như vậy.
        Xin Ông/Bà xem lại giấy biên nhận.
once-rate = Đánh giá quầy này
once-shared =
    Link này vừa được người khác dùng trước.
    Ý kiến của Ông/Bà vẫn được ghi nhận như phiếu thường.
    .simple =
        Link này vừa được người khác dùng trước.
        Ý kiến của Ông/Bà vẫn được ghi nhận.
