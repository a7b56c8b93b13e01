# Cán bộ: việc cần làm, xem hồ sơ, người gửi, tệp kèm theo, nhắn tin với người gửi. Chỉ cán bộ đọc.

command-viec = Việc cần làm
command-hoso = Xem và xử lý một hồ sơ

# Danh sách việc
task-line = { $mark } { $code } · { $about } · { $unit } · { $due }
task-about = { $kind }, { $category }
task-triage = chưa rõ đơn vị
task-due = { $how ->
    [late] quá hạn { $left } ngày làm việc (hạn { $day })
    [today] hạn hôm nay
    [soon] còn { $left } ngày làm việc (hạn { $day })
    [later] hạn { $day }
    [waiting] chờ người dân
   *[unlimited] không có thời hạn
}
tasks-heading = { $view ->
    [mine] Việc của Ông/Bà: { $count }
    [late] Việc quá hạn: { $count }
    [triage] Chưa rõ đơn vị nào giải quyết: { $count }
   *[unit] Việc của đơn vị: { $count }
}
tasks-counts = 🔴 Quá hạn { $late } · 🟠 Hôm nay { $today } · 🟡 Sắp đến hạn { $soon } · 🟢 Còn hạn { $later } · ⚪ Không hạn { $unlimited } · ⏸ Chờ dân { $waiting }
tasks-own = { $line } · của Ông/Bà
tasks-page = Trang { $page }/{ $pages }
tasks-before = Trang trước
tasks-after = Trang sau
tasks-view = { $view ->
    [mine] Việc của tôi ({ $count })
    [late] Quá hạn ({ $count })
    [triage] Chưa rõ đơn vị ({ $count })
   *[unit] Cả đơn vị ({ $count })
}
