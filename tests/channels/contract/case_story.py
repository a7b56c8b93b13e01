"""What happens in an office to cases of every kind, told by those who live through it.

A report is asked about, warned of, late, apologised for, disputed, reopened and confirmed; a
proposal is passed on and its answer upheld; a complaint is filed on paper and extended; a question
closes by itself; praise is thanked for; one report is about an officer.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import date

from tests.channels.contract.case_journey import (
    PHOTO,
    REVIEWED,
    WITHOUT_NAME,
    Photo,
    Press,
    Town,
    answered,
    answers,
    card,
    document,
    does,
    own,
    rates,
    reports,
    tasks,
    with_name,
)
from tests.channels.contract.driver import Heard, Somebody
from tests.channels.contract.journey import a_file

NAME, PHONE = "Trần Thị Ngọc Lan", "0912345678"
LAMP = "Đèn đường đầu ngõ 12 không sáng từ tuần trước, tối đi rất nguy hiểm."
BINS = "Xin đặt thêm thùng rác ở cổng chợ Phủ, ngày phiên rác đổ ra đường."
THANKS = "Cô ở quầy khai sinh rất tận tình với bà con."
PLANS = "Tôi không đồng ý với quyết định thu hồi 20 m2 đất vườn nhà tôi."
ASKING = "Mẹ tôi 80 tuổi có được hưởng trợ cấp hàng tháng không?"
RUDE = "Ông Tú ở xã quát bà con và bắt đi lại bốn lần vì một tờ giấy."
REPLACED = "Ngày 23/11 tổ điện đã thay 2 bóng đèn ở ngõ 12, thôn Đồng; đèn đã sáng lại."
AGAIN = "Ngày 18/12 tổ điện thay cả dây và 3 bóng đèn; đã thử ba tối liền, đèn sáng đều."
DOCUMENT = document("125/UBND-KT")
PARTLY = "Đã đặt 2 thùng rác ở cổng chợ; chiều 23/11 xe rác chạy thêm một chuyến mỗi phiên."
LAWFUL = "Người từ 75 tuổi thuộc hộ nghèo được 500.000 đồng một tháng; mời ông bà mang căn cước đến quầy 3."
HOW_TO_FILE = "Ông/Bà ký đơn, nộp tại Văn phòng xã, sáng thứ Ba, mang theo bản sao quyết định."
UPHELD = "Hai thùng rác đã đặt đúng vị trí, có biên bản ngày 25/11."
SORRY = (
    "Ngày 26/11 cán bộ đã xin lỗi và trả giấy tại nhà; xã đã kiểm điểm, bố trí người khác ở quầy."
)
LONGER = "Phải đo lại thửa đất và xác minh hồ sơ cũ ở hai nơi."
DECIDED = "Quyết định số 8 ngày 18/12 trả lại 20 m2 đất vườn; xã đã cắm lại mốc hôm 17/12."
NOBODYS = "ABCDE-FGHJK-MNPQ"
MORE = "Có phải cột số 7 không ạ?"
WHERE = (("chỗ nào", "đầu ngõ 12"), ("ảnh, ghi âm", Press("Bỏ qua")))
NO_FILES = ("gửi kèm", Press("Bỏ qua"))
SECOND_DAY, NEARLY, LATE = date(2026, 11, 26), date(2026, 12, 15), date(2026, 12, 18)
NUDGED, CLOSED = date(2026, 12, 21), date(2026, 12, 25)


@dataclass
class Codes:
    """The tracking codes of all that was sent."""

    lamp: str = ""
    bins: str = ""
    thanks: str = ""
    plans: str = ""
    asking: str = ""
    rude: str = ""


async def lived(town: Town) -> Codes:
    """Live through a month of an office; returns the codes of all that was sent."""
    codes = Codes()
    await town.opens()
    await filed(town, codes)
    await first_steps(town, codes)
    before = await named(town, codes)
    stopped = town.tu.latest
    await town.morning(SECOND_DAY)
    await nothing_for_whom_it_is_about(town, codes, before)
    await supplied_upheld_and_filed(town, codes)
    await town.morning(NEARLY)
    await warned_and_apologised_for(town, codes)
    await town.morning(LATE)
    await late_disputed_reopened_confirmed(town, codes)
    await extended_and_confirmed(town, codes)
    await town.morning(NUDGED)
    await town.learns(town.lan, f"{codes.asking}: đã trả lời. Nếu chưa đồng ý")
    await town.morning(CLOSED)
    await town.learns(town.lan, f"{codes.asking}: đã dừng vì hết thời gian chờ")
    await own(town.lan, codes.asking, "Đã giải quyết xong", done="Cảm ơn Ông/Bà đã xác nhận")
    told = [each.text for each in town.tu.since(stopped)]
    assert not [each for each in told if codes.rude[:5] in each]
    return codes


# The first day


async def filed(town: Town, codes: Codes) -> None:
    """Everybody sends what they have to say, at the same time."""
    await asyncio.gather(lan_files(town.lan, codes), minh_files(town.minh, codes), denounced(town))
    await town.learns(town.mai, "việc mới")
    await town.learns(town.dung, "Có việc mới")


async def lan_files(lan: Somebody, codes: Codes) -> None:
    """A report with a name, a proposal and a question without."""
    codes.lamp = await reports(
        lan,
        "/start g_binh-my_chieu-sang",
        (
            ("điều gì", Press("Phản ánh")),
            ("kể rõ", LAMP),
            ("cột đèn", Press("Bỏ qua")),
            *WHERE,
            *with_name(NAME, PHONE),
        ),
    )
    codes.bins = await reports(
        lan,
        "/start g_binh-an_rac-thai",
        (("điều gì", Press("Kiến nghị")), ("kể rõ", BINS), *WHERE, *WITHOUT_NAME),
    )
    codes.asking = await reports(
        lan,
        "/start g_binh-my_chinh-sach",
        (("điều gì", Press("Hỏi về")), ("kể rõ", ASKING), *WHERE, *WITHOUT_NAME),
    )


async def minh_files(minh: Somebody, codes: Codes) -> None:
    """Praise, the wish to file a complaint, and a report about an officer."""
    codes.thanks = await reports(
        minh,
        "/start g_binh-my_khac",
        (("điều gì", Press("Khen")), ("kể rõ", THANKS), WHERE[1], *WITHOUT_NAME),
    )
    codes.plans = await reports(
        minh,
        "/start g_binh-my_dat-dai",
        (
            ("điều gì", Press("Khiếu nại")),
            ("soạn sẵn đơn", Press("Có")),
            ("kể rõ", PLANS),
            *WHERE,
            *WITHOUT_NAME,
        ),
    )
    codes.rude = await reports(
        minh,
        "/start g_binh-my_thai-do",
        (("điều gì", Press("Phản ánh")), ("kể rõ", RUDE), *WHERE, *WITHOUT_NAME),
    )


async def denounced(town: Town) -> None:
    """Somebody wants to denounce an official: nothing is kept, the lawful way is told."""
    khanh = town.driver.person(3)
    await khanh.says("/gopy")
    await khanh.hears("điều gì")
    await khanh.presses("Tố cáo")
    await khanh.hears("không phải là tố cáo hợp lệ")
    await khanh.says("/cuatoi")
    await khanh.hears("chưa gửi phản ánh nào")


async def first_steps(town: Town, codes: Codes) -> None:
    """The officers begin: more is asked for, passed on, advised, answered, thanked for."""
    lan, minh, mai = town.lan, town.minh, town.mai
    taken = await does(mai, codes.lamp, "Thụ lý")
    assert "Hạn trả lời: thứ Ba, 15/12/2026" in taken.text
    await town.learns(lan, f"{codes.lamp}: Phòng Kinh tế xã Bình Mỹ đã nhận giải quyết")
    await does(mai, codes.lamp, "Hỏi thêm", ("cho biết thêm điều gì", MORE))
    assert codes.lamp in (await town.learns(lan, MORE)).text

    into = ("Chuyển đến đơn vị nào", Press("Xã Bình Mỹ"))
    there = ("Chuyển đến đơn vị nào", Press("Chọn Xã Bình Mỹ"))
    why = ("Vì sao đơn vị ấy có thẩm quyền", "Chợ Phủ thuộc địa bàn xã Bình Mỹ.")
    await does(town.dung, codes.bins, "Chuyển đơn vị", into, there, why)
    await town.learns(lan, f"{codes.bins}: đã chuyển đến Xã Bình Mỹ")
    await town.dung.says(f"/hoso {codes.bins}")
    await town.dung.hears("Không có hồ sơ này")
    await does(mai, codes.bins, "Thụ lý")
    await answers(mai, codes.bins, "Giải quyết được một phần", PARTLY, *DOCUMENT)
    await town.learns(lan, PARTLY)
    reason = ("chưa được giải quyết", "Ngày phiên vẫn không có thùng nào.")
    done = "Lãnh đạo sẽ xem lại"
    await own(lan, codes.bins, "Chưa đồng ý", reason, NO_FILES, REVIEWED, done=done)
    await town.learns(mai, "Người dân chưa đồng ý")

    await town.learns(town.huong, "Có thư mới soạn")
    await does(mai, codes.thanks, "Kết thúc")
    await town.learns(minh, f"{codes.thanks}: chúng tôi đã nhận lời khen")

    await does(mai, codes.plans, "Hướng dẫn nộp đơn", ("nộp đơn thế nào", HOW_TO_FILE))
    assert codes.plans in (await town.learns(minh, HOW_TO_FILE)).text

    await does(mai, codes.asking, "Thụ lý")
    await answers(mai, codes.asking, "Đã giải quyết xong", LAWFUL, *DOCUMENT)
    await town.learns(lan, LAWFUL)


async def named(town: Town, codes: Codes) -> Heard:
    """An officer names whom a report is about; returns what that officer was still told."""
    told = await town.learns(town.tu, codes.rude[:5])
    assert RUDE in (await card(town.tu, codes.rude)).text
    which = "Hồ sơ phản ánh cán bộ nào"
    whom = ((which, Press("Phạm Văn Tú")), (which, Press("Xong")))
    await does(town.mai, codes.rude, "Ghi người bị phản ánh", *whom)
    return told


# Two days later


async def supplied_upheld_and_filed(town: Town, codes: Codes) -> None:
    """What was asked for comes; the head upholds an answer; a complaint is filed on paper."""
    lan, minh, mai, huong = town.lan, town.minh, town.mai, town.huong
    more = ("cho biết thêm", "Đúng, cột số 7")
    done = "Đã nhận phần bổ sung"
    await own(lan, codes.lamp, "Bổ sung", more, NO_FILES, REVIEWED, done=done)
    await town.learns(mai, "Người dân đã bổ sung thông tin")
    shown = await card(mai, codes.lamp)
    assert "Thời hạn đã dừng từ 24/11/2026 đến 26/11/2026" in shown.text
    assert "17/12/2026" in shown.text, "two working days later than was promised"
    await does(mai, codes.lamp, "Bắt đầu làm")

    await does(huong, codes.bins, "Giữ nguyên trả lời", ("Vì sao giữ nguyên", UPHELD))
    await town.learns(lan, UPHELD)

    await does(mai, codes.plans, "Đã nhận đơn", ("ảnh đơn đã nhận", Photo()))
    await town.learns(minh, f"{codes.plans}: cơ quan đã nhận đơn")
    taken = await does(huong, codes.plans, "Thụ lý")
    assert "Hạn trả lời: thứ Hai, 28/12/2026" in taken.text
    await town.learns(minh, f"{codes.plans}: Phòng Kinh tế xã Bình Mỹ đã nhận giải quyết")

    await does(huong, codes.rude, "Thụ lý")
    await answers(huong, codes.rude, "Đã giải quyết xong", SORRY, *DOCUMENT)
    await town.learns(minh, SORRY)
    await own(minh, codes.rude, "Đã giải quyết xong", done="Cảm ơn Ông/Bà đã xác nhận")
    await does(huong, codes.rude, "Kết thúc")
    await town.learns(minh, f"{codes.rude}: đã kết thúc")


def counted(listed: str) -> int:
    """Return how many tasks a list says there are."""
    found = re.match(r"Việc của đơn vị: (\d+)", listed)
    assert found is not None, listed
    return int(found[1])


async def nothing_for_whom_it_is_about(town: Town, codes: Codes, before: Heard) -> None:
    """For the officer named there is no such case: no card, no task, no news, no count."""
    mai, tu = town.mai, town.tu
    await tu.says(f"/hoso {NOBODYS}")
    wrong = (await tu.hears("Không có hồ sơ này")).text
    await tu.says(f"/hoso {codes.rude}")
    assert (await tu.hears("Không có hồ sơ này")).text == wrong
    await tu.presses_again("Mở hồ sơ", before)
    assert (await tu.hears("Không có hồ sơ này")).text == wrong
    await tu.says(f"/tracuu {NOBODYS}")
    unknown = (await tu.hears("Không tìm thấy")).text
    await tu.says(f"/tracuu {codes.rude}")
    assert (await tu.hears("Không tìm thấy")).text == unknown
    for look in (town.learns(mai, "Việc hôm nay: 5"), town.learns(tu, "Việc hôm nay: 4")):
        await look
    listed, without = (await tasks(mai)).text, (await tasks(tu)).text
    assert (counted(listed), counted(without)) == (5, 4)
    assert codes.rude[:5] in listed
    assert codes.rude[:5] not in without


# When it is nearly due, and when it is late


async def warned_and_apologised_for(town: Town, codes: Codes) -> None:
    """The officer is warned; the head, who may not extend a report, signs an apology in time."""
    await town.learns(town.mai, "Sắp đến hạn")
    huong = town.huong
    await card(huong, codes.lamp)
    await huong.presses("Gia hạn")
    await huong.hears("Pháp luật không cho gia hạn")
    await town.learns(huong, "Có thư xin lỗi vì trễ hẹn")
    await huong.says("/thu")
    await huong.hears("thư chờ duyệt")
    await huong.presses("Thư xin lỗi vì trả lời chậm")
    await huong.hears("Còn thiếu: địa chỉ, lý do chậm, ngày hẹn lại")
    await huong.presses("Điền")
    lacking = (
        ("Địa chỉ người nhận", "Thôn Đồng, xã Bình Mỹ"),
        ("Vì sao chậm", "Phải chờ vật tư để thay cả đường dây."),
        ("Hẹn lại ngày nào", "22/12/2026"),
    )
    await answered(huong, (*lacking, REVIEWED))
    await huong.hears("Bản nháp")
    await huong.presses("Duyệt và gửi")
    await huong.hears("Thư được cấp số và gửi ngay")
    await huong.presses("Duyệt, cấp số")
    await huong.hears("Đã gửi thư số 1/2026 cho người dân")
    await town.learns(town.lan, a_file("application/pdf", town.driver, ".pdf"))


async def late_disputed_reopened_confirmed(town: Town, codes: Codes) -> None:
    """It is late, is answered, disputed, opened again, answered again, rated and confirmed."""
    lan, mai = town.lan, town.mai
    await town.learns(mai, "Đã quá hạn")
    await town.learns(town.huong, "Đã quá hạn")
    await answers(mai, codes.lamp, "Đã giải quyết xong", REPLACED, PHOTO)
    await town.learns(lan, REPLACED)
    reason = ("chưa được giải quyết", "Đêm qua đèn lại tắt.")
    done = "Lãnh đạo sẽ xem lại"
    await own(lan, codes.lamp, "Chưa đồng ý", reason, NO_FILES, REVIEWED, done=done)
    await does(mai, codes.lamp, "Mở lại", ("Lý do", "Đèn tắt lại, phải sửa cả dây."))
    await town.learns(lan, f"{codes.lamp}: đã mở lại")
    await answers(mai, codes.lamp, "Đã giải quyết xong", AGAIN, PHOTO)
    await town.learns(lan, AGAIN)
    await rates(lan, codes.lamp, "Đã giải quyết", "Hài lòng", "xin Ông/Bà bấm xác nhận")
    await lan.presses("Đã giải quyết xong")
    await lan.hears("Cảm ơn Ông/Bà đã xác nhận")
    await town.learns(mai, "Người dân xác nhận đã giải quyết xong")
    await does(mai, codes.lamp, "Kết thúc")
    await town.learns(lan, f"{codes.lamp}: đã kết thúc")


async def extended_and_confirmed(town: Town, codes: Codes) -> None:
    """The head extends a complaint as the law allows, and it is answered within the new time."""
    minh, mai, huong = town.minh, town.mai, town.huong
    await does(
        huong,
        codes.plans,
        "Gia hạn",
        ("theo căn cứ nào", Press("Vụ việc phức tạp, đến")),
        ("Ngày hẹn mới", "05/01/2027"),
        ("Vì sao cần thêm thời gian", LONGER),
    )
    assert "05/01/2027" in (await town.learns(minh, LONGER)).text
    await does(mai, codes.plans, "Bắt đầu làm")
    await answers(mai, codes.plans, "Đã giải quyết xong", DECIDED, *DOCUMENT)
    await town.learns(minh, DECIDED)
    await own(minh, codes.plans, "Đã giải quyết xong", done="Cảm ơn Ông/Bà đã xác nhận")
    await does(mai, codes.plans, "Kết thúc")
