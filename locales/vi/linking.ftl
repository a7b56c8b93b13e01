# Nối nhiều ứng dụng của cùng một người, và lời mời nhận quyền.

command-lienket = Dùng chung hồ sơ ở ứng dụng khác
link-what-for = Ông/Bà có thể dùng chung hồ sơ và phần đang làm dở ở Telegram, Zalo và trang web của chúng tôi.
link-how =
    Cách làm:
    1. Mở cuộc trò chuyện với chúng tôi ở ứng dụng kia.
    2. Gõ ở đó: /lienket { $code }
    3. Quay lại đây trả lời câu hỏi của chúng tôi.
    Mã của Ông/Bà:
link-keep-secret = Mã dùng được một lần, trong 10 phút. Xin không đưa mã cho ai, kể cả cán bộ.
link-too-many-made = Ông/Bà đã lấy mã nhiều lần. Xin nghỉ một giờ rồi lấy mã mới.
link-too-many-wrong = Mã chưa đúng đã được thử nhiều lần. Xin Ông/Bà nghỉ một giờ rồi thử lại.
link-wrong-code = Mã này không đúng, đã dùng rồi hoặc đã quá 10 phút. Ông/Bà gõ /lienket ở ứng dụng đã quen dùng để lấy mã mới, rồi gõ lại ở đây.
link-yourself = Mã này lấy từ chính tài khoản này. Xin Ông/Bà gõ mã ở ứng dụng kia.
link-make-it-here = Tài khoản này có quyền mà tài khoản lấy mã không có. Để không trao nhầm quyền cho người khác, xin Ông/Bà gõ /lienket ở đây để lấy mã, rồi gõ mã đó ở ứng dụng kia.
link-would-open = Mã này do một tài khoản { $channel } lấy. Nếu nối, người dùng tài khoản ấy sẽ xem được mọi điều Ông/Bà có ở đây: hồ sơ đã gửi: { $cases }, phần đang làm dở: { $drafts }.
link-only-yours = Chỉ nối nếu CHÍNH Ông/Bà vừa lấy mã này. Nếu có người đưa mã và bảo Ông/Bà gõ, xin đừng nối.
link-mine = Chính tôi lấy mã này, xin nối
link-not-mine = Không phải mã của tôi
link-waits = Xin Ông/Bà mở { $channel }, nơi đã lấy mã, và trả lời câu hỏi của chúng tôi ở đó trong 10 phút. Trước khi có câu trả lời, chưa có gì được nối.
link-not-yours = Sau khi nối, hai nơi xem chung mọi hồ sơ. Nếu mã không phải do chính Ông/Bà lấy, xin bấm nút dưới đây hoặc gõ: /lienket không
link-nothing-joined = Không có gì được nối.
link-ask = Lúc { $at }, mã nối của Ông/Bà đã được gõ ở { $channel }. Có phải chính Ông/Bà gõ không?
link-ask-what = Nếu nối, ai dùng tài khoản đó sẽ xem được hồ sơ và phần đang làm dở của Ông/Bà.
link-ask-what-with-rights = Nếu nối, ai dùng tài khoản đó sẽ xem được hồ sơ của Ông/Bà và CÓ MỌI QUYỀN của Ông/Bà ở đây.
link-ask-how = Nếu không phải Ông/Bà, xin chọn “Không phải tôi”. Cũng có thể gõ: /lienket đồng ý, hoặc /lienket không
link-yes = Chính tôi, xin nối
link-no = Không phải tôi
link-over = Câu hỏi này không còn hiệu lực: mã đã dùng, đã bỏ hoặc quá 10 phút. Ông/Bà gõ /lienket để lấy mã mới.
link-they-may-more = Tài khoản kia có quyền mà Ông/Bà không có, nên không nối được. Xin lấy mã ở tài khoản kia rồi gõ ở đây.
link-done = Đã nối với { $channel }. Từ giờ hai nơi xem chung hồ sơ và phần đang làm dở. Gõ /lienket để xem hoặc tách ra.
link-put-aside = { $count ->
    [1] Phần đang làm dở ở nơi kia được giữ lại để làm tiếp sau.
   *[other] { $count } phần đang làm dở ở nơi kia được giữ lại để làm tiếp sau.
}
link-done-there = Đã nối với { $channel } theo câu trả lời ở đó. Từ giờ hai nơi xem chung hồ sơ và phần đang làm dở. Nếu không phải ý Ông/Bà, gõ /lienket hủy để tách ra.
link-refused = Không có gì được nối, và mã đã bị hủy. Nếu Ông/Bà không đưa mã cho ai, xin cho cơ quan biết.
link-refused-there = Nơi lấy mã không đồng ý nối. Không có gì được nối.
link-alone = Ông/Bà chỉ dùng một tài khoản, chưa nối với nơi nào.
link-list = Ông/Bà đang dùng chung hồ sơ ở:
link-account = { $lost ->
    [yes] – { $name } (không nhận được tin)
   *[no] { $here ->
        [yes] – { $name } (Ông/Bà đang ở đây)
       *[no] – { $name }
    }
}
link-name = { $number ->
    [0] { $channel }
   *[other] { $channel } ({ $number })
}
link-new = Nối thêm một nơi
link-cut = Tách { $name }
link-keep = Giữ như cũ
link-cut-what = Nếu tách, { $name } bắt đầu lại từ đầu và không còn xem được hồ sơ, phần làm dở của Ông/Bà. Hồ sơ ở lại với các nơi khác.
link-cut-done = Đã tách { $name }. Hồ sơ của Ông/Bà vẫn ở đây.
link-cut-here = Tài khoản này đã được tách khỏi các nơi khác và bắt đầu lại từ đầu. Hồ sơ cũ ở lại với các nơi kia.
link-invited = { $role ->
    [admin] Ông/Bà nay có quyền quản trị: xem số liệu và xuất bảng tính. Gõ /trogiup để xem các lệnh.
   *[other] Ông/Bà nay có quyền: { $role }. Gõ /trogiup để xem các lệnh.
}
