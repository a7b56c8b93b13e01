# Nối nhiều ứng dụng của cùng một người, và lời mời nhận quyền.

command-lienket = Dùng chung hồ sơ ở ứng dụng khác
link-what-for = Ông/Bà có thể dùng chung hồ sơ và phần đang làm dở ở Telegram, Zalo và trang web của chúng tôi.
    .simple =
        Ông/Bà có thể dùng chung hồ sơ ở nhiều nơi.
        Ví dụ: Telegram, Zalo và trang web.
link-how =
    Cách làm:
    1. Mở cuộc trò chuyện với chúng tôi ở ứng dụng kia.
    2. Gõ ở đó: /lienket { $code }
    3. Quay lại đây trả lời câu hỏi của chúng tôi.
    Mã của Ông/Bà:
link-keep-secret = Mã dùng được một lần, trong 10 phút. Xin không đưa mã cho ai, kể cả cán bộ.
    .simple =
        Mã dùng được một lần, trong 10 phút.
        Xin không đưa mã cho ai, kể cả cán bộ.
link-too-many-made = Ông/Bà đã lấy mã nhiều lần. Xin nghỉ một giờ rồi lấy mã mới.
    .simple =
        Ông/Bà đã lấy mã nhiều lần.
        Xin nghỉ một giờ rồi lấy mã mới.
link-too-many-wrong = Mã chưa đúng đã được thử nhiều lần. Xin Ông/Bà nghỉ một giờ rồi thử lại.
    .simple =
        Mã chưa đúng đã được thử nhiều lần.
        Xin nghỉ một giờ rồi thử lại.
link-wrong-code = Mã này không đúng, đã dùng rồi hoặc đã quá hạn. Ông/Bà gõ /lienket ở ứng dụng đã quen dùng để lấy mã mới, rồi gõ mã ấy ở đây. Nếu là mã mời, xin Ông/Bà hỏi lại người đã mời.
    .simple =
        Mã này không dùng được.
        Có thể mã sai, đã dùng, hoặc quá hạn.
        Xin gõ /lienket ở ứng dụng đã quen dùng.
        Rồi gõ mã mới ở đây.
        Nếu là mã mời, xin hỏi lại người mời.
link-yourself = Mã này lấy từ chính tài khoản này. Xin Ông/Bà gõ mã ở ứng dụng kia.
    .simple =
        Mã này lấy từ chính tài khoản này.
        Xin gõ mã ở ứng dụng kia.
link-make-it-here = Tài khoản này có quyền mà tài khoản lấy mã không có. Để không trao nhầm quyền cho người khác, xin Ông/Bà gõ /lienket ở đây để lấy mã, rồi gõ mã đó ở ứng dụng kia.
    .simple =
        Tài khoản này có thêm quyền.
        Quyền không được trao nhầm cho người khác.
        Xin gõ /lienket ở đây để lấy mã.
        Rồi gõ mã đó ở ứng dụng kia.
link-would-open = Mã này do một tài khoản { $channel } lấy. Nếu nối, người dùng tài khoản ấy sẽ xem được mọi điều Ông/Bà có ở đây: hồ sơ đã gửi: { $cases }, phần đang làm dở: { $drafts }.
    .simple =
        Mã này do một tài khoản { $channel } lấy.
        Nếu nối, người ấy xem được mọi điều ở đây.
        Hồ sơ đã gửi: { $cases }
        Phần đang làm dở: { $drafts }
link-only-yours = Chỉ nối nếu CHÍNH Ông/Bà vừa lấy mã này. Nếu có người đưa mã và bảo Ông/Bà gõ, xin đừng nối.
    .simple =
        Chỉ nối nếu CHÍNH Ông/Bà vừa lấy mã này.
        Nếu có người bảo Ông/Bà gõ, xin đừng nối.
link-mine = Chính tôi lấy mã này, xin nối
link-not-mine = Không phải mã của tôi
link-waits = Xin Ông/Bà mở { $channel }, nơi đã lấy mã, và trả lời câu hỏi của chúng tôi ở đó trong 10 phút. Trước khi có câu trả lời, chưa có gì được nối.
    .simple =
        Xin mở { $channel }, nơi đã lấy mã.
        Xin trả lời câu hỏi ở đó trong 10 phút.
        Trước đó, chưa có gì được nối.
link-not-yours = Sau khi nối, hai nơi xem chung mọi hồ sơ. Nếu mã không phải do chính Ông/Bà lấy, xin bấm nút dưới đây hoặc gõ: /lienket không
    .simple =
        Sau khi nối, hai nơi xem chung hồ sơ.
        Không phải Ông/Bà lấy mã: bấm nút dưới đây.
        Hoặc gõ: /lienket không
link-nothing-joined = Không có gì được nối.
link-ask = Lúc { $at }, mã nối của Ông/Bà đã được gõ ở { $channel }. Có phải chính Ông/Bà gõ không?
    .simple =
        Mã nối của Ông/Bà đã được gõ.
        Lúc: { $at }
        Ở: { $channel }
        Có phải chính Ông/Bà gõ không?
link-ask-what = Nếu nối, ai dùng tài khoản đó sẽ xem được hồ sơ và phần đang làm dở của Ông/Bà.
    .simple =
        Nếu nối, người ấy xem được hồ sơ của Ông/Bà.
        Họ cũng xem được phần đang làm dở.
link-ask-what-with-rights = Nếu nối, ai dùng tài khoản đó sẽ xem được hồ sơ của Ông/Bà và CÓ MỌI QUYỀN của Ông/Bà ở đây.
    .simple =
        Nếu nối, người ấy xem được hồ sơ của Ông/Bà.
        Họ CÓ MỌI QUYỀN của Ông/Bà ở đây.
