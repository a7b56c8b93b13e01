from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

import handlers.admin.export as export
from bot.app import PublishedForms
from feedback.messages import Reply
from feedback.period import month_of
from feedback.questions.choice import Choice, Option
from feedback.questions.multi_choice import Box, MultiChoice
from feedback.questions.nps import Nps
from feedback.questions.number import Number
from feedback.questions.phone import Phone
from feedback.questions.scale import Level, Scale
from feedback.questions.text import FreeText
from feedback.request import Request
from feedback.survey import Form
from handlers.admin.export import file_name, write_workbook
from tests.handlers.conftest import Citizen, Town
from tests.handlers.figuring import (
    BAD,
    GOOD,
    OCTOBER,
    answered,
    boss,
    context,
    done,
    jobs,
    outcome,
    reported,
    said,
)

FORMULA = '=HYPERLINK("http://evil.example";"x")'


@pytest.fixture
def chief(town: Town) -> Citizen:
    return boss(town)


def opened(reply: Reply) -> Workbook:
    assert reply.picture is not None
    return openpyxl.load_workbook(io.BytesIO(reply.picture.content))


def table(book: Workbook, sheet: str = "Dữ liệu") -> list[dict[str, object]]:
    """Return the rows by the stable names of their columns."""
    rows = list(book[sheet].iter_rows(min_row=2, values_only=True))
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


def words_of(book: Workbook) -> Iterator[str]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield from (str(cell) for cell in row if cell is not None)


async def made(town: Town, chief: Citizen, words: str) -> Workbook:
    await chief.say(f"/xuat {words}")
    [reply] = await outcome(town)
    return opened(reply)


async def test_a_survey_as_an_official_reads_it(town: Town, chief: Citizen) -> None:
    answers = {"attitude": GOOD, "waiting": "na", "on-time": "late", "comment": "Chờ hơi lâu"}
    await answered(
        town, "binh-my-q1", answers, procedure="khai-sinh", desk="binh-my-q1", source="token"
    )
    await answered(town, "binh-an-q1", {"attitude": BAD}, flags=("fast", "repeat"))
    await answered(town, "gone", {"attitude": BAD}, procedure="gone", channel="new", source="x")
    making = await chief.say("/xuat one-stop tháng trước")
    assert "Đang lập bảng tính: Đánh giá việc phục vụ tại một cửa" in making
    [reply] = await outcome(town)
    assert reply.picture is not None
    assert reply.picture.name == "one-stop-khu-vuc-binh-luc-20261001-20261031.xlsx"
    assert "3 dòng" in said([reply])
    assert "xin giữ tệp cẩn thận" in said([reply])
    book = opened(reply)
    assert book.sheetnames == ["Giới thiệu", "Bảng mã", "Dữ liệu"]
    heading = [cell.value for cell in book["Dữ liệu"][1]]
    assert heading[:4] == ["Ngày gửi", "Đơn vị", "Mã đơn vị", "Thủ tục"]
    assert "Ông/Bà có hài lòng với thái độ của cán bộ không?" in heading
    rows = {row["unit"]: row for row in table(book)}
    mine = rows["Quầy 1 – Hộ tịch, chứng thực (xã Bình Mỹ)"]
    assert mine == {
        "_day": datetime(2026, 10, 14),  # noqa: DTZ001 - a cell knows no zone
        "unit": "Quầy 1 – Hộ tịch, chứng thực (xã Bình Mỹ)",
        "_unit-id": "binh-my-q1",
        "procedure": "Đăng ký khai sinh",
        "_desk": "Quầy 1 – Hộ tịch, chứng thực (xã Bình Mỹ)",
        "_channel": "Telegram",
        "_source": "Mã dùng một lần",
        "_seconds": 33,
        "_flags": None,
        "_assisted": None,
        "_version": 1,
        "attitude": "Rất hài lòng",
        "waiting": "Không áp dụng / Không ý kiến",
        "on-time": "Không, bị trễ hẹn",
        "apology": None,
        "facilities": None,
        "overall": None,
        "comment": "Chờ hơi lâu",
    }
    doubtful = rows["Quầy 1 – Hộ tịch, chứng thực (xã Bình An)"]
    assert doubtful["_flags"] == "trả lời quá nhanh; gửi lại trong thời gian ngắn"
    assert (rows["gone"]["procedure"], rows["gone"]["_channel"]) == ("gone", "new")


