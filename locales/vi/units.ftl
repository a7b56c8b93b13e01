# Cây đơn vị (/donvi): xem, tìm, thay đổi. Quản trị đọc.

command-donvi = Đơn vị: xem, tìm, thêm, đổi tên, nhập, chia
units-yours = Các đơn vị thuộc quyền của Ông/Bà:
units-unknown = Không tìm thấy đơn vị nào có tên hoặc mã “{ $words }”.
units-example = Xin gõ tên mới, tên cũ hoặc mã, ví dụ: /donvi binh my
units-found = Tìm thấy { $count } đơn vị:
units-found-more = Chỉ hiện { $most } đơn vị đầu. Xin gõ rõ tên hơn.
units-not-yours = Đơn vị này không thuộc quyền của Ông/Bà, hoặc không còn nữa.
units-kind = { $kind } · mã trong hệ thống: { $id }
units-id = Mã trong hệ thống: { $id }
units-above = Thuộc: { $unit }
units-code = Mã hành chính: { $code }
units-old-codes = Mã cũ: { $codes }
units-aliases = Tên gọi khác: { $names }
units-from = Từ ngày { $day }
units-until = Đến hết ngày { $day }
units-successor = Nay là: { $unit }
units-includes = Gồm cả: { $unit } (đến hết ngày { $day })
units-divided-from = Tách ra từ: { $unit }
units-stood = Trước thuộc: { $unit } (đến hết ngày { $day })
units-below = Đơn vị bên dưới: { $count }
units-not-now = { $unit } (không hoạt động lúc này)
units-up = Lên: { $unit }
units-codes = Mã QR, áp phích
units-edit = Thay đổi
units-edit-which = { $unit }: Ông/Bà muốn thay đổi gì?
units-nothing-to-do = { $unit } đã kết thúc nên không thay đổi được nữa.
units-do-add = Thêm đơn vị bên dưới
units-do-rename = Đổi tên
units-do-name = Mã, tên gọi khác
units-do-move = Chuyển cấp trên
units-do-merge = Nhập vào đơn vị khác
units-do-divide = Chia thành nhiều đơn vị
units-do-end = Giải thể
units-about-add = Đơn vị mới đứng ngay dưới đơn vị này.
units-about-rename = Tên cũ vẫn tìm được. Mã QR đã in vẫn dùng được.
units-about-name = Mã cũ và tên cũ vẫn tìm được.
units-about-move = Mọi đơn vị bên dưới đi theo. Số liệu cũ vẫn xem được theo tổ chức lúc đó.
units-about-merge = Đơn vị này và mọi bộ phận bên dưới kết thúc. Mã QR đã in sẽ dẫn đến bộ phận tương ứng của đơn vị nhận. Bộ phận nào cần giữ, xin chuyển trước.
units-about-divide = Đơn vị này và mọi bộ phận bên dưới kết thúc. Mã QR đã in sẽ hỏi người dân chọn đơn vị mới. Bộ phận nào cần giữ, xin chuyển trước.
units-about-end = Đơn vị này và mọi bộ phận bên dưới kết thúc. Việc gửi đến sẽ về đơn vị cấp trên.
units-two-names = Xin ghi ít nhất hai tên đơn vị mới.
units-same-parent = Đơn vị đã đứng dưới { $unit } rồi.
units-ended = { $unit } đã kết thúc hoặc sẽ kết thúc ngày { $day } nên không thay đổi như vậy được.
units-not-then = { $unit } chưa có vào ngày { $day }. Xin chọn ngày khác.
units-within = { $unit } nằm trong { $top } nên không làm vậy được. Xin chọn đơn vị khác.
units-falls-apart = Thay đổi này làm cây đơn vị không còn khớp: có bộ phận sẽ đứng dưới một đơn vị đã kết thúc. Xin chọn ngày khác, hoặc sửa bộ phận đó trước.
units-kept = Đã ghi thay đổi số { $number }:
units-change = { $action ->
    [add] Thêm { $unit } vào { $other }, từ ngày { $day }
    [rename] Đổi tên thành { $unit }, từ ngày { $day }
    [name] Sửa mã, tên gọi khác của { $unit }
    [move] Chuyển { $unit } về dưới { $other }, từ ngày { $day }
    [merge] Nhập { $unit } vào { $other }, từ ngày { $day }
    [divide] Chia { $unit }, từ ngày { $day }
    [end] Giải thể { $unit }, từ ngày { $day }
   *[other] { $action }: { $unit }, từ ngày { $day }
}
units-new = • { $unit } (mã: { $id })
units-follows = • { $old } → { $new }
units-more = … và { $count } bộ phận khác
units-open-cases = { $count ->
   *[other] Còn { $count } hồ sơ đang mở ở nơi kết thúc. Cán bộ ở đó vẫn làm tiếp; từ ngày đó cán bộ đơn vị nhận cũng thấy và làm được.
}
units-past = Các thay đổi đã ghi
units-past-none = Chưa có thay đổi nào được ghi ở đây.
units-change-number = Số { $number }
units-change-made = Ghi ngày { $day }
units-change-void = Đã bỏ
units-undo = Bỏ thay đổi số { $number }
units-undo-ask = Bỏ thay đổi này? Cây đơn vị trở lại như trước đó.
units-undo-yes = Bỏ thay đổi này
units-undo-no = Giữ nguyên
units-undone = Đã bỏ:
units-built-upon = Có thay đổi sau đó dựa vào thay đổi này. Xin bỏ thay đổi sau trước.
