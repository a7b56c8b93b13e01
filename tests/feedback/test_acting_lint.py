"""What an office's form `act` and its templates must hold: faults with their lines."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from feedback.errors import OfficePackInvalid
from feedback.office import Pack, read_pack

FOLDER = Path(__file__).parents[2] / "offices" / "binh-luc"
ACT, REPLIES = "forms/act.yaml", "replies.yaml"


@cache
def files() -> dict[str, str]:
    return {p.relative_to(FOLDER).as_posix(): p.read_text() for p in FOLDER.rglob("*.yaml")}


def read(changed: dict[str, str]) -> Pack:
    return read_pack({path: text.encode() for path, text in {**files(), **changed}.items()})


def spoilt(path: str, old: str, new: str) -> list[str]:
    """Return the faults of the sample pack with one thing changed."""
    text = files()[path]
    assert text.count(old) >= 1, old
    with pytest.raises(OfficePackInvalid) as raised:
        read({path: text.replace(old, new, 1)})
    return list(raised.value.faults)


def line(path: str, words: str) -> int:
    return files()[path][: files()[path].index(words)].count("\n") + 1


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("same-as", "`group` needs `same_as`; add a question `same-as` or `same-as-group`"),
        ("outcome", "`answer` needs `outcome`; add a question `outcome` or `outcome-answer`"),
        ("more", "`split` needs `more`; add a question `more` or `more-split`"),
        ("officer", "`assign` needs `officer`; add a question `officer` or `officer-assign`"),
        ("until", "`extend` needs `until`; add a question `until` or `until-extend`"),
    ],
)
def test_every_need_of_every_row_is_asked(name: str, what: str) -> None:
    found = spoilt(ACT, f"name: {name}\n", f"name: {name}-x\n")
    assert f"{ACT}:{line(ACT, 'questions:')}: {what}" in found


def test_a_need_without_any_question_is_a_fault_of_the_form() -> None:
    assert spoilt(ACT, "name: evidence\n", "name: evidenz\n") == [
        f"{ACT}:{line(ACT, 'questions:')}: "
        "`answer` needs `evidence`; add a question `evidence` or `evidence-answer`"
    ]


def test_a_question_of_another_kind_cannot_give_what_is_needed() -> None:
    assert spoilt(
        ACT, "  - kind: reply\n    name: text-answer", "  - kind: text\n    name: text-answer"
    ) == [
        f"{ACT}:{line(ACT, 'name: text-answer') - 1}: "
        "`text-answer` must be of the kind `reply`: `answer` needs it"
    ]


def test_every_ground_of_the_law_can_be_chosen() -> None:
    [found] = spoilt(ACT, "{name: verification,", "{name: other,")
    assert "on the ground `verification`; add it to the choices" in found
    found_again = spoilt(ACT, "name: ground\n", "name: grounds\n")
    assert any("`extend` needs `ground`" in each for each in found_again)


def test_what_only_citizens_and_the_timer_do_is_not_asked_here() -> None:
    text = files()["workflow.yaml"].replace(
        "    by: [citizen]\n    needs: [reason]",
        "    by: [citizen]\n    needs: [reason, until, people]",
    )
    assert read({"workflow.yaml": text}).warnings == ()


def test_a_pack_may_have_neither() -> None:
    bare = {path: text for path, text in files().items() if path not in (ACT, REPLIES)}
    pack = read_pack({path: text.encode() for path, text in bare.items()})
    assert pack.office.replies.templates == {}


@pytest.mark.parametrize(
    ("old", "new", "at", "what"),
    [
        (
            "({code}) đã được giải",
            "({name}) đã được giải",
            "id: answer-solved",
            "`{name}` is not filled in by anything",
        ),
        ("outcomes: [partly]", "outcomes: [done]", "id: answer-partly", "`done` is no outcome"),
        (
            "action: answer\n    outcomes: [solved]",
            "action: ask\n    outcomes: [solved]",
            "- id: answer-solved",
            "only `answer` has `outcomes`",
        ),
        ("action: ask\n", "action: beg\n", "- id: ask-place", "`beg` is no action"),
        (
            "categories: [chieu-sang]",
            "categories: [den]",
            "categories: [chieu-sang]",
            "no category",
        ),
        ("states: [reopened,", "states: [anew,", "states: [reopened,", "`anew` is no state"),
        ("action: refuse\n", "action: close\n", "action: refuse\n", "no `close` of workflow.yaml"),
        ("id: ask-photo", "id: ask-place", "id: ask-photo", "a second `ask-place`"),
        ("min_length: 40", "min_length: 0", "min_length: 40", "greater than or equal to 1"),
        ('- "đã ghi nhận"', '- "!"', "quality:", "a phrase without words: “!”"),
        ("quality:", "qualities:", "quality:", "`qualities` is not known here"),
    ],
)
def test_templates_speak_of_what_the_office_has(old: str, new: str, at: str, what: str) -> None:
    found = spoilt(REPLIES, old, new)
    assert any(what in each for each in found), found
    assert all(each.startswith(f"{REPLIES}:") for each in found)
    wanted = line(REPLIES, at)
    assert any(abs(int(each.split(":")[1]) - wanted) <= 3 for each in found), (found, wanted)


def test_a_template_of_a_category_that_is_wrong_itself_is_no_second_fault() -> None:
    row = "  - id: chieu-sang\n    name:"
    found = spoilt("categories.yaml", row, row.replace("name:", "nam:"))
    assert found
    assert all(each.startswith("categories.yaml:") for each in found)


def test_a_reply_file_that_cannot_be_read_is_one_fault() -> None:
    assert spoilt(REPLIES, "replies:\n", "replies: [\n")
    with pytest.raises(OfficePackInvalid) as raised:
        read({REPLIES: "quality: {min_length: 40}\n"})
    assert raised.value.faults == (f"{REPLIES}:1: needs a list `replies:`",)