async def test_the_first_sheet_explains_the_workbook(town: Town, chief: Citizen) -> None:
    await answered(town, "binh-my-q1", {"attitude": GOOD}, times=3)
    await answered(town, "binh-my-q1", {"attitude": GOOD}, flags=("staff",))
    book = await made(town, chief, "one-stop xã bình mỹ 10/2026")
    about = dict(book["Giới thiệu"].iter_rows(min_row=2, values_only=True))
    assert about["Nội dung"] == "Đánh giá việc phục vụ tại một cửa"
    assert about["Đơn vị"] == "Xã Bình Mỹ"
    assert about["Thời gian"] == "Tháng 10/2026 (từ 01/10/2026 đến 31/10/2026)"
    assert (about["Số dòng"], about["Trong đó nghi ngờ"]) == ("4", "1")
    assert "cán bộ gửi" in str(about["Cột “Nghi ngờ”"])
    assert "số điện thoại" in str(about["Không có trong bảng"])


async def test_nothing_tells_who_answered_or_at_what_hour(town: Town, chief: Citizen) -> None:
    for minute in range(40):
        await answered(
            town, "binh-my-q1", {"attitude": GOOD, "comment": f"số {minute}"},
            at=OCTOBER + timedelta(minutes=minute),
        )  # fmt: skip
    book = await made(town, chief, "one-stop tháng trước")
    assert not any("mark-of" in words or "r0000" in words for words in words_of(book))
    days = {row["_day"] for row in table(book)}
    assert days == {datetime(2026, 10, 14)}  # noqa: DTZ001
    # Ordered by the keyed mark, here by text: 10 before 9. The order of arrival is gone.
    order = [str(row["comment"]) for row in table(book)]
    assert order != [f"số {minute}" for minute in range(40)]
    assert sorted(order) == sorted(f"số {minute}" for minute in range(40))


async def test_what_people_wrote_is_never_a_formula(town: Town, chief: Citizen) -> None:
    for words in (FORMULA, "+1", "-1", "@x", "\t=1", "＝1", "a\x00=1"):
        await answered(town, "binh-my-q1", {"comment": words})
    await reported(town, content={"what": FORMULA, "place": {"address": "=1+1"}})
    for asked in ("one-stop tháng trước", "hồ sơ tháng trước"):
        book = await made(town, chief, asked)
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f"
                    assert cell.hyperlink is None
                    assert not str(cell.value).lstrip().startswith(("=", "+", "-", "@", "＝"))


def versions() -> tuple[Form, Form]:
    """Return two versions of a survey: one label changed, a choice and a question were dropped."""

    def form(version: int, *questions: object) -> Form:
        return Form(name="s", version=version, title={"vi": "S"}, questions=questions)  # type: ignore[arg-type]

    def levels(top: str) -> tuple[Level, ...]:
        return (
            Level(name="bad", label={"vi": "Kém"}),
            Level(name="good", label={"vi": top}),
        )

    old = form(
        1,
        FreeText(name="why", text={"vi": "Vì sao?"}),
        Scale(name="rating", text={"vi": "Thế nào?"}, levels=levels("Tốt"), not_applicable=True),
        Choice(
            name="way", text={"vi": "Bằng cách nào?"},
            choices=tuple(Option(name=n, label={"vi": f"{n} cũ"}) for n in ("bus", "foot")),
        ),
        MultiChoice(
            name="boxes", text={"vi": "Những gì?"},
            choices=tuple(Box(name=n, label={"vi": f"hộp {n}"}) for n in ("a", "b", "c")),
        ),
        Number(name="wait", text={"vi": "Bao lâu?"}, minimum=0, maximum=10),
        Phone(name="phone", text={"vi": "Số điện thoại?"}),
    )  # fmt: skip
    new = form(
        2,
        Scale(name="rating", text={"vi": "Thấy sao?"}, levels=levels("Rất tốt"),
              not_applicable=False),
        Nps(name="recommend", text={"vi": "Giới thiệu?"}),
        Choice(
            name="way", text={"vi": "Bằng cách nào?"},
            choices=tuple(Option(name=n, label={"vi": f"{n} mới"}) for n in ("foot", "bike")),
        ),
        MultiChoice(
            name="boxes", text={"vi": "Những gì?"},
            choices=tuple(Box(name=n, label={"vi": f"hộp {n}"}) for n in ("c", "d")),
        ),
        FreeText(name="wait", text={"vi": "Chờ ra sao?"}),
    )  # fmt: skip
    return old, new


