"""XLSForm workbooks as surveys: what is understood, what is named, and nothing that breaks it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.texts import Texts
from feedback.condition import Condition
from feedback.late_sheet import FORMULA, Table
from feedback.office import Pack, read_pack
from feedback.xlsform import CHANGING, LEFT_OUT, MADE_BY_PHONES, TYPES, Workbook, read_workbook
from feedback.xlsform_expression import written
from feedback.xlsform_writing import write_workbook

ROOT = Path(__file__).resolve().parents[2]
OFFICE = ROOT / "offices" / "binh-luc"
TEXTS = Texts()
HEAD = ("type", "name", "label", "required", "relevant", "constraint", "constraint_message")
HEAD += ("choice_filter", "parameters", "langnghe", "default", "appearance", "hint")
YES_NO = [("list_name", "name", "label"), ("yn", "Yes", "Có"), ("yn", "no_no", "Không")]


@pytest.fixture(scope="module")
def pack() -> Pack:
    files = {p.relative_to(OFFICE).as_posix(): p.read_bytes() for p in OFFICE.rglob("*.yaml")}
    return read_pack(files)


@pytest.fixture(scope="module")
def read(pack: Pack) -> Any:
    def reading(
        *rows: dict[str, Any] | tuple[Any, ...],
        choices: Sequence[Sequence[Any]] = YES_NO,
        **sheets: Any,
    ) -> Workbook:
        cells = [
            [row.get(column) for column in HEAD] if isinstance(row, dict) else row for row in rows
        ]
        whole = {"survey": [HEAD, *cells], "choices": choices, **sheets}
        return read_workbook(
            {name: Table([list(row) for row in rows]) for name, rows in whole.items()}, pack.office
        )

    return reading


def asked(type: str, name: str, label: str = "Câu hỏi?", **more: Any) -> dict[str, Any]:
    return {"type": type, "name": name, "label": label, **more}


def told(workbook: Workbook) -> list[str]:
    """Return the faults, or what was left out, as a short line each."""
    for each in (*workbook.faults, *workbook.ignored):
        for language in TEXTS.languages:
            assert TEXTS.render(each.what, language)
    found = workbook.faults or workbook.ignored
    return [f"{each.sheet} {each.line} {each.what.id.removeprefix('xlsform-')}" for each in found]


def test_every_survey_of_the_office_comes_back_as_it_was(pack: Pack) -> None:
    surveys = [form for form in pack.forms if form.purpose == "survey"]
    assert len(surveys) > 3
    for form in surveys:
        sheets = {name: Table(rows) for name, rows in write_workbook(form).items()}
        back = read_workbook(sheets, pack.office)
        assert (back.faults, back.ignored, back.form) == ((), (), form)


def test_what_a_workbook_asks_is_asked(read: Any) -> None:
    book = read(
        asked("select_one yn", "Came_Here", required="yes"),
        asked("begin group", "g", "Về ${Came_Here}", relevant="${Came_Here} = 'Yes'"),
        asked("integer", "times", constraint=". > 0 and . <= 12", relevant="not(${g} = '')"),
        asked("end group", ""),
    )
    assert told(book) == ["survey 4 unread"]  # a group has no answer
    book = read(
        asked("select_one yn or_other", "came", required="yes"),
        asked("begin_group", "g", "Về {came}", relevant="selected(${came}, 'Yes')"),
        asked("integer", "times", constraint=". > 0 and . <= 12"),
        asked("text", "code", constraint="regex(., '[A-Z]{2}[0-9]+')", constraint_message="AB12"),
        asked("end_group", ""),
        asked("select_multiple yn", "both", constraint="count-selected(.) <= 1"),
        asked("range", "mark", parameters="start=1 end=5"),
        asked("decimal", "km", relevant="${times} > 3 or ${came} != ''", constraint=". >= 0.5"),
        asked("note", "bye", "Vâng: ${mark}"),
    )
    assert told(book) == []
    form = book.form
    assert form.name == "khao-sat"
    assert [each.name for each in form.questions] == [
        *("came", "came-other", "g", "times", "code", "both", "mark", "km", "bye")
    ]
    by = form.by_name
    assert (by["times"].minimum, by["times"].maximum) == (1, 12)
    assert (by["mark"].minimum, by["mark"].maximum, by["both"].maximum) == (1, 5, 1)
    assert by["bye"].text["en"] == "Vâng: {mark}"
    assert by["came"].required
    assert not by["times"].required

    def live(**answers: str) -> list[str]:
        return [each.name for each in form.live(answers)]

    assert live(came="yes") == ["came", "g", "times", "code", "both", "mark", "km", "bye"]
    assert live(came="other") == ["came", "came-other", "both", "mark", "km", "bye"]
    assert "km" not in live()


_UNSAID = {"question": "q", "answered": False}
CONDITIONS: tuple[Any, ...] = (
    {"question": "q", "is": ["a", "b"]},
    {"question": "n", "is": 3},
    {"question": "n", "at-least": 2},
    {"question": "n", "at-most": 2.5},
    {"question": "q", "answered": False},
    {"not": {"question": "q", "answered": True}},
    {"any": [{"question": "q", "is": "a"}, {"question": "n", "at-least": 2}]},
    {
        "all": [
            {"any": [{"question": "q", "is": "a"}, {"question": "q", "answered": False}]},
            {"question": "n", "at-most": 9},
        ]
    },
    {"question": "n", "at-least": 1, "at-most": 3},
)


@pytest.mark.parametrize("content", CONDITIONS, ids=str)
def test_a_condition_written_means_the_same_when_read(content: Any, read: Any) -> None:
    condition = Condition.model_validate(content)
    row = asked("text", "end", relevant=written(condition))
    choices = [("list_name", "name", "label"), *(("l", each, each) for each in "abc")]
    book = read(asked("select_one l", "q"), asked("integer", "n"), row, choices=choices)
    assert told(book) == []
    back = book.form.questions[2].when
    for q in (None, "a", "b", "c"):
        for n in (None, 1, 2, 3, 10):
            given = {k: v for k, v in (("q", q), ("n", n)) if v is not None}
            assert back.holds(given) is condition.holds(given)


@pytest.mark.parametrize(
    ("relevant", "holds"),
    [
        ("true() and ${pick} = 'Yes'", True),
        ("false() or ${pick} = 'Yes'", True),
        ("${pick} = 'Yes' or true()", True),
        ("${pick} = 'Yes' and true()", True),
        ("not(false())", True),
        ("'yes' = ${pick} or false()", True),
        ("(1 != 2) and ${pick} != 'Yes'", False),
        ("${count} < 4 and 2 < ${count}", True),
        ("(${pick} = 'a' or ${count} = 3) and ${count} = 3.0", True),
    ],
)
def test_ways_to_say_it(relevant: str, holds: bool, read: Any) -> None:
    row = asked("text", "end", relevant=relevant.replace("'a'", "'no_no'"))
    book = read(asked("select_one yn", "pick"), asked("integer", "count"), row)
    assert told(book) == []
    live = book.form.live({"pick": "yes", "count": 3})
    assert ("end" in [each.name for each in live]) is holds


def test_a_cascade_offers_what_fits(read: Any) -> None:
    choices = [
        ("list_name", "name", "label", "cf"),
        *(("a", "north", "Bắc", ""), ("a", "south", "Nam", "")),
        *(("b", "x", "X", "north"), ("b", "y", "Y", "south"), ("b", "x", "X", "south")),
    ]
    rows = (
        asked("select_one a", "where"),
        asked("select_one b", "what", choice_filter="${where}=cf"),
    )
    book = read(*rows, choices=choices)
    what = book.form.by_name["what"]
    offered = {
        place: [each.name for each in what.choices if each.when.holds({"where": place})]
        for place in ("north", "south")
    }
    assert offered == {"north": ["x"], "south": ["x", "y"]}


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "type": (asked("rank yn", "q"), "type"),
    "no type": (asked("", "q"), "no-type"),
    "name": (asked("text", "?!"), "name"),
    "label": (asked("text", "q", ""), "no-label"),
    "list": (asked("select_one nothing", "q"), "no-list"),
    "twice": (asked("text", "first"), "name-twice"),
    "unknown": (asked("text", "q", relevant="${later} = 'a'"), "unread"),
    "function": (asked("text", "q", relevant="today() > 3"), "unread"),
    "words": (asked("text", "q", relevant="${first} > 'many'"), "unread"),
    "rest": (asked("text", "q", relevant="${first} = 'a' 'b'"), "unread"),
    "two questions": (asked("text", "q", relevant="${first} = ${pick}"), "unread"),
    "more or less": (asked("text", "q", relevant="1 < 2"), "unread"),
    "no bracket": (asked("text", "q", relevant="selected(${pick}, 'yes'"), "unread"),
    "selected": (asked("text", "q", relevant="selected('yes', ${pick})"), "unread"),
    "length": (asked("text", "q", relevant="string-length(.) > 3"), "unread"),
    "stray": (asked("text", "q", relevant="${pick} = #"), "unread"),
    "matched": (asked("integer", "q", constraint="regex(., 'a')"), "unread"),
    "always": (asked("integer", "q", constraint="true()"), "unread"),
    "open": (asked("text", "q", relevant="(" * 50), "unread"),
    "long": (asked("text", "q", relevant="(" * 2000), "unread"),
    "half": (asked("text", "q", relevant="${first} ="), "unread"),
    "slow pattern": (
        asked("text", "q", constraint="regex(., '(a+)+b')", constraint_message="x"),
        "unread",
    ),
    "two repeats": (asked("text", "q", constraint="regex(., '.*a.*')"), "unread"),
    "no pattern": (asked("text", "q", constraint="regex(., '[')"), "unread"),
    "no message": (asked("text", "q", constraint="regex(., '[a-z]')"), "no-message"),
    "or": (asked("integer", "q", constraint=". > 3 or . < 1"), "unread"),
    "another": (asked("integer", "q", constraint=". > ${first}"), "unread"),
    "of text": (asked("text", "q", constraint=". > 3"), "unread"),
    "part": (asked("decimal", "q", constraint=". < 3"), "unread"),
    "required": (asked("text", "q", required="${first}=1"), "required"),
    "default": (asked("text", "q", default="x"), "column"),
    "step": (asked("range", "q", parameters="start=0 end=9 step=3"), "column"),
    "formula": (asked("text", "q", hint=FORMULA), "formula"),
    "own": (asked("text", "q", langnghe="{"), "own"),
    "kind": (asked("text", "q", langnghe='{"kind": "scales"}'), "question"),
    "group": (asked("begin group", "q"), "group-open"),
    "end": (asked("end group", ""), "group-end"),
    "filter": (asked("select_multiple yn", "q", choice_filter="name=${first}"), "filter-several"),
    "column of choices": (asked("select_one yn", "q", choice_filter="place='x'"), "unread"),
    "never said": (asked("text", "q", relevant="${pick} = 'maybe'"), "lint-when"),
    "spoken of": (asked("text", "q", "Về ${nobody}"), "lint-text"),
    "range": (asked("integer", "q", constraint=". > 9 and . < 3"), "lint-rest"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_named_at_its_row(what: str, read: Any) -> None:
    row, fault = WRONG[what]
    book = read(asked("text", "first"), asked("select_one yn", "pick"), row)
    assert told(book) == [f"survey 4 {fault}"]
    assert book.form is None


def test_other_sheets_are_named_too(read: Any) -> None:
    one = asked("select_one yn", "q")
    head = ("form_id", "form_title", "closes", "langnghe")
    assert told(read(one, settings=[head, ("tên " * 9, "A", "", "")])) == ["settings 2 name"]
    assert told(read(one, settings=[head, ("a", "A" * 121, "", "")])) == ["settings 2 title-long"]
    assert told(read(one, settings=[head, ("a", "A", "soon", "")])) == ["settings 2 setting"]
    assert told(read(one, settings=[head, ("a", "A", "", '{"name": "b"}')])) == ["settings 2 own"]
    assert told(read_workbook({"survey": Table([["type"]])}, None))[0] == "survey 1 no-column"  # type: ignore[arg-type]
    assert told(read(one, entities=[("dataset",)])) == ["entities 0 sheet"]
    assert told(read(("start", "s"))) == ["survey 0 nothing-asked"]
    assert told(read(*(asked("text", f"q{n}") for n in range(102)))) == ["survey 102 too-many"]
    choices = [*YES_NO, ("yn", "yes", "Lại có"), ("", "a", "A"), ("yn", "b", ""), ("yn", "!", "C")]
    assert told(read(one, choices=choices)) == [
        *("choices 5 no-list-name", "choices 4 choice-twice"),
        *("choices 6 no-label", "choices 7 name"),
    ]
    long = [*YES_NO, *(("yn", f"c{n}", "C") for n in range(60))]
    assert told(read(one, choices=long)) == ["survey 2 list-long"]
    assert told(read_workbook({"Sheet1": Table([["type"]])}, None)) == ["survey 0 no-survey"]  # type: ignore[arg-type]


def test_what_is_left_out_is_said(read: Any) -> None:
    chinese = [("list_name", "name", "label", "label::chinese"), ("yn", "a", "A", "是")]
    book = read(
        ("start", "s"),
        asked("select_one yn", "q", appearance="minimal"),
        asked("text", "r", relevant="false()"),
        choices=chinese,
    )
    assert book.form is not None
    assert told(book) == [
        *("choices 1 language", "survey 2 made-by-phone"),
        *("survey 3 column-left-out", "survey 4 never"),
    ]


_CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["${q}", "select_one yn", "text", "q", "begin group", "end group", "note"]),
    st.sampled_from(["${q} = 1", "not(${q} > 2)", ". > 3", "regex(., 'a+')", '{"kind": "nps"}']),
)


@given(
    st.lists(st.lists(_CELL, max_size=len(HEAD)), max_size=5),
    st.lists(st.lists(_CELL, max_size=3), max_size=4),
)
@settings(max_examples=120, deadline=None)
def test_no_workbook_breaks_the_reader(
    read: Any, rows: list[list[Any]], choices: list[list[Any]]
) -> None:
    book = read(*map(tuple, rows), choices=[*YES_NO, *choices])
    assert (book.form is None) is bool(book.faults)


def test_the_documentation_names_what_is_supported() -> None:
    said = (ROOT / "docs" / "xlsform.md").read_text()
    types = re.search(r"## Types(.*?)## Columns", said, re.S)
    assert types is not None
    named = set(re.findall(r"`([^` ]+)`", types[1].split("\nEvery other")[0]))
    expected = {*TYPES, *MADE_BY_PHONES, "begin_group", "end_group"}
    assert expected - named == set()
    for column in (*CHANGING, *LEFT_OUT):
        assert f"`{column}`" in said or column in ("readonly", "media", "image", "audio", "video")
