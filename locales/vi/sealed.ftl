# Lời kể được khóa: người gửi, rồi người được phân công đọc.

sealed-offer = Ông/Bà vẫn có thể để lại lời kể. Lời kể được khóa ngay, phải hai người được phân công cùng mở mới đọc được.
    .simple =
        Ông/Bà vẫn có thể để lại lời kể.
        Lời kể được khóa ngay.
        Phải hai người cùng mở mới đọc được.
sealed-leave = Để lại lời kể được khóa
sealed-more = Kể thêm
sealed-more-to = Kể thêm cho hồ sơ { $code }.
sealed-closed = Hiện cơ quan chưa nhận lời kể ở đây. Xin nộp đơn hoặc đến trình bày.
    .simple =
        Hiện chưa nhận lời kể ở đây.
        Xin nộp đơn hoặc đến trình bày.
sealed-gone = Không làm được việc này với hồ sơ này nữa.
sealed-edited = Tin đã khóa thì không sửa được. Xin viết lại thành tin mới.
    .simple =
        Tin đã khóa thì không sửa được.
        Xin viết lại thành tin mới.
sealed-words-only = Ở đây chỉ nhận chữ viết. Ảnh, giọng nói dễ làm lộ Ông/Bà là ai, nên không được giữ; xin nộp cùng đơn.
    .simple =
        Ở đây chỉ nhận chữ viết.
        Ảnh, giọng nói không được giữ.
        Xin nộp cùng đơn.
sealed-kept = Đã khóa { $count } phần. Ông/Bà viết tiếp, hoặc bấm gửi.
sealed-names-you = Tin vừa rồi có vẻ cho biết tên, số hoặc địa chỉ. Nếu là của Ông/Bà, nên bỏ tin đó, viết lại không có tên; và xóa tin trong máy.
    .simple =
        Tin vừa rồi có vẻ ghi tên hoặc số.
        Là của Ông/Bà thì nên bỏ tin đó.
        Rồi viết lại, không ghi tên.
        Xin xóa cả tin trong máy.
sealed-taken-back = Đã bỏ phần vừa rồi. Còn { $count } phần. Xin viết lại.
    .simple =
        Đã bỏ phần vừa rồi.
        Còn { $count } phần.
        Xin viết lại.
sealed-nothing-yet = Chưa có lời kể nào. Xin viết trước khi gửi.
sealed-send = Gửi
sealed-take-back = Bỏ phần vừa rồi
sealed-give-up = Không gửi nữa
sealed-received = Lời kể đã được khóa và chuyển đến người được phân công.
sealed-look-up = Có tin thì gõ: /tracuu { $code }
sealed-no-filing = Xin nhớ: đây chưa phải là đơn tố cáo. Cơ quan chỉ thụ lý khi Ông/Bà nộp đơn hoặc đến trình bày. Nên xóa cuộc trò chuyện này trong máy.
    .simple =
        Đây chưa phải là đơn tố cáo.
        Xin nộp đơn hoặc đến trình bày.
        Nên xóa cuộc trò chuyện này trong máy.
sealed-added = Đã khóa và thêm vào hồ sơ { $code }.
sealed-sure = { $action }: hồ sơ { $code }. Ông/Bà chắc chứ?
sealed-done = Đã ghi nhận với hồ sơ { $code }.

command-kin = Hồ sơ tố cáo được khóa
kin-list = Hồ sơ được khóa: { $count }. Xin xem khi ở một mình.
kin-line = { $code } · { $day } · { $state }
kin-all = Các hồ sơ được khóa
kin-unknown = Không tìm thấy hồ sơ này.
kin-parts = Lời kể: { $count } phần, đang khóa.
kin-ask = Xin mở
kin-agree = Đồng ý mở
kin-asked = { $name } xin mở hồ sơ { $code }. Cần Ông/Bà cùng mở.
kin-waiting = Đã báo những người cùng được phân công. Một người đồng ý trong { $minutes } phút thì mở được.
kin-too-late = Lần xin mở này không còn hiệu lực. Ông/Bà hãy xin lại từ đầu.
kin-not-alone = Cần một người khác đồng ý.
kin-file = Hồ sơ { $code }: tệp đang khóa, { $count } phần. Xin mở trên máy của cơ quan bằng khóa của hai người: langnghe sealed open
kin-no-key = Ông/Bà chưa có khóa. Trên máy của mình, gõ: langnghe sealed keygen. Rồi gõ ở đây: /kin khoa, và dòng bắt đầu bằng lnr1-
kin-too-few = Chưa đủ hai người có khóa, nên bot chưa nhận lời kể.
kin-not-here = Chỉ người được phân công của cả cơ quan mới đặt khóa.
kin-key-wrong = Đây không phải khóa công khai. Xin chép nguyên dòng bắt đầu bằng lnr1-
kin-key-taken = Khóa này đã có người dùng.
kin-key-set = Đã nhận khóa { $key }. Xin đối chiếu số này với các đồng nghiệp.
kin-key-of-another = { $name } vừa đặt khóa { $key }. Nếu không phải người đó, xin báo ngay người quản trị.
