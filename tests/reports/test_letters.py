"""Letters as they come out: looked at in the file, by its measures, fonts and words."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from docx.shared import Mm, Pt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.app import read_office
from docs import letter_templates
from feedback.letter_book import KINDS, PLACEHOLDERS, LetterBook
from handlers.reports import letter_docx, letter_pdf
from handlers.reports.letter_docx import TemplateBroken, faults, fill, places

OFFICE = Path(__file__).resolve().parents[2] / "offices" / "binh-luc"
SAID = {
    **dict.fromkeys(PLACEHOLDERS - {"qr"}, "Việc này"),
    "superior": "TỈNH NINH BÌNH",
    "agency": "ỦY BAN NHÂN DÂN XÃ BÌNH LỤC",
    "addressee": "Bà Trần Thị Lữ",
    "recipients": "- Như trên;\n- Lưu: VT.",
    "signer": "Nguyễn Văn Hưởng",
    "day": "ngày 25 tháng 11 năm 2026",
}
PT = 72 / 25.4
VIETNAMESE = "Ấ ầ Ẩ ẫ Ậ ắ Ằ ẳ Ẵ ặ Ế ề Ể ễ Ệ ỉ Ị Ỏ ọ ố Ồ ổ Ỗ ộ ớ Ờ ở Ỡ ợ Ủ ụ ứ Ừ ử Ữ ự Ỳ ỷ Ỹ ỵ Đ đ"


@pytest.fixture(scope="module")
def book() -> LetterBook:
    return read_office(OFFICE).office.letters


def looked_at(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in looked_at(content).pages).split())


def spots(page: Any) -> list[tuple[str, float, float, str, float]]:
    """Return what stands on a page: words, millimetres from the left and top, font and size."""
    found: list[tuple[str, float, float, str, float]] = []
    height = float(page.mediabox.height)

    def visit(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        if text.strip():
            x = cm[0] * tm[4] + cm[2] * tm[5] + cm[4]
            y = cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
            name = str(font["/BaseFont"]) if font else ""
            found.append((text.strip(), x / PT, (height - y) / PT, name, size))

    page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_of_the_office_is_laid_out_by_the_decree(book: LetterBook, kind: str) -> None:
    """NĐ 30/2020: A4, its margins, the nation bold above its motto, Times New Roman inside."""
    made = letter_pdf.pdf(fill(book.templates[kind], SAID))
    [page] = looked_at(made).pages
    width, height = float(page.mediabox.width) / PT, float(page.mediabox.height) / PT
    assert (round(width), round(height)) == (210, 297)
    seen = spots(page)
    lefts, tops = [x for _, x, *_ in seen], [y for _, _, y, *_ in seen]
    assert 30 <= min(lefts) + 0.1 <= 35
    assert 20 < min(tops) < 27
    assert max(tops) < 297 - 20
    fonts = page["/Resources"]["/Font"].get_object()
    for each in fonts.values():
        font = each.get_object()["/DescendantFonts"][0].get_object()
        assert "Tinos" in font["/BaseFont"]
        assert "/FontFile2" in font["/FontDescriptor"].get_object()
    flat = words(made)
    assert flat.index("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") < flat.index("Độc lập - Tự do")
    nation = next(each for each in seen if each[0].startswith("CỘNG"))
    motto = next(each for each in seen if each[0].startswith("Độc"))
    assert "Bold" in nation[3]
    assert "Bold" in motto[3]
    assert nation[2] < motto[2]


def test_the_day_is_italic_and_the_signature_stands_on_the_right(book: LetterBook) -> None:
    [page] = looked_at(letter_pdf.pdf(fill(book.templates["late-case"], SAID))).pages
    seen = spots(page)
    day = next(each for each in seen if "ngày 25" in each[0])
    assert "Italic" in day[3]
    signer = next(each for each in seen if "Hưởng" in each[0])
    assert signer[1] > 105
    assert "Bold" in signer[3]
    recipients = next(each for each in seen if "Nơi" in each[0])
    assert recipients[1] < 35
    assert "BoldItalic" in recipients[3]


def test_pages_are_numbered_in_the_middle_of_the_head_from_the_second_on(
    book: LetterBook,
) -> None:
    long = {**SAID, "content": "Nhà tôi bị thu hồi đất mà không báo trước. " * 120}
    first, second, *_ = looked_at(
        letter_pdf.pdf(fill(book.templates["complaint-form"], long))
    ).pages
    heads = [each for each in spots(second) if each[2] < 20]
    assert [each[0] for each in heads] == ["2"]
    assert 100 < heads[0][1] < 120
    assert not [each for each in spots(first) if each[2] < 20]


def test_the_word_file_says_the_same_and_has_the_same_measures(book: LetterBook) -> None:
    filled = fill(book.templates["late-file"], {**SAID, "reason": VIETNAMESE})
    document = docx.Document(io.BytesIO(filled))
    section = document.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    inside = " ".join(part.text for part in document.element.body.iter() if part.text)
    for each in (*VIETNAMESE.split(), "Bà Trần Thị Lữ", "Lưu: VT."):
        assert each in inside
    assert VIETNAMESE in words(letter_pdf.pdf(filled))


def test_the_line_under_the_motto_is_as_long_as_its_words(book: LetterBook) -> None:
    [page] = letter_pdf.pages(fill(book.templates["late-case"], SAID))
    seen = Image.open(io.BytesIO(page)).convert("L")
    dots = 96 / 25.4
    lines = []
    for y in range(int(20 * dots), int(45 * dots)):
        row = [seen.getpixel((x, y)) < 140 for x in range(int(105 * dots), seen.width)]
        lines.append(max((len(run) for run in "".join("#" if on else " " for on in row).split()),
                         default=0) / dots)  # fmt: skip
    assert 50 < max(lines) < 60


def test_the_square_on_a_slip_can_be_scanned_as_it_is_printed(book: LetterBook) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (80, 80), (0, 0, 0)).save(picture, "PNG")
    filled = fill(book.templates["receipt"], SAID, picture.getvalue())
    [page] = letter_pdf.pages(filled)
    seen = Image.open(io.BytesIO(page)).convert("L")
    dark = sum(seen.getpixel((seen.width // 2, y)) < 60 for y in range(seen.height))
    assert 30 <= dark * 25.4 / 96 <= 34
    assert "word/media" in " ".join(zipfile.ZipFile(io.BytesIO(filled)).namelist())


HOSTILE = (
    "{{ 7 * 7 }}", "{% for x in ().__class__.__base__.__subclasses__() %}{% endfor %}", "{%p if x %}",
    "#panic(1)", "#read(\"/etc/passwd\")", "]#import \"x\"[", "$ x^2 $", "*b* _i_ `c` <a> @b // c /* d",
    "</w:t></w:r><w:r><w:t>x", "<!ENTITY x SYSTEM 'file:///etc/passwd'>&x;", "a & b < c > d \" e ' f",
    "\\u{41} \\n", "]]>", "<w:br w:type=\"page\"/>",
)  # fmt: skip


@pytest.mark.parametrize("said", HOSTILE)
def test_what_people_write_is_shown_and_never_obeyed(book: LetterBook, said: str) -> None:
    filled = fill(book.templates["mistake"], {**SAID, "words": said})
    assert said in " ".join(
        each.text for each in docx.Document(io.BytesIO(filled)).element.body.iter() if each.text
    )
    made = letter_pdf.pdf(filled)
    assert len(looked_at(made).pages) == 1
    assert said.replace(" ", "") in words(made).replace(" ", "")


def test_control_characters_and_what_xml_cannot_hold_are_left_out(book: LetterBook) -> None:
    said = "một\x00\x07\x0b\x0chai\ufffe\ud800\tba\nbốn"
    filled = fill(book.templates["mistake"], {**SAID, "words": said})
    made = letter_pdf.pdf(filled)
    assert len(looked_at(made).pages) == 1
    assert "mộthai ba bốn" in words(made)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(said=st.text(max_size=300))
def test_any_words_at_all_make_a_letter(book: LetterBook, said: str) -> None:
    values = {**SAID, "words": said, "addressee": said[:40], "recipients": said[::-1]}
    assert letter_pdf.pdf(fill(book.templates["mistake"], values)).startswith(b"%PDF")


def test_a_letter_takes_less_than_a_second(book: LetterBook) -> None:
    filled = fill(book.templates["late-case"], SAID)
    letter_pdf.pdf(filled)
    began = time.perf_counter()
    letter_pdf.pdf(fill(book.templates["late-case"], SAID))
    assert time.perf_counter() - began < 1


# What an office may have done to its templates


def changed(template: bytes, change: Any) -> bytes:
    document = docx.Document(io.BytesIO(template))
    change(document)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def only(book: LetterBook, id: str, template: bytes | None) -> LetterBook:
    templates = {} if template is None else {id: template}
    return replace(book, kinds={id: book.kinds[id]}, templates=templates)


def test_the_templates_of_the_sample_office_are_in_order_and_those_of_the_script(
    book: LetterBook, tmp_path: Path
) -> None:
    assert faults(book) == []
    letter_templates.main(tmp_path)
    for id in KINDS:
        made = (tmp_path / f"{id}.docx").read_bytes()
        ours, shipped = (
            docx.Document(io.BytesIO(each)).element.xml for each in (made, book.templates[id])
        )
        assert ours == shipped


def test_an_unknown_place_is_told_by_its_name(book: LetterBook) -> None:
    def misspell(document: Any) -> None:
        document.add_paragraph("Lý do: {{ ly_do }}")

    [fault] = faults(only(book, "late-case", changed(book.templates["late-case"], misspell)))
    assert fault.startswith("letters/late-case.docx: `{{ ly_do }}` is no place of a letter")
    assert "new_date" in fault


def test_a_template_without_what_the_law_wants_is_refused(book: LetterBook) -> None:
    def forget(document: Any) -> None:
        for each in document.paragraphs:
            if "new_date" in each.text:
                each._p.getparent().remove(each._p)

    [fault] = faults(only(book, "late-file", changed(book.templates["late-file"], forget)))
    assert (
        fault
        == "letters/late-file.docx: has no place `{{ new_date }}`, which the letter must carry"
    )


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("{{ reason", "cannot be filled in"),
        ("{% if reason %}", "cannot be filled in"),
        ("{{ reason.__class__.mro() }}", "cannot be filled in"),
    ],
)
def test_a_broken_place_is_told(book: LetterBook, words: str, why: str) -> None:
    template = changed(book.templates["mistake"], lambda document: document.add_paragraph(words))
    [fault] = faults(only(book, "mistake", template))
    assert fault.startswith(f"letters/mistake.docx: {why}")


def test_what_a_pdf_would_not_show_is_told(book: LetterBook) -> None:
    def decorate(document: Any) -> None:
        document.add_paragraph("một", style="List Number")
        made = document.add_paragraph("hai")
        made._p.get_or_add_pPr().get_or_add_numPr()

    with pytest.raises(TemplateBroken, match="automatic numbering"):
        places(changed(book.templates["mistake"], decorate))


def test_what_is_no_word_file_or_too_large_is_told(book: LetterBook) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"0" * (letter_docx._LARGEST + 1))
    for content, why in ((b"%PDF", "is no Word file"), (bomb.getvalue(), "is too large")):
        [fault] = faults(only(book, "mistake", content))
        assert fault.startswith(f"letters/mistake.docx: {why}")


def test_a_missing_and_a_stray_file_are_told(book: LetterBook) -> None:
    template = book.templates["mistake"]
    assert faults(only(book, "mistake", None)) == [
        "letters/mistake.docx: the file is missing; letters.yaml names it"
    ]
    stray = replace(only(book, "mistake", template), templates={"mistake": template, "x": b""})
    assert faults(stray) == ["letters/x.docx: letters.yaml has no letter `x`"]


def test_what_an_office_sets_in_word_is_seen_in_the_pdf(book: LetterBook) -> None:
    def redo(document: Any) -> None:
        document.styles["Normal"].font.size = Pt(20)
        kept = document.add_paragraph()
        kept.paragraph_format.page_break_before = True
        kept.paragraph_format.line_spacing = Pt(40)
        kept.paragraph_format.left_indent = Mm(50)
        run = kept.add_run("Phụ lục\tmột\nhai")
        run.underline, run.style = True, document.styles["Strong"]
        table = document.add_table(rows=1, cols=2, style="Table Grid")
        table.rows[0].cells[0].merge(table.rows[0].cells[1]).text = "gộp"
        document.add_paragraph().add_run().add_break(docx.enum.text.WD_BREAK.PAGE)

    made = letter_pdf.pdf(fill(changed(book.templates["mistake"], redo), SAID))
    _, second, third = looked_at(made).pages
    assert third is not None
    seen = spots(second)
    heading = next(each for each in seen if each[0].startswith("Phụ"))
    assert heading[1] == pytest.approx(80, abs=0.5)
    assert "Bold" in heading[3]
    assert any("gộp" in each[0] for each in seen)
