# Cán bộ: ai làm ở đâu, mời thêm người, thôi giao việc. Lãnh đạo và quản trị đọc.

command-canbo = Cán bộ: xem, mời, thôi giao việc
staff-role = { $role ->
    [officer] cán bộ xử lý
    [head] lãnh đạo
    [admin] quản trị
    [auditor] người kiểm tra nhật ký
    [sealed-reader] người được giao đọc tố cáo
   *[other] { $role }
}
staff-heading = { $count ->
    [0] Chưa có cán bộ nào.
   *[other] Vai trò đang giao: { $count }
}
staff-member = { $tasks ->
    [0] – { $name }: { $role }, từ { $since }
   *[other] – { $name }: { $role }, từ { $since }, đang làm { $tasks } việc
}
staff-invited = – { $name }: { $role }, đã mời, chưa nhận (đến { $until })
staff-nameless = (chưa ghi tên)
staff-label = { $name } – { $role }
staff-page = Trang { $page }/{ $pages }
staff-before = Trang trước
staff-after = Trang sau
staff-list = Danh sách cán bộ
staff-gone = Mục này không còn nữa.
staff-not-yours = Việc này không thuộc quyền của Ông/Bà, hoặc không còn nữa.
staff-invite = Mời cán bộ
staff-where = Ông/Bà muốn mời người ở đơn vị nào?
staff-no-form = Cơ quan chưa có phiếu mời cán bộ. Xin nhờ người vận hành máy chủ mời.
staff-code = Lời mời { $name }: { $role }, { $unit }. Xin chuyển mã này cho đúng người, người ấy gõ ở Telegram, Zalo hoặc trang web của chúng tôi:
staff-link = Nội dung mã QR hoặc liên kết: { $payload } (Telegram: ?start={ $payload }, trang web: ?s={ $payload })
staff-once = Mã dùng được một lần, đến { $until }, và chỉ hiện ở đây lần này. Ai gõ trước thì có quyền.
staff-take-away = Thôi giao vai trò này
staff-void = Hủy lời mời
staff-void-ask = Hủy lời mời { $name }: { $role }, { $unit }?
staff-voided = Đã hủy lời mời { $name }: { $role }, { $unit }.
staff-ask = Thôi giao { $name } vai trò { $role }, { $unit }? Người ấy mất quyền ngay và được báo.
staff-ask-whose = Đang có { $tasks } việc. Ai làm tiếp?
staff-keep = Giữ nguyên
staff-to = Giao { $name } làm tiếp
staff-to-unit = Trả việc về đơn vị
staff-last = Ông/Bà là người quản trị cuối cùng nên chưa thể tự thôi. Xin mời người khác làm quản trị trước.
staff-taken-away = { $name } không còn vai trò { $role }, { $unit }.
staff-moved = { $count ->
   *[other] Đã giao { $count } việc cho người làm tiếp.
}
staff-moved-to-unit = { $count ->
   *[other] Đã trả { $count } việc về đơn vị.
}
staff-no-more = Ông/Bà không còn vai trò { $role } tại { $unit }. Việc đang làm được chuyển cho người khác. Cảm ơn Ông/Bà.
staff-took-over = { $count ->
   *[other] Ông/Bà được giao làm tiếp { $count } việc của đồng nghiệp.
}
staff-look = Xem việc của tôi
staff-erase = Ông/Bà là cán bộ: xóa xong, Ông/Bà mất vai trò, việc đang làm trả về đơn vị. Việc đã làm vẫn ở lịch sử hồ sơ, không còn tên.
