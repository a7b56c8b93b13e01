"""Makes the Word templates of the sample office: `python -m docs.letter_templates FOLDER`.

An office edits its templates in Word; this only saves it from beginning with an empty page. The
layout is that of NĐ 30/2020/NĐ-CP, phụ lục I: A4, Times New Roman, the national heading on the
right with a line as long as its words, the agency on the left, page numbers from the second on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from handlers.reports.official import (
    LEFT,
    RIGHT,
    columns,
    document,
    line,
    nation,
    paragraph,
    title,
    words,
)


def _head(made: Any, *, numbered: bool = True) -> None:
    """The agency, the nation, the number, the place and the day."""
    table = columns(made, LEFT, RIGHT)
    agency, country = table.rows[0].cells
    words(
        agency,
        ("{%p if superior %}", {}),
        ("{{ superior }}", {"size": 12}),
        ("{%p endif %}", {}),
        ("{{ agency }}", {"size": 12, "bold": True}),
    )
    line(agency, 26, LEFT)
    nation(country, RIGHT)
    number, day = table.add_row().cells
    words(number, ("Số: {{ number }}" if numbered else "", {"size": 13, "before": 4}))
    words(day, ("{{ place }}, {{ day }}", {"size": 13, "italic": True, "before": 4}))


def _to(made: Any) -> None:
    paragraph(made, "Kính gửi: **{{ addressee }}**", align=ALIGN.CENTER)


def _to_with_address(made: Any) -> None:
    _to(made)
    paragraph(made, "Địa chỉ: {{ address }}", align=ALIGN.CENTER, after=0)
    paragraph(made, "Điện thoại: {{ phone }}", align=ALIGN.CENTER, after=12)


def _signature(made: Any) -> None:
    """Recipients on the left, who signs on the right."""
    paragraph(made, after=0, size=6)
    recipients, signer = columns(made, 76, 84).rows[0].cells
    words(
        recipients,
        ("Nơi nhận:", {"size": 12, "bold": True, "italic": True, "align": ALIGN.LEFT}),
        ("{{ recipients }}", {"size": 11, "align": ALIGN.LEFT}),
    )
    words(
        signer,
        ("{{ signer_title }}", {"bold": True, "keep": True}),
        ("{{ approved }}", {"size": 12, "italic": True, "before": 26, "after": 26, "keep": True}),
        ("{{ signer }}", {"bold": True}),
    )


def _letter(heading: Iterable[str], body: Iterable[str], *, address: bool = False) -> Any:
    made = document()
    _head(made)
    title(made, *heading)
    (_to_with_address if address else _to)(made)
    for each in body:
        paragraph(made, each)
    _signature(made)
    return made


_SORRY = (
    "Chúng tôi chân thành xin lỗi {title} vì sự chậm trễ này và những phiền hà đã gây ra cho "
    "Ông/Bà. Chúng tôi hẹn trả {what} cho Ông/Bà vào ngày **{{{{ new_date }}}}**."
)
_IF_ANY = ("{%p if words %}", "{{ words }}", "{%p endif %}")
_HOPE = "Rất mong Ông/Bà thông cảm. Trân trọng cảm ơn Ông/Bà."


def _late_case() -> Any:
    return _letter(
        ("THƯ XIN LỖI",),
        (
            "Ngày {{ received }}, chúng tôi nhận được phản ánh, kiến nghị của Ông/Bà về lĩnh vực "
            "{{ field }}, mã số {{ receipt }}, hẹn trả lời vào ngày {{ promised }}. Phản ánh, kiến "
            "nghị đã được chuyển đến: {{ units }}.",
            "Đến nay, việc giải quyết chưa thể hoàn thành đúng hẹn. Lý do: {{ reason }}",
            _SORRY.format(title="Ông/Bà", what="lời"),
            _HOPE,
        ),
        address=True,
    )


def _late_file() -> Any:
    return _letter(
        ("PHIẾU XIN LỖI", "VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"),
        (
            "Ngày {{ received }}, chúng tôi tiếp nhận hồ sơ của Ông/Bà thuộc lĩnh vực {{ field }}, "
            "mã số hồ sơ {{ receipt }}, hẹn trả kết quả vào ngày {{ promised }}. Hồ sơ đã được "
            "chuyển đến: {{ units }}.",
            "Đến nay, hồ sơ chưa thể giải quyết xong đúng hẹn. Lý do: {{ reason }}",
            _SORRY.format(title="Ông/Bà", what="kết quả"),
            _HOPE,
        ),
        address=True,
    )


def _thanks_praise() -> Any:
    return _letter(
        ("THƯ CẢM ƠN",),
        (
            "Ngày {{ received }}, chúng tôi nhận được lời khen, lời động viên của Ông/Bà "
            "(mã số {{ code }}).",
            "Chúng tôi trân trọng cảm ơn tình cảm và sự tin tưởng của Ông/Bà. Lời khen đã được "
            "chuyển đến {{ units }} để cán bộ, công chức tiếp tục phát huy, phục vụ Nhân dân "
            "chu đáo hơn.",
            *_IF_ANY,
            "Kính chúc Ông/Bà và gia đình sức khỏe, hạnh phúc.",
        ),
    )


def _thanks_proposal() -> Any:
    return _letter(
        ("THƯ CẢM ƠN",),
        (
            "Ngày {{ received }}, chúng tôi nhận được kiến nghị của Ông/Bà"
            "{% if field %} về lĩnh vực {{ field }}{% endif %} (mã số {{ code }}).",
            "Chúng tôi trân trọng cảm ơn Ông/Bà đã dành thời gian và tâm huyết đóng góp cho việc "
            "chung. Ý kiến của Ông/Bà là thông tin có ích để chúng tôi phục vụ Nhân dân tốt hơn.",
            *_IF_ANY,
            "Rất mong tiếp tục nhận được ý kiến của Ông/Bà. Kính chúc Ông/Bà và gia đình sức khỏe, "
            "hạnh phúc.",
        ),
    )


def _thanks_solved() -> Any:
    return _letter(
        ("THƯ CẢM ƠN",),
        (
            "Ngày {{ received }}, chúng tôi nhận được phản ánh của Ông/Bà"
            "{% if field %} về lĩnh vực {{ field }}{% endif %} (mã số {{ code }}).",
            "Chúng tôi vui mừng được biết việc Ông/Bà phản ánh đã được giải quyết và Ông/Bà hài "
            "lòng với kết quả. Trân trọng cảm ơn Ông/Bà đã kịp thời báo cho chúng tôi biết.",
            *_IF_ANY,
            "Kính chúc Ông/Bà và gia đình sức khỏe, hạnh phúc.",
        ),
    )


def _mistake() -> Any:
    return _letter(
        ("THƯ XIN LỖI",),
        (
            "Chúng tôi xin gửi tới Ông/Bà lời xin lỗi chân thành về việc sau đây: {{ words }}",
            "Chúng tôi nhận trách nhiệm về việc này, đã yêu cầu bộ phận liên quan khắc phục và rút "
            "kinh nghiệm để việc tương tự không lặp lại.",
            _HOPE,
        ),
    )


def _congratulation() -> Any:
    return _letter(
        ("THƯ CHÚC MỪNG",),
        (
            "{{ words }}",
            "Thay mặt cán bộ, công chức cơ quan, tôi xin gửi tới Ông/Bà và gia đình lời chúc mừng "
            "tốt đẹp nhất. Kính chúc Ông/Bà và gia đình luôn mạnh khỏe, hạnh phúc.",
            "Trân trọng.",
        ),
    )


def _condolence() -> Any:
    return _letter(
        ("THƯ CHIA BUỒN",),
        (
            "{{ words }}",
            "Thay mặt cán bộ, công chức cơ quan, tôi xin gửi tới Ông/Bà và gia quyến lời chia buồn "
            "sâu sắc nhất. Mong Ông/Bà và gia quyến sớm vượt qua nỗi đau này.",
            "Kính thư.",
        ),
    )


_BLANK = "……… " * 5


def _complaint_form() -> Any:
    """Mẫu số 01, NĐ 124/2020/NĐ-CP: filled in as far as it is known, the rest by hand."""
    made = document()
    nation(columns(made, 160).rows[0].cells[0], 160)
    day = "{{ place }}, ngày ……… tháng ……… năm …………"
    paragraph(made, day, align=ALIGN.RIGHT, italic=True, before=10)
    title(made, "ĐƠN KHIẾU NẠI")
    paragraph(made, "Kính gửi: **{{ agency }}**", align=ALIGN.CENTER, after=12)
    plain = {"align": ALIGN.LEFT}
    for each in (
        f"Họ và tên người khiếu nại: {{{{ addressee or '{_BLANK}' }}}}",
        f"Địa chỉ: {{{{ address or '{_BLANK * 2}' }}}}",
        "Số định danh cá nhân/CCCD: …………………… Ngày cấp: ………… Nơi cấp: …………",
        f"Điện thoại: {{{{ phone or '{_BLANK}' }}}}",
        f"Khiếu nại về việc: {{{{ field or '{_BLANK * 2}' }}}}",
        "Nội dung khiếu nại (nêu rõ quyết định hoặc hành vi bị khiếu nại, ai làm, khi nào, làm "
        "thiệt hại quyền lợi gì, đề nghị giải quyết thế nào):",
    ):
        paragraph(made, each, **plain)
    paragraph(made, f"{{{{ content or '{_BLANK * 8}' }}}}")
    paragraph(made, f"Tài liệu gửi kèm (nếu có): {_BLANK}", **plain)
    paragraph(
        made,
        "Tôi cam đoan những điều trên là đúng sự thật và chịu trách nhiệm về nội dung khiếu nại.",
    )
    _, signer = columns(made, 76, 84).rows[0].cells
    words(
        signer,
        ("NGƯỜI KHIẾU NẠI", {"bold": True, "before": 10}),
        ("(Ký và ghi rõ họ tên)", {"italic": True, "size": 13, "after": 50}),
    )
    paragraph(
        made,
        "Đơn chỉ có giá trị khi Ông/Bà đã ký và nộp trực tiếp hoặc gửi qua bưu điện. Nơi nộp đơn: "
        "{{ contact }} (Mã theo dõi: {{ code }})",
        italic=True,
        size=12,
        **plain,
    )
    return made


def _receipt() -> Any:
    made = document()
    _head(made, numbered=False)
    title(made, "PHIẾU TIẾP NHẬN")
    plain = {"align": ALIGN.LEFT}
    for each in (
        "Mã theo dõi: **{{ code }}**",
        "Loại: {{ kind }}",
        "{%p if category %}",
        "Về việc: {{ category }}",
        "{%p endif %}",
        "Ngày tiếp nhận: {{ received }}",
        "Đơn vị giải quyết: {{ units }}",
        "{%p if promised %}",
        "Hẹn trả lời trước hết ngày: **{{ promised }}**",
        "{%p endif %}",
    ):
        paragraph(made, each, **plain)
    paragraph(made, "{{ qr }}", align=ALIGN.CENTER, before=12)
    paragraph(
        made,
        "Quét mã này, hoặc nhắn mã theo dõi cho chúng tôi, để xem việc giải quyết đến đâu. Ai có mã "
        "cũng xem được, xin Ông/Bà giữ kín.",
        align=ALIGN.CENTER,
        italic=True,
        size=13,
    )
    return made


TEMPLATES = {
    "late-case": _late_case,
    "late-file": _late_file,
    "thanks-praise": _thanks_praise,
    "thanks-proposal": _thanks_proposal,
    "thanks-solved": _thanks_solved,
    "mistake": _mistake,
    "congratulation": _congratulation,
    "condolence": _condolence,
    "complaint-form": _complaint_form,
    "receipt": _receipt,
}


def main(folder: Path) -> None:
    """Write every template; what is there already is replaced."""
    for name, make in TEMPLATES.items():
        make().save(folder / f"{name}.docx")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