async def test_columns_stay_through_the_versions_of_a_survey(town: Town, chief: Citizen) -> None:
    old, new = versions()
    town.forms = PublishedForms([old, new], frozenset({"s"}))  # type: ignore[assignment]
    before = {
        "why": "vì xa", "rating": "good", "way": "bus", "boxes": ["a", "c"], "wait": 3,
        "phone": "+84912345678",
    }  # fmt: skip
    await answered(town, "binh-my", before, form=old)
    await answered(town, "binh-my", {"rating": "na", "way": "foot", "boxes": []}, form=old)
    later = {"rating": "good", "recommend": 9, "way": "bike", "boxes": ["c", "d"], "wait": "lâu"}
    await answered(town, "binh-my", later, form=new)
    await answered(town, "binh-my", {"rating": "bad"}, form=new.model_copy(update={"version": 7}))
    book = await made(town, chief, "s tháng trước")
    names = [cell.value for cell in book["Dữ liệu"][2]][11:]
    assert names == ["rating", "recommend", "way", "boxes", "wait", "why"]
    headings = [cell.value for cell in book["Dữ liệu"][1]][11:]
    assert headings[0] == "Thấy sao?"
    shown = {tuple(row[name] for name in names) for row in table(book)}
    assert shown == {
        ("Rất tốt", None, "bus cũ", "hộp a; hộp c", 3, "vì xa"),
        ("Không áp dụng / Không ý kiến", None, "foot mới", None, None, None),
        ("Rất tốt", 9, "bike mới", "hộp c; hộp d", "lâu", None),
        ("Kém", None, None, None, None, None),
    }
    assert not any("912345678" in words for words in words_of(book))
    codes = [
        tuple(row[name] for name in ("column", "versions", "name", "label", "score"))
        for row in table(book, "Bảng mã")
    ]
    assert codes == [
        ("rating", "1, 2", "bad", "Kém", 0),
        ("rating", "1, 2", "good", "Rất tốt", 100),
        ("rating", "1, 2", "na", "Không áp dụng / Không ý kiến", None),
        ("recommend", "2", None, None, None),
        ("way", "1, 2", "foot", "foot mới", None),
        ("way", "1, 2", "bike", "bike mới", None),
        ("way", "1, 2", "bus", "bus cũ", None),
        ("boxes", "1, 2", "c", "hộp c", None),
        ("boxes", "1, 2", "d", "hộp d", None),
        ("boxes", "1, 2", "a", "hộp a", None),
        ("boxes", "1, 2", "b", "hộp b", None),
        ("wait", "1, 2", None, None, None),
        ("why", "1", None, None, None),
    ]


async def test_cases_without_identity_code_or_sealed_kinds(town: Town, chief: Citizen) -> None:
    content = {
        "what": "Đèn đường hỏng", "place": {"address": "xóm 3"}, "pole": "12/3",
        "evidence": [{"kind": "photo", "ref": "secret-ref", "size": 1, "name": "", "mime": ""}],
    }  # fmt: skip
    await reported(
        town, content=content, promised=date(2026, 11, 4),
        identity={"name": "Trần Thị Lan", "phone": "+84912345678"},
    )  # fmt: skip
    for sealed in ("denunciation", "of-old"):
        await reported(town, kind=sealed, content={"what": "điều phải giữ kín"})
    exported = town.storage.work().cases.export(None, date(2026, 10, 1), date(2026, 10, 31))
    codes = [case.code async for page in exported for case in page]
    assert len(codes) == 3
    book = await made(town, chief, "phản ánh tháng trước")
    [row] = table(book)
    assert row == {
        "_id": row["_id"],
        "_received": datetime(2026, 10, 14, 10, 0),  # noqa: DTZ001
        "_kind": "phản ánh",
        "_state": "mới tiếp nhận",
        "_subject": row["_subject"],
        "_category": row["_category"],
        "unit": "Xã Bình Mỹ",
        "_unit-id": "binh-my",
        "_promised": datetime(2026, 11, 4),  # noqa: DTZ001
        "_channel": "Telegram",
        **dict.fromkeys(("_assisted", "_acknowledged-in", "_answered-in", "_time")),
        **dict.fromkeys(("_confirmed", "_disputed", "_reopened")),
        "what": "Đèn đường hỏng",
        "receipt": None,
        "appointment": None,
        "pole": "12/3",
        "noise-hours": None,
        "place": "xóm 3",
        "evidence": 1,
    }
    category = town.office.categories["chieu-sang"]
    assert row["_category"] == category.name["vi"]
    assert row["_subject"] == town.office.categories[str(category.parent)].name["vi"]
    everything = "\n".join(words_of(book)).replace("-", "")
    for secret in ("Lan", "912345678", "giữ kín", "secretref", "p1", *codes):
        assert secret not in everything


async def test_only_the_unit_asked_for(town: Town, chief: Citizen) -> None:
    await answered(town, "binh-my-q1", {"attitude": GOOD})
    await answered(town, "binh-an-q1", {"attitude": GOOD})
    await reported(town, unit="binh-my")
    await reported(town, unit="binh-an")
    for topic in ("one-stop", "hồ sơ"):
        rows = table(await made(town, chief, f"{topic} xã bình an tháng trước"))
        assert [str(row["_unit-id"])[:7] for row in rows] == ["binh-an"]


