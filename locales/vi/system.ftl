flood-slow-down = Ông/Bà gửi hơi nhanh nên chúng tôi chưa đọc kịp. Xin chờ một phút rồi gửi tiếp. Xin cảm ơn.
    .simple =
        Ông/Bà gửi hơi nhanh.
        Xin chờ một phút rồi gửi tiếp.
turn-failed = Xin lỗi Ông/Bà, chúng tôi chưa xử lý được tin nhắn vừa rồi. Cán bộ kỹ thuật đã được báo. Ông/Bà có thể thử lại, hoặc gõ /trogiup.
    .simple =
        Xin lỗi, tin vừa rồi chưa xử lý được.
        Cán bộ kỹ thuật đã được báo.
        Xin thử lại, hoặc gõ /trogiup.
job-failed = Xin lỗi Ông/Bà, chúng tôi chưa làm được tệp hoặc biểu đồ vừa yêu cầu. Cán bộ kỹ thuật đã được báo. Ông/Bà có thể thử lại sau.
    .simple =
        Xin lỗi, tệp hoặc biểu đồ chưa làm được.
        Cán bộ kỹ thuật đã được báo.
        Xin thử lại sau.
evidence-lost = Có ảnh hoặc tệp gửi kèm phản ánh mà chúng tôi không tải về được. Phần còn lại của phản ánh vẫn được ghi nhận. Khi cán bộ liên hệ, xin Ông/Bà gửi lại giúp.
    .simple =
        Có một tệp chúng tôi không tải về được.
        Phần còn lại vẫn được ghi nhận.
        Khi cán bộ liên hệ, xin gửi lại.