link-ask-how = Nếu không phải Ông/Bà, xin chọn “Không phải tôi”. Cũng có thể gõ: /lienket đồng ý, hoặc /lienket không
    .simple =
        Không phải Ông/Bà: chọn “Không phải tôi”.
        Cũng có thể gõ:
        /lienket đồng ý
        /lienket không
link-yes = Chính tôi, xin nối
link-no = Không phải tôi
link-over = Câu hỏi này không còn hiệu lực: mã đã dùng, đã bỏ hoặc quá 10 phút. Ông/Bà gõ /lienket để lấy mã mới.
    .simple =
        Câu hỏi này không còn hiệu lực.
        Xin gõ /lienket để lấy mã mới.
link-they-may-more = Tài khoản kia có quyền mà Ông/Bà không có, nên không nối được. Xin lấy mã ở tài khoản kia rồi gõ ở đây.
    .simple =
        Tài khoản kia có thêm quyền.
        Vì vậy, chưa nối được.
        Xin lấy mã ở tài khoản kia.
        Rồi gõ mã ở đây.
link-done = Đã nối với { $channel }. Từ giờ hai nơi xem chung hồ sơ và phần đang làm dở. Gõ /lienket để xem hoặc tách ra.
    .simple =
        Đã nối với { $channel }.
        Hai nơi xem chung hồ sơ và phần làm dở.
        Gõ /lienket để xem hoặc tách ra.
link-put-aside = { $count ->
    [1] Phần đang làm dở ở nơi kia được giữ lại để làm tiếp sau.
   *[other] { $count } phần đang làm dở ở nơi kia được giữ lại để làm tiếp sau.
}
    .simple =
        { $count ->
            [1] Phần làm dở ở nơi kia vẫn được giữ.
           *[other] { $count } phần làm dở ở nơi kia vẫn được giữ.
        }
link-done-there = Đã nối với { $channel } theo câu trả lời ở đó. Từ giờ hai nơi xem chung hồ sơ và phần đang làm dở. Nếu không phải ý Ông/Bà, gõ /lienket hủy để tách ra.
    .simple =
        Đã nối với { $channel }.
        Hai nơi xem chung hồ sơ và phần làm dở.
        Nếu không muốn, gõ /lienket hủy để tách ra.
link-refused = Không có gì được nối, và mã đã bị hủy. Nếu Ông/Bà không đưa mã cho ai, xin cho cơ quan biết.
    .simple =
        Không có gì được nối.
        Mã đã bị hủy.
        Nếu không đưa mã cho ai, xin báo cơ quan.
link-refused-there = Nơi lấy mã không đồng ý nối. Không có gì được nối.
    .simple =
        Nơi lấy mã không đồng ý nối.
        Không có gì được nối.
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
    .simple =
        Nếu tách, { $name } bắt đầu lại từ đầu.
        Nơi ấy không xem được hồ sơ của Ông/Bà nữa.
        Phần làm dở cũng không xem được.
        Hồ sơ ở lại với các nơi khác.
link-cut-done = Đã tách { $name }. Hồ sơ của Ông/Bà vẫn ở đây.
    .simple =
        Đã tách { $name }.
        Hồ sơ của Ông/Bà vẫn ở đây.
link-cut-here = Tài khoản này đã được tách khỏi các nơi khác và bắt đầu lại từ đầu. Hồ sơ cũ ở lại với các nơi kia.
    .simple =
        Tài khoản này đã được tách ra.
        Ở đây, mọi việc bắt đầu lại từ đầu.
        Hồ sơ cũ ở lại với các nơi kia.
link-own-invitation = Đây là lời mời do chính Ông/Bà lập, xin chuyển mã cho người được mời.
    .simple =
        Lời mời này do chính Ông/Bà lập.
        Xin chuyển mã cho người được mời.
link-invited = { $role ->
    [admin] Ông/Bà nay có quyền quản trị tại { $unit }: xem số liệu và xuất bảng tính. Gõ /trogiup để xem các lệnh.
    [officer] Ông/Bà nay là cán bộ xử lý tại { $unit }. Gõ /viec để xem việc của mình, /trogiup để xem các lệnh.
    [head] Ông/Bà nay là lãnh đạo tại { $unit }. Gõ /viec để xem việc, /trogiup để xem các lệnh.
    [auditor] Ông/Bà nay có quyền kiểm tra nhật ký tại { $unit }. Gõ /trogiup để xem các lệnh.
    [sealed-reader] Ông/Bà nay là người được giao đọc tố cáo tại { $unit }. Gõ /trogiup để xem các lệnh.
   *[other] Ông/Bà nay có quyền: { $role }, tại { $unit }. Gõ /trogiup để xem các lệnh.
}
    .simple =
        { $role ->
            [admin] Ông/Bà nay có quyền quản trị tại { $unit }.
            Ông/Bà xem được số liệu.
            Ông/Bà xuất được bảng tính.
            Gõ /trogiup để xem các lệnh.
            [officer] Ông/Bà nay là cán bộ xử lý tại { $unit }.
            Gõ /viec để xem việc của mình.
            Gõ /trogiup để xem các lệnh.
            [head] Ông/Bà nay là lãnh đạo tại { $unit }.
            Gõ /viec để xem việc.
            Gõ /trogiup để xem các lệnh.
           *[other] Ông/Bà nay có quyền: { $role }.
            Quyền này có ở { $unit }.
            Gõ /trogiup để xem các lệnh.
        }
