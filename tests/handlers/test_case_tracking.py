from __future__ import annotations

import dataclasses
import secrets

from feedback.code import draw, read, spell
from feedback.messages import Address, Text
from feedback.unit import Office
from feedback.workflow import State
from handlers.case_tracking import status
from tests.feedback.office_work import OFFICE
from tests.handlers.conftest import TEXTS, Citizen, Town
from tests.handlers.reporting import WHAT, cases, report
from tests.handlers.staffing import filed, id_of, set_about


async def test_whoever_has_the_code_sees_how_it_stands_and_nothing_else(
    town: Town, lan: Citizen
) -> None:
    code = await report(lan, named=True)
    mai = town.citizen("mai")
    shown = await mai.say(f"/tracuu {code.lower()}")
    assert "Đường hỏng, ổ gà" in shown
    assert "24/11/2026" in shown
    assert "đã tiếp nhận" in shown
    assert "15/12/2026" in shown
    assert WHAT[:20] not in shown
    assert "Trần Văn" not in shown
    assert "0912" not in shown
    assert "912345678" not in shown
    for typed in (code, f"tra cuu {code}", code.replace("-", " "), f"/start c_{code}"):
        assert await mai.say(typed) == shown


async def test_the_owner_sees_his_own_words(lan: Citizen) -> None:
    code = await report(lan)
    assert WHAT[:20] in await lan.say(f"/status {code}")
    assert WHAT[:20] in await lan.say("/cuatoi")
    assert code in lan.shown


async def test_one_answer_for_every_code_that_does_not_work(town: Town, lan: Citizen) -> None:
    code = await report(lan)
    mai = town.citizen("mai")
    nobodys = await mai.say(f"/tracuu {spell(draw(secrets.randbelow))}")
    answer = mai.answer
    wrong = code[:-1] + ("A" if code[-1] != "A" else "C")
    assert read(wrong) is None
    for typed in (wrong, "xyz", "K7DMQ", "'; DROP TABLE case_file; --", "ư" * 500):
        assert await mai.say(f"/tracuu {typed}") == nobodys
        assert mai.answer == answer
    await lan.say("/dulieu")
    await lan.tap("Xóa dữ liệu")
    await lan.tap("Tôi muốn xóa")
    await lan.tap("Xóa vĩnh viễn")
    assert await mai.say(f"/tracuu {code}") == nobodys
    assert mai.answer == answer


async def test_after_ten_wrong_codes_nothing_is_looked_up_for_an_hour(
    town: Town, lan: Citizen
) -> None:
    code = await report(lan)
    mai = town.citizen("mai")
    for _ in range(10):
        assert "Không tìm thấy" in await mai.say(f"/tracuu {spell(draw(secrets.randbelow))}")
    pause = await mai.say(f"/tracuu {code}")
    assert "nghỉ một giờ" in pause
    assert await mai.say("/tracuu sai") == pause
    assert "đã tiếp nhận" in await lan.say(f"/tracuu {code}")
    town.pass_by(hours=1)
    assert "đã tiếp nhận" in await mai.say(f"/tracuu {code}")


async def test_the_code_is_asked_for(known: Citizen) -> None:
    assert "/tracuu và mã hồ sơ" in await known.say("/tracuu")
    assert await known.say("tra cuu giup toi") == await known.say("/tracuu")


async def test_nothing_sent_yet(known: Citizen) -> None:
    assert "chưa gửi" in await known.say("/cuatoi")
    await known.tap("Phản ánh")
    assert "điều gì" in known.shown


async def test_looking_up_in_the_middle_of_a_form_leads_back(lan: Citizen) -> None:
    code = await report(lan)
    await lan.say("/gopy")
    rows = lan.answer.replies[-1].rows
    for typed in ("/cuatoi", "/tracuu", f"/tracuu {code}", "/tracuu sai"):
        await lan.say(typed)
        await lan.tap("Làm tiếp")
        assert lan.answer.replies[-1].rows == rows


async def test_many_cases_are_listed_newest_first(town: Town, lan: Citizen) -> None:
    await report(lan)
    [first] = await cases(town, lan)
    work = town.storage.work()
    for number in range(9):
        town.pass_by(minutes=1)
        case = dataclasses.replace(
            first,
            id=f"c{number}",
            code=draw(secrets.randbelow),
            received_at=town.now,
            content={"what": f"việc số {number} " + "dài " * 30} if number else {},
            category="không còn" if number == 8 else first.category,
            unit="không còn" if number == 8 else first.unit,
            state="answered",
        )
        work.cases.add(case)
    await work.commit("", "", town.now)
    shown = await lan.say("/cuatoi")
    assert "10 hồ sơ" in shown
    assert "Còn 2 hồ sơ cũ hơn" in shown
    assert "đã trả lời" in shown
    assert shown.index("việc số 8") < shown.index("việc số 7")
    assert "dài d…”" in shown
    assert spell(first.code) not in shown


async def test_other_people_s_cases_are_not_listed(town: Town, lan: Citizen) -> None:
    await report(lan)
    assert "chưa gửi" in await town.citizen("mai").say("/mine")


async def test_tries_are_counted_for_each_person_alone(town: Town, known: Citizen) -> None:
    for _ in range(10):
        await known.say("/tracuu sai")
    assert "nghỉ một giờ" in await known.say("/tracuu sai")
    assert "Không tìm thấy" in await town.citizen("mai").say("/tracuu sai")
    arrival = await town.storage.work().people.arrive(Address("test", "minh"), "later")
    assert arrival.person is not None


async def test_what_a_state_is_called_is_the_offices_to_say(town: Town, lan: Citizen) -> None:
    await report(lan)
    [case] = await cases(town, lan)
    named = {"vi": "bộ phận một cửa đã nhận", "en": "at the one-stop desk"}
    told = status(with_state(State("received", named)), case, own=True)
    assert Text("tracking-state", {"state": named}) in told
    dropped = status(OFFICE, dataclasses.replace(case, state="of-old"), own=True)
    assert Text("tracking-state", {"state": Text("state-unknown")}) in dropped


def with_state(state: State) -> Office:
    states = {**OFFICE.workflow.states, state.id: state}
    workflow = dataclasses.replace(OFFICE.workflow, states=states)
    return dataclasses.replace(OFFICE, workflow=workflow)


async def test_a_case_about_an_officer_is_none_for_them_who_has_its_code(
    town: Town, known: Citizen
) -> None:
    case = await filed(town)
    assert "Tình trạng" in await known.say(f"/tracuu {case.code}")
    await set_about(town, case, id_of(known))
    assert "Không tìm thấy" in await known.say(f"/tracuu {case.code}")
    assert "Không tìm thấy" in await known.say(f"/start c_{case.code}")


async def test_where_nobody_is_in_charge_yet_is_said(town: Town, known: Citizen) -> None:
    """So it is of a voice message, which cannot be shown in words, and one by a helper."""
    case = await filed(
        town,
        sender=id_of(known),
        unit=town.office.root,
        content={"what": [{"kind": "voice"}]},
        assisted=True,
    )
    shown = await known.say(f"/tracuu {case.code}")
    assert TEXTS.render(Text("tracking-triage"), "vi") in shown
    assert TEXTS.render(Text("tracking-spoken"), "vi") in shown
    assert TEXTS.render(Text("tracking-assisted"), "vi") in shown
