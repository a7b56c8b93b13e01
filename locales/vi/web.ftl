# Trang trò chuyện trên web: những gì trang tự nói, ngoài lời của bot.

web-title = Lắng nghe ý kiến người dân
web-skip = Đến ô viết tin
web-more = Tùy chọn
web-other-language-code = en
web-other-language = English
web-large = Chữ to hơn
web-leave = Kết thúc, xóa khỏi máy này
web-leave-hint = Dùng máy chung? Xong việc, Ông/Bà chọn mục này để người sau không xem được.
web-leave-ask = Máy này sẽ quên cuộc trò chuyện. Muốn xem lại kết quả, Ông/Bà cần mã hồ sơ. Kết thúc?
web-leave-yes = Kết thúc
web-leave-failed = Chưa kết thúc được vì mất kết nối. Xin Ông/Bà thử lại.

web-demo = Dùng thử, vai:
web-demo-citizen = Người dân
web-demo-officer = Cán bộ
web-demo-head = Lãnh đạo
web-demo-admin = Quản trị

web-log = Cuộc trò chuyện
web-welcome = Xin chào Ông/Bà
web-welcome-what = Đây là nơi đánh giá việc phục vụ, gửi phản ánh và xem kết quả giải quyết. Ông/Bà cần việc gì?
web-welcome-hint = Ông/Bà cũng có thể viết luôn sự việc vào ô bên dưới. Không cần tài khoản.
web-late = Trang đang mở chậm hoặc trình duyệt đã quá cũ.
web-late-again = Mở lại trang
web-noscript = Chưa trò chuyện được ở đây
web-noscript-elsewhere = Trình duyệt này đang tắt JavaScript. Ông/Bà có thể nhờ người bật lại, mở bằng máy khác, hoặc đến gặp cơ quan:
web-down = Xem tiếp

web-do-rate = Đánh giá phục vụ
web-do-report = Gửi phản ánh, góp ý
web-do-track = Tra cứu hồ sơ
web-do-mine = Hồ sơ của tôi
web-do-data = Dữ liệu của tôi
web-do-link = Nối với Zalo, Telegram
web-do-language = Ngôn ngữ
web-do-cancel = Hủy việc đang làm
web-do-help = Trợ giúp
web-do-figures = Xem số liệu
web-do-export = Xuất bảng tính

web-composer = Viết cho cơ quan
web-menu = Danh mục
web-attach = Gửi ảnh, ghi âm
web-attach-hint = Mỗi tệp không quá 20 MB. Xin đừng gửi ảnh giấy tờ tùy thân.
web-take-photo = Chụp ảnh
web-pick-photo = Chọn ảnh, video
web-record = Ghi âm
web-share-place = Gửi vị trí
web-pick-file = Chọn tệp khác
web-write = Viết tin
web-send = Gửi
web-no = Thôi

web-said-office = Cơ quan:
web-said-own = Ông/Bà:
web-choices = Lựa chọn
web-chosen = đã chọn

# Tình trạng của điều Ông/Bà vừa gửi; % là số phần trăm hoặc tên
web-state-sending = Đang gửi…
web-state-sent = Đã gửi
web-state-waiting = Chưa gửi được, sẽ tự gửi lại
web-state-failed = Chưa gửi được
web-state-percent = Đang gửi… %
web-again = Thử lại
web-cancel-upload = Hủy gửi
web-remove = Bỏ
web-offline = Mất kết nối. Điều Ông/Bà viết được giữ ở đây và sẽ tự gửi khi có mạng.
web-back-online = Đã có kết nối lại.
web-cookies = Trình duyệt đang chặn cookie nên chưa trò chuyện được ở đây. Xin cho phép cookie, hoặc
web-own-window = mở trang riêng

web-picture = Ảnh: %. Bấm để xem to
web-download = Tải về
web-opens = mở trang mới
web-too-large = Tệp “%” lớn hơn 20 MB nên chưa gửi được. Xin Ông/Bà chọn tệp nhỏ hơn.
web-file-lost = Tệp chưa gửi xong khi trang đóng lại. Xin Ông/Bà chọn lại.
web-send-files = Gửi % tệp đã chọn?
web-send-voice = Nghe lại rồi gửi?

web-place = Vị trí của tôi
web-place-ask = Gửi vị trí Ông/Bà đang đứng cho cơ quan?
web-place-yes = Gửi vị trí
web-place-finding = Đang tìm vị trí…
web-place-refused = Trình duyệt chưa cho phép lấy vị trí. Ông/Bà có thể viết địa chỉ thay vào đó.
web-place-unknown = Chưa tìm được vị trí. Ông/Bà thử lại, hoặc viết địa chỉ.

web-voice = Ghi âm
web-recording = Đang ghi âm:
web-record-stop = Dừng
web-record-refused = Trình duyệt chưa cho phép ghi âm. Ông/Bà có thể viết tin thay vào đó.
