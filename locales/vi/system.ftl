flood-slow-down = Ông/Bà gửi hơi nhanh nên chúng tôi chưa đọc kịp. Xin chờ một phút rồi gửi tiếp. Xin cảm ơn.
turn-failed = Xin lỗi Ông/Bà, chúng tôi chưa xử lý được tin nhắn vừa rồi. Cán bộ kỹ thuật đã được báo. Ông/Bà có thể thử lại, hoặc gõ /trogiup.