async def test_an_empty_period_is_said_without_a_file(town: Town, chief: Citizen) -> None:
    await chief.say("/xuat one-stop")
    [reply] = await outcome(town)
    assert reply.picture is None
    assert "Không có dữ liệu để xuất: Đánh giá việc phục vụ tại một cửa" in said([reply])
    await reported(town, kind="denunciation")
    await chief.say("/xuat hồ sơ tháng trước")
    [reply] = await outcome(town)
    assert "Không có dữ liệu để xuất: Phản ánh, kiến nghị" in said([reply])


async def test_what_to_export_is_asked_when_it_is_not_said(town: Town, chief: Citizen) -> None:
    await answered(town, "binh-my-q1", {"attitude": GOOD})
    assert "Ông/Bà muốn xuất gì?" in await chief.say("/xuat xã bình mỹ tháng trước")
    assert len(chief.buttons) == len(town.forms.surveys()) + 1
    assert "Phản ánh, kiến nghị" in chief.labels
    await chief.tap("Đánh giá việc phục vụ tại một cửa")
    assert "Xã Bình Mỹ, Tháng 10/2026" in chief.shown
    [reply] = await outcome(town)
    assert reply.picture is not None


async def test_a_workbook_in_the_language_of_whoever_asks(town: Town, chief: Citizen) -> None:
    await answered(town, "binh-my-q1", {"attitude": GOOD})
    await chief.say("/language en")
    await chief.say("/export one-stop last month")
    [job] = await jobs(town)
    [reply] = await done(town, job)
    assert "One row." in said([reply], "en")
    book = opened(reply)
    assert book.sheetnames == ["About", "Codebook", "Data"]
    assert table(book, "Data")[0]["attitude"] == "Very satisfied"


async def test_the_export_is_on_record(
    town: Town, chief: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.audit import Audit

    noted: list[tuple[str, str]] = []
    note = Audit.note

    def keep(self: Audit, actor: str, action: str, subject: str, at: datetime) -> None:
        noted.append((action, subject))
        note(self, actor, action, subject, at)

    monkeypatch.setattr(Audit, "note", keep)
    await chief.say("/xuat one-stop xã bình mỹ tháng trước")
    await chief.say("/xuat")
    assert noted == [("export", "one-stop binh-my 10/2026")]


async def test_a_job_done_twice_gives_the_same_rows(town: Town, chief: Citizen) -> None:
    await answered(town, "binh-my-q1", {"attitude": GOOD}, times=20)
    await chief.say("/xuat one-stop tháng trước")
    [job] = await jobs(town)
    [first] = await town.router.jobs["workbook"](job, context(town))
    [second] = await done(town, job)
    assert table(opened(first)) == table(opened(second))
    assert await jobs(town) == []


async def test_a_workbook_too_large_to_send_says_what_to_do(
    town: Town, chief: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    await answered(town, "binh-my-q1", {"attitude": GOOD})
    monkeypatch.setattr(export, "_LARGEST", 100)
    await chief.say("/xuat one-stop tháng trước")
    [reply] = await outcome(town)
    assert reply.picture is None
    assert "chọn thời gian ngắn hơn hoặc một đơn vị" in said([reply])


async def test_many_pages_all_get_there(town: Town, tmp_path: Path) -> None:
    await answered(town, "binh-my-q1", {"attitude": GOOD}, times=2500)
    asked = Request(None, month_of(OCTOBER.date()), "one-stop")
    count = await write_workbook(tmp_path / "w.xlsx", asked, context(town))
    assert count == 2500
    assert len(table(openpyxl.load_workbook(tmp_path / "w.xlsx"))) == 2500


async def test_an_unknown_survey_is_an_error(town: Town, tmp_path: Path) -> None:
    town.forms = PublishedForms([], frozenset())  # type: ignore[assignment]
    asked = Request(None, month_of(OCTOBER.date()), "nothing")
    with pytest.raises(KeyError):
        await write_workbook(tmp_path / "w.xlsx", asked, context(town))


def test_the_name_of_a_file_says_what_is_in_it(town: Town) -> None:
    period = month_of(OCTOBER.date())
    assert file_name(Request("binh-my", period, "cases"), town.office) == (
        "cases-binh-my-20261001-20261031.xlsx"
    )


async def test_what_was_said_or_filled_in_for_another_is_told(town: Town, chief: Citizen) -> None:
    voice = {"kind": "voice", "ref": "secret-ref", "size": 1, "name": "", "mime": ""}
    await reported(town, assisted=True, content={"what": [voice]})
    book = await made(town, chief, "phản ánh tháng trước")
    [row] = table(book)
    assert (row["what"], row["_assisted"]) == ("có ghi âm", "Có")
    assert "Điền giúp" in [cell.value for cell in book["Dữ liệu"][1]]
    assert "secret-ref" not in "\n".join(words_of(book))
    await answered(town, "binh-my", {"attitude": GOOD}, assisted=True)
    [row] = table(await made(town, chief, "one-stop tháng trước"))
    assert (row["_assisted"], row["_flags"]) == ("Có", None)
