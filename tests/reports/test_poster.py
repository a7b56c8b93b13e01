"""What is printed: every code on every page is read again, within its white border."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import segno
from PIL import Image
from pypdf import PdfReader

from handlers.reports.poster import Code, Layout, Poster, pages, pdf, picture, prepared

WEB = Code(
    "Trang web",
    "https://gopy.binhluc.gov.vn/?s=r_one-stop_binh-luc-hcc_bien-dong-dat",
    ("gopy.binhluc.gov.vn/r/binh-luc-hcc",),
)
ZALO = Code("Zalo", "https://zalo.me/1234567890123", ("zalo.me/1234567890123", "rồi nhắn: /x"))
TELEGRAM = Code("Telegram", "https://t.me/LangNgheBot?start=r_one-stop_binh-luc-q1", ("t.me/x",))
LONG = Poster(
    office="Chính quyền các xã khu vực Bình Lục",
    place="Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã Bình Lục, tỉnh Ninh Bình",
    heading="Mời Ông/Bà đánh giá",
    steps=("Mở máy ảnh điện thoại, quét mã này.", "Trả lời vài câu ngắn, không cần ghi tên."),
    codes=(WEB, ZALO, TELEGRAM),
    about="Thủ tục: Đăng ký biến động về quyền sử dụng đất, tài sản gắn liền với đất",
)
ONE = Poster("Xã An", "Quầy 1", "Mời Ông/Bà góp ý", ("Quét mã.", "Viết."), (TELEGRAM,))
CARD = Poster("", "Quầy 1", "Mời đánh giá", ("Dùng một lần.",), (WEB,))

Spot = tuple[float, float, float]
"""Where the middle of a finder pattern is, and the size of a module, in dots."""


def runs(line: list[bool]) -> Iterator[tuple[bool, int, int]]:
    start = 0
    for at in range(1, len(line) + 1):
        if at == len(line) or line[at] != line[start]:
            yield line[start], start, at - start
            start = at


def finders(page: Image.Image) -> list[Spot]:
    """Find the three squares of each code: dark and light in the proportion 1:1:3:1:1."""
    width, height = page.size
    dots = page.convert("L").load()
    assert dots is not None
    found: list[list[Spot]] = []
    for y in range(height):
        line = [*runs([dots[x, y] < 128 for x in range(width)])]  # type: ignore[operator]
        for at in range(len(line) - 4):
            five = line[at : at + 5]
            module = sum(length for _, _, length in five) / 7
            pairs = zip(five, (1, 1, 3, 1, 1), strict=True)
            fits = all(abs(run[2] - module * part) < module * 0.5 for run, part in pairs)
            if not (five[0][0] and fits and module >= 2):
                continue
            spot = (five[2][1] + five[2][2] / 2, float(y), module)
            for group in found:
                if abs(group[0][0] - spot[0]) < module and spot[1] - group[-1][1] < 2:
                    group.append(spot)
                    break
            else:
                found.append([spot])
    return [
        (group[0][0], (group[0][1] + group[-1][1] + 1) / 2, group[0][2])
        for group in found
        if len(group) > 2 * group[0][2]
    ]


def holds(page: Image.Image, link: str, spots: list[Spot]) -> bool:
    """Tell whether one of the codes on a page is that of a link, module by module."""
    matrix = [bytes(row) for row in segno.make_qr(link, error="m").matrix]
    side = len(matrix)
    dots = page.convert("L").load()
    assert dots is not None
    for left, top, module in spots:
        for right, level, _ in spots:
            step = (right - left) / (side - 7)
            if abs(level - top) > module or not 0.8 * module < step < 1.2 * module:
                continue

            def dark(row: int, column: int, step: float = step, at: Spot = (left, top, 0)) -> bool:
                x, y = at[0] + (column - 3) * step, at[1] + (row - 3) * step
                return bool(dots[int(x), int(y)] < 128)  # type: ignore[operator]

            around = range(-4, side + 4)
            quiet = not any(dark(-4, at) or dark(side + 3, at) or dark(at, -4) for at in around)
            if quiet and all(
                dark(row, column) == bool(matrix[row][column])
                for row in range(side)
                for column in range(side)
            ):
                return True
    return False


@pytest.mark.parametrize(
    ("layout", "posters", "ppi"),
    [("a4", (LONG, ONE), 100), ("a6", (LONG, ONE), 200), ("cards", (CARD,) * 11, 150)],
)
def test_every_code_on_every_page_is_read_again(
    layout: Layout, posters: tuple[Poster, ...], ppi: float
) -> None:
    made = pages(prepared(posters), layout, ppi)
    assert len(made) == 2
    for number, content in enumerate(made):
        page = Image.open(io.BytesIO(content))
        spots = finders(page)
        shown = posters[number * 10 :][:10] if layout == "cards" else posters[number : number + 1]
        assert len(spots) == sum(3 * len(each.codes) for each in shown)
        for code in shown[0].codes:
            assert holds(page, code.link, spots), code.link
        assert not holds(page, "https://example.vn/", spots)


def test_the_pdf_is_of_its_size_says_all_and_keeps_its_margins() -> None:
    drawn = prepared([LONG])
    for layout, width, height in (("a4", 210, 297), ("a6", 105, 148)):
        [page] = PdfReader(io.BytesIO(pdf(drawn, layout))).pages
        millimetres = [float(side) / 72 * 25.4 for side in page.mediabox[2:]]
        assert millimetres == pytest.approx([width, height], abs=0.1)
        said = " ".join(page.extract_text().split())
        for words in (LONG.office, LONG.heading, *LONG.steps, WEB.typed[0], *ZALO.typed):
            assert words in said, words
        [shown] = pages(drawn, layout, 96)
        grey = Image.open(io.BytesIO(shown)).convert("L").point(lambda dot: 255 * (dot < 200))
        box = grey.getbbox()
        assert box is not None
        least = 0.05 * grey.width
        assert min(box[0], box[1], grey.width - box[2], grey.height - box[3]) > least


def test_a_picture_is_a_code_with_its_white_border() -> None:
    made = Image.open(io.BytesIO(picture(WEB.link)))
    assert made.format == "PNG"
    assert holds(made, WEB.link, finders(made))
