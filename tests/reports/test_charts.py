from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from handlers.reports.canvas import INK, PAPER, Sheet, drawable, measured, wrap
from handlers.reports.charts import (
    Bar,
    CasesChart,
    Month,
    Row,
    SurveyChart,
    draw_cases,
    draw_survey,
    pages,
)

LEVELS = ("Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng")
LONG = "Trung tâm Phục vụ hành chính công xã Bình Lục và các bộ phận một cửa trực thuộc " * 3


def bar(name: str = "Thái độ của cán bộ", *shares: float) -> Bar:
    return Bar(
        name,
        tuple(zip((0.0, 25.0, 50.0, 75.0, 100.0), shares or (5, 5, 10, 40, 40), strict=True)),
        "80 %",
        "n = 120",
    )


def month(at: int, index: float = 80) -> Month:
    return Month(f"{1 + at % 12:02}/26", index, index - 6, min(index + 6, 100), at)


SURVEY = SurveyChart(
    title="Đánh giá việc phục vụ tại một cửa",
    unit="Xã Bình Lục",
    period="Tháng 10/2026",
    nothing=("Chưa có số liệu", "Chưa đủ 5 phiếu trong kỳ này."),
    index="80 %",
    index_name="Hài lòng",
    interval="khoảng tin cậy 95 %: 75 %–84 %",
    responses="320 phiếu",
    change="Tăng 3,2 điểm so với tháng 9/2026",
    legend=tuple(zip((0.0, 25.0, 50.0, 75.0, 100.0), LEVELS, strict=True)),
    questions_heading="Từng câu hỏi",
    questions=(bar(), bar("Thời gian chờ", 0, 0, 0, 0, 100), bar("Chỗ ngồi", 60, 20, 10, 5, 5)),
    factors_heading="Từng nhóm",
    trend_heading="Hài lòng theo tháng, %",
    trend=tuple(month(at) for at in range(6)),
    method="Hài lòng = tỷ lệ “Hài lòng” và “Rất hài lòng”.",
)
EMPTY = replace(SURVEY, index="", questions=(), trend=())
CASES = CasesChart(
    title="Phản ánh, kiến nghị, lời khen",
    unit="Xã Bình Lục",
    period="Tháng 10/2026",
    total="48 hồ sơ",
    groups=(
        ("Theo lĩnh vực", (Row("Đường sá", 30, "30"), Row("Các nhóm ít", 18, "18", rest=True))),
        ("Theo tình trạng", (Row("Mới tiếp nhận", 48, "48"),)),
    ),
    method="Tính theo ngày tiếp nhận.",
)


def opened(png: bytes) -> Image.Image:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return Image.open(io.BytesIO(png)).convert("RGB")


def colours(picture: Image.Image) -> dict[tuple[int, ...], int]:
    found = picture.getcolors(picture.width * picture.height)
    assert found is not None
    return {colour: n for n, colour in found if isinstance(colour, tuple)}


def rgb(hexadecimal: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(hexadecimal[1:]))


def fits(picture: Image.Image) -> None:
    """Nothing reaches the edges: the margins are paper, below the stripe at the top."""
    white = rgb(PAPER)
    for x in (2, 20, picture.width - 21, picture.width - 3):
        column = picture.crop((x, 20, x + 1, picture.height))
        assert colours(column) == {white: picture.height - 20}, x
    bottom = picture.crop((0, picture.height - 8, picture.width, picture.height))
    assert set(colours(bottom)) == {white}


@pytest.mark.parametrize(
    "data",
    [
        SURVEY,
        EMPTY,
        replace(SURVEY, trend=()),
        replace(SURVEY, trend=(month(0),)),
        replace(SURVEY, trend=tuple(month(at, 100) for at in (0, 1, 4, 30))),
        replace(SURVEY, questions=()),
        replace(SURVEY, factors=(Row("Tiếp cận dịch vụ", 90, "90 %", "n = 33"),)),
        replace(SURVEY, unit=LONG, title=LONG, change=LONG, method=LONG * 3),
        replace(SURVEY, questions=(bar(LONG), bar("x" * 300))),
        replace(SURVEY, legend=tuple((score, LONG) for score, _ in SURVEY.legend)),
        replace(SURVEY, legend=()),
    ],
    ids=range(11),
)
def test_a_survey_is_a_picture_a_telephone_shows_well(data: SurveyChart) -> None:
    picture = opened(draw_survey(data))
    assert picture.width == 1000
    assert 500 <= picture.height <= 2600
    assert colours(picture)[rgb(INK)] > 100  # words
    fits(picture)


