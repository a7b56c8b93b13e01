# Why the web chat does not take what a page sends.

web-error-malformed = Chưa đọc được nội dung vừa gửi. Ông/Bà vui lòng tải lại trang và gửi lại.
web-error-empty = Tệp này trống. Ông/Bà vui lòng chọn tệp khác.
web-error-cookie = Phiên làm việc đã hết. Ông/Bà vui lòng tải lại trang.
web-error-origin = Trang này không được phép gửi. Ông/Bà vui lòng mở trang của cơ quan.
web-error-gone = Không còn tệp này.
web-error-slow = Đường truyền quá chậm nên chưa gửi được. Ông/Bà vui lòng thử lại.
web-error-large = Nội dung quá lớn. Mỗi tệp tối đa 20 MB.
web-error-type = Không nhận loại nội dung này.
web-error-slow-down = Ông/Bà gửi hơi nhanh. Vui lòng chờ một lát rồi gửi tiếp.
web-error-busy = Đang có rất nhiều người truy cập. Ông/Bà vui lòng chờ một lát.
web-error-full = Hiện chưa nhận được tệp. Ông/Bà vẫn gửi được bằng chữ.
web-error-later = Hệ thống tạm thời chưa nhận được. Ông/Bà vui lòng thử lại sau ít phút.
