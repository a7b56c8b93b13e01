"""Letters: which goes out, over all there is; what it cannot leave without; who signs."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import read_office
from feedback.access import Actor
from feedback.calendar import WorkingCalendar
from feedback.case import Case
from feedback.case_clock import begin, pause
from feedback.deadline import rule
from feedback.decision import OUTCOMES
from feedback.errors import LetterRefused, OfficePackInvalid
from feedback.letter import (
    APPROVED,
    DRAFT,
    DROPPED,
    REJECTED,
    Letter,
    agencies_around,
    agency_of,
    approved,
    filled,
    in_time,
    is_late,
    is_moot,
    listed,
    may_list,
    may_prepare,
    may_sign,
    missing,
    of_case,
    printed,
    rejected,
    units_passed,
    wanted,
    which,
)
from feedback.letter_book import APOLOGIES, KINDS, LATE_CASE, MISTAKE, OBLIGATORY, PLACEHOLDERS
from feedback.messages import Line, Text
from feedback.office import read_pack
from feedback.person import Grant
from feedback.questions.scale import SIPAS
from feedback.unit import Office

OFFICE = Path(__file__).resolve().parents[2] / "offices" / "binh-luc"
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
LEVELS = ("", *(level.name for level in SIPAS))
CASES = ("problem", "proposal", "question", "praise", "complaint", "denunciation")
WHOLE = {
    "addressee": "Bà Trần Thị Lan", "address": "Thôn 3", "phone": "0912345678",
    "received": "2026-11-03", "field": "Đất đai", "receipt": "K7", "promised": "2026-11-25",
    "units": "Xã Bình Lục", "reason": "Chờ xác minh tại thực địa", "new_date": "2026-12-04",
}  # fmt: skip


@pytest.fixture(scope="module")
def office() -> Office:
    return read_office(OFFICE).office


def case(**about: Any) -> Case:
    given = {"kind": "problem", "state": "received", "unit": "binh-luc-kt", "person": "p1",
             "received_at": NOW, "entered_at": NOW, "promised": date(2026, 11, 25), **about}  # fmt: skip
    return Case(id="k1", code="K7DMQ3RTX9P4VA", channel="web", **given)


def letter(**about: Any) -> Letter:
    given = {"kind": LATE_CASE, "agency": "binh-luc", "case": "k1", "fields": WHOLE, **about}
    return Letter(id="l1", made_at=NOW, **given)


def why(refused: pytest.ExceptionInfo[LetterRefused]) -> Text:
    assert isinstance(refused.value.why, Text)
    return refused.value.why


# Which letter: every combination of outcome, rating, kind, lateness and lane


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("kind", CASES)
def test_who_is_unhappy_is_never_thanked_and_nothing_unsolved_is_called_solved(
    kind: str, late: bool, sealed: bool
) -> None:
    said = itertools.product(("", *OUTCOMES), LEVELS, ("", "yes", "partly", "no"))
    for outcome, rating, solved in said:
        found = which(outcome, rating, kind, late=late, sealed=sealed, solved=solved)
        assert found in (None, *KINDS)
        unhappy = rating in ("very-unsatisfied", "unsatisfied")
        happy = rating in ("satisfied", "very-satisfied")
        if sealed:
            assert found is None
        elif kind == "praise":
            assert found == "thanks-praise"
        else:
            assert found != "thanks-praise"
            thanked = found is not None and found.startswith("thanks")
            assert not (thanked and (unhappy or late or outcome in ("", "unsolved")))
            assert not (thanked and solved == "no")
            if found == "thanks-solved":
                assert outcome == "solved"
                assert solved in ("", "yes")
                assert happy
            if found == "thanks-proposal":
                assert kind == "proposal"
            if not outcome:
                assert found == (LATE_CASE if late else None)
            elif kind == "complaint":
                assert found is None
            elif unhappy or late:
                assert found == MISTAKE


@pytest.mark.parametrize(
    ("outcome", "rating", "kind", "late", "letter"),
    [
        ("solved", "very-satisfied", "problem", False, "thanks-solved"),
        ("solved", "neutral", "problem", False, None),
        ("solved", "", "problem", False, None),
        ("partly", "very-satisfied", "problem", False, None),
        ("solved", "satisfied", "problem", True, "mistake"),
        ("unsolved", "very-unsatisfied", "question", False, "mistake"),
        ("partly", "", "proposal", False, "thanks-proposal"),
        ("unsolved", "", "proposal", False, None),
        ("", "", "complaint", True, "late-case"),
        ("solved", "very-satisfied", "complaint", True, None),
    ],
)
def test_which_letter_in_words(
    outcome: str, rating: str, kind: str, late: bool, letter: str | None
) -> None:
    assert which(outcome, rating, kind, late=late) == letter


def test_what_happens_decides_too(office: Office) -> None:
    answered = case(outcome="solved", answered_at=NOW, rating="satisfied")
    assert wanted(answered, "rated", "yes", office, NOW) == "thanks-solved"
    assert wanted(answered, "rated", "partly", office, NOW) is None
    assert wanted(answered, "dispute", "", office, NOW) is None
    assert wanted(case(), "warned", "", office, NOW) == LATE_CASE
    assert wanted(case(), "received", "", office, NOW) is None
    assert wanted(case(kind="denunciation"), "late", "", office, NOW) is None


@pytest.mark.parametrize(
    ("kind", "state", "about", "what", "calls_for", "moot"),
    [
        ("late-case", DRAFT, {}, "note", None, False),
        ("late-case", DRAFT, {}, "extend", None, True),
        ("late-case", DRAFT, {"answered_at": NOW}, "answer", "mistake", True),
        ("late-case", DRAFT, {"closed_at": NOW}, "refuse", None, True),
        ("late-case", APPROVED, {"answered_at": NOW}, "answer", None, False),
        ("thanks-proposal", DRAFT, {}, "rated", "mistake", True),
        ("thanks-proposal", DRAFT, {}, "rated", "thanks-proposal", False),
        ("mistake", DRAFT, {}, "dispute", None, False),
    ],
)
def test_a_draft_that_was_overtaken(
    kind: str, state: str, about: dict[str, Any], what: str, calls_for: str | None, moot: bool
) -> None:
    assert is_moot(letter(kind=kind, state=state), case(**about), what, calls_for) is moot


def test_late_is_what_was_promised_for_a_day_that_is_over(office: Office) -> None:
    tomorrow = NOW + timedelta(days=1)
    assert not is_late(case(), tomorrow)
    assert is_late(case(), NOW + timedelta(days=2))
    assert not is_late(case(promised=None), tomorrow)
    assert not is_late(case(answered_at=tomorrow), NOW + timedelta(days=9))
    assert is_late(case(answered_at=NOW + timedelta(days=2)), NOW + timedelta(days=9))
    assert not is_late(case(closed_at=tomorrow), NOW + timedelta(days=9))
    clock = begin(rule(office.clocks, "pakn", "resolve", TODAY), NOW, WorkingCalendar.of(office))
    assert not is_late(case(clocks=(pause(clock, NOW),)), NOW + timedelta(days=9))


def test_in_time_is_a_day_before() -> None:
    assert in_time(date(2026, 11, 25), TODAY)
    assert not in_time(TODAY, TODAY)
    assert not in_time(None, TODAY)


# What it carries


def test_a_case_says_what_it_knows_and_nothing_else(office: Office) -> None:
    known = case(
        category="road",
        chain=("binh-luc-vp", "gone", "binh-luc-vp"),
        identity={"name": "Trần Thị Lan", "phone": "+84912345678"},
    )
    said = of_case(office, replace(known, category=next(iter(office.categories))))
    assert said["addressee"] == "Trần Thị Lan"
    assert said["received"] == "2026-11-24"
    assert said["promised"] == "2026-11-25"
    assert said["receipt"] == "K7DMQ-3RTX9-P4VA"
    assert said["field"]
    assert "address" not in said
    assert units_passed(office, known) == (
        "Văn phòng HĐND và UBND xã Bình Lục, Phòng Kinh tế xã Bình Lục"
    )
    bare = of_case(office, case(promised=None, content={"receipt": "H42-7"}))
    assert bare.keys() == {"received", "receipt", "units"}
    assert bare["receipt"] == "H42-7"


def test_an_agency_is_the_nearest_above(office: Office) -> None:
    found = agency_of(office, "binh-luc-hcc")
    assert found is not None
    assert found.unit == "binh-luc"
    assert agency_of(office, "nowhere") is None


@pytest.mark.parametrize("kind", sorted(APOLOGIES))
def test_every_field_the_law_wants_is_named_when_it_is_missing(office: Office, kind: str) -> None:
    """Mẫu 04: one after the other is taken away, and the letter does not leave."""
    for name in WHOLE:
        lacking = letter(kind=kind, fields={k: v for k, v in WHOLE.items() if k != name})
        assert missing(office, lacking) == (name,)
        with pytest.raises(LetterRefused) as refused:
            approved(office, lacking, (), 1, "Nguyễn Văn Hưởng", TODAY)
        assert why(refused).args["fields"] == listed((name,))
    assert missing(office, letter(kind=kind)) == ()
    assert missing(office, letter(kind=kind), "") == ("signer",)
    unknown = letter(kind=kind, agency="nowhere")
    assert set(missing(office, unknown)) == {"agency", "place", "recipients", "signer_title"}
    assert {
        *WHOLE,
        "agency",
        "place",
        "recipients",
        "signer_title",
        "signer",
        "number",
        "day",
    } == (OBLIGATORY[kind])
    blank = letter(kind=kind, fields=dict.fromkeys(WHOLE, "  "))
    assert set(missing(office, blank)) == set(WHOLE)


def test_what_an_office_has_no_letter_for_lacks_only_what_the_law_wants(office: Office) -> None:
    none = replace(office, letters=replace(office.letters, kinds={}))
    assert missing(none, letter(kind="mistake", fields={})) == ()
    assert missing(none, letter(fields={})) != ()


def test_filling_in_keeps_what_belongs_in_a_letter(office: Office) -> None:
    after = filled(letter(fields={}), {**WHOLE, "reason": " ", "agency": "Ủy ban khác"})
    assert after.fields == {k: v for k, v in WHOLE.items() if k != "reason"}
    with pytest.raises(LetterRefused) as refused:
        filled(letter(), {"new_date": "2026-11-25"})
    assert why(refused) == Text("letter-refused-new-date", {"day": date(2026, 11, 25)})
    assert filled(letter(kind="mistake"), {"new_date": "2026-11-01"})


def test_signing_gives_a_number_a_day_and_a_name(office: Office) -> None:
    after = approved(office, letter(), (letter(),), 12, "Nguyễn Văn Hưởng", TODAY)
    assert (after.state, after.number, after.year) == (APPROVED, 12, 2026)
    said = printed(office, after, {"code": "K7"})
    assert said.keys() == PLACEHOLDERS - {"qr"}
    assert said["number"] == "12/TXL-UBND"
    assert said["day"] == "ngày 24 tháng 11 năm 2026"
    assert said["promised"] == "25/11/2026"
    assert said["signer"] == "Nguyễn Văn Hưởng"
    assert said["signer_title"] == "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"
    assert said["recipients"].startswith("- Như trên;\n- ")
    assert said["recipients"].endswith("Lưu: VT.")
    assert said["code"] == "K7"


def test_a_draft_shows_blanks_for_what_is_not_known_yet(office: Office) -> None:
    said = printed(office, letter(fields={}, agency="nowhere"), {})
    assert said["day"] == "ngày      tháng      năm"
    assert said["number"].strip() == "/TXL"
    assert said["recipients"] == ""
    early = printed(office, letter(fields={"day": "2027-02-03"}, kind="other"), {})
    assert early["day"] == "ngày 03 tháng 02 năm 2027"
    assert early["number"].endswith("/UBND")


def test_there_is_one_new_date_and_it_lies_ahead(office: Office) -> None:
    signed = letter(state=APPROVED)
    other = replace(letter(), id="l2")
    with pytest.raises(LetterRefused) as refused:
        approved(office, other, (signed,), 2, "Hưởng", TODAY)
    assert why(refused).id == "letter-refused-second"
    assert approved(office, other, (replace(signed, state=REJECTED),), 2, "Hưởng", TODAY)
    assert approved(office, other, (replace(signed, kind="mistake"),), 2, "Hưởng", TODAY)
    with pytest.raises(LetterRefused) as refused:
        approved(office, letter(), (), 1, "Hưởng", date(2026, 12, 4))
    assert why(refused).id == "letter-refused-past"


@pytest.mark.parametrize("state", [APPROVED, REJECTED, DROPPED])
def test_what_is_over_stays_as_it_is(office: Office, state: str) -> None:
    over = letter(state=state)
    with pytest.raises(LetterRefused):
        filled(over, {})
    with pytest.raises(LetterRefused):
        approved(office, over, (), 1, "Hưởng", TODAY)
    with pytest.raises(LetterRefused):
        rejected(over, "không cần")


def test_a_rejected_letter_keeps_the_reason() -> None:
    after = rejected(letter(), "không cần")
    assert (after.state, after.fields["rejected"]) == (REJECTED, "không cần")


def test_fields_are_named_in_one_line() -> None:
    one: Line = Text("letter-field", {"name": "reason"})
    assert listed(("reason",)) == one
    two = listed(("reason", "phone"))
    assert isinstance(two, Text)
    assert two.args["first"] == one


# Who


def who(*grants: tuple[str, str], person: str = "o1") -> Actor:
    return Actor(person, tuple(Grant(role, unit) for role, unit in grants))


@pytest.mark.parametrize("role", ["officer", "head", "admin", "auditor", "sealed-reader"])
@pytest.mark.parametrize(
    ("unit", "above_case", "above_agency"),
    [
        ("binh-luc-kt", True, False),
        ("binh-luc", True, True),
        ("khu-vuc-binh-luc", True, True),
        ("binh-luc-vp", False, False),
        ("binh-my", False, False),
    ],
)
def test_heads_of_the_agency_sign_officers_fill_in_administrators_see_the_list(
    office: Office, role: str, unit: str, above_case: bool, above_agency: bool
) -> None:
    actor, about = who((role, unit)), case()
    handles = above_case and role in ("officer", "head")
    assert may_prepare(office, actor, about.unit, about) is handles
    assert may_sign(office, actor, letter(), about) is (above_agency and role == "head")
    assert may_list(office, actor, about.unit, about) is (
        above_case and role in ("officer", "head", "admin")
    )
    assert may_prepare(office, actor, "binh-luc-kt", None) is handles
    assert may_sign(office, actor, letter(case=""), None) is (above_agency and role == "head")
    assert may_list(office, actor, "binh-luc-kt", None) is (
        above_case and role in ("officer", "head", "admin")
    )


def test_nobody_signs_or_sees_a_letter_in_a_matter_of_their_own(office: Office) -> None:
    head = who(("head", "binh-luc"))
    for about in (case(about=("o1",)), case(person="o1")):
        assert not may_sign(office, head, letter(), about)
        assert not may_prepare(office, head, about.unit, about)
        assert not may_list(office, head, about.unit, about)


def test_agencies_somebody_has_to_do_with(office: Office) -> None:
    roles = ("officer", "head")
    assert agencies_around(office, who(("officer", "binh-luc-kt")), roles) == ("binh-luc",)
    assert agencies_around(office, who(("admin", "binh-luc")), roles) == ()
    assert set(agencies_around(office, who(("head", office.root)), roles)) == {
        *office.letters.agencies
    }
    assert agencies_around(office, who(("head", "nowhere")), roles) == ()


# The pack


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("id: mistake", "id: birthday"), "is no letter the program knows"),
        (("needs: [addressee, words", "needs: [addressee, hobby, words"), "needs hobby"),
        (("reason, new_date, agency", "reason, agency"), "must need new_date, too"),
        (("unit: binh-my\n", "unit: binh-mi\n"), "`binh-mi` is no unit of units.yaml"),
        (("series: TXL", "serial: TXL"), "serial"),
    ],
)
def test_a_fault_of_letters_yaml_is_told_with_its_line(
    change: tuple[str, str], fault: str
) -> None:
    files = {
        path.relative_to(OFFICE).as_posix(): path.read_bytes() for path in OFFICE.rglob("*.yaml")
    }
    before = files["letters.yaml"].decode()
    assert change[0] in before
    files["letters.yaml"] = before.replace(*change, 1).encode()
    with pytest.raises(OfficePackInvalid) as invalid:
        read_pack(files)
    assert any(each.startswith("letters.yaml:") and fault in each for each in invalid.value.faults)


def test_an_office_may_write_no_letters() -> None:
    files = {
        path.relative_to(OFFICE).as_posix(): path.read_bytes() for path in OFFICE.rglob("*.yaml")
    }
    del files["letters.yaml"]
    assert not read_pack(files).office.letters.kinds