def test_each_level_has_its_colour_in_its_share() -> None:
    only = replace(SURVEY, questions=(bar("Câu", 20, 20, 20, 20, 20),), trend=(), legend=())
    seen = colours(opened(draw_survey(only)))
    sizes = [seen[rgb(c)] for c in ("#B35806", "#F1A340", "#D8DADF", "#7FB2D9")]
    assert max(sizes) < 1.35 * min(sizes)
    assert min(sizes) > 3_000


def test_levels_differ_in_lightness_for_people_who_see_no_colours() -> None:
    greys = [
        Image.new("RGB", (1, 1), colour).convert("L").getpixel((0, 0))
        for colour in ("#B35806", "#F1A340", "#D8DADF", "#7FB2D9", "#2166AC")
    ]
    low, lower, middle, higher, high = (int(str(each)) for each in greys)
    assert low + 30 < lower < middle - 30
    assert high + 30 < higher < middle - 30


def test_cases_are_drawn_with_the_rest_paler() -> None:
    picture = opened(draw_cases(CASES))
    assert picture.width == 1000
    fits(picture)
    seen = colours(picture)
    assert seen[rgb("#9AA5B1")] > 5_000
    assert seen[rgb("#2166AC")] > 30_000


def test_a_missing_month_leaves_a_gap_in_the_line() -> None:
    whole = replace(SURVEY, questions=(bar(),), trend=tuple(month(at) for at in range(7)))
    gap = replace(whole, trend=tuple(month(at) for at in (0, 1, 2, 5, 6)))
    blue = rgb("#D3E3F1")
    assert (
        colours(opened(draw_survey(gap)))[blue] < 0.65 * colours(opened(draw_survey(whole)))[blue]
    )


@pytest.mark.parametrize(
    ("questions", "pictures"), [(0, 1), (6, 1), (7, 2), (11, 2), (12, 3), (22, 3)]
)
def test_a_long_survey_becomes_several_pictures(questions: int, pictures: int) -> None:
    bars = tuple(bar(f"Câu {n}", n, 0, 0, 0, 100 - n) for n in range(questions))
    parts = pages(replace(SURVEY, questions=bars))
    assert len(parts) == pictures
    assert tuple(each for part in parts for each in part.questions) == bars
    assert all(len(part.questions) <= 11 for part in parts)
    if pictures > 1:
        assert parts[0].index
        assert not parts[1].index
        assert len({part.reach for part in parts[1:]}) == 1  # bars can be compared across them
        assert all(opened(draw_survey(part)).height <= 2600 for part in parts)


def test_the_same_data_make_the_same_picture() -> None:
    assert draw_survey(SURVEY) == draw_survey(SURVEY)


def test_wrapping_fits_the_width_and_says_when_something_is_left_out() -> None:
    lines = wrap(LONG, 28, 400, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(measured(line, 28) <= 400 for line in lines)
    assert wrap("Xã Bình Lục", 28, 400, 3) == ["Xã Bình Lục"]
    assert wrap("", 28, 400, 3) == []
    [first, second] = wrap("ngắn " + "x" * 200, 28, 400, 2)
    assert first == "ngắn"
    assert second.endswith("…")
    assert measured(second, 28) <= 400
    [cut] = wrap("x" * 200, 28, 400, 1)
    assert measured(cut, 28) <= 400
    both = wrap("x" * 200 + " sau", 28, 400, 2)
    assert both[1] == "sau"


def test_what_the_font_lacks_is_left_out_and_marks_are_put_together() -> None:
    assert drawable("Tốt  漢 lắm\n") == "Tốt lắm"
    assert drawable("漢") == ""
    assert drawable("Đa\u0323m") == "Đạm"


def test_a_dollar_sign_is_no_formula() -> None:
    picture = opened(draw_survey(replace(SURVEY, title="$x^2$ và $")))
    assert picture.width == 1000


def test_an_empty_sheet_is_paper() -> None:
    assert set(colours(opened(Sheet(50).png()))) == {rgb(PAPER)}
