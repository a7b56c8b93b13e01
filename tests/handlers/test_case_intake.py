from __future__ import annotations

from datetime import date

import pytest

from feedback.code import read
from feedback.conversation import Conversation
from feedback.deadline import rule
from feedback.errors import StorageError
from feedback.messages import Address, Attachment, Location, Text
from storage.work import Work
from tests.handlers.conftest import TEXTS, Citizen, Town
from tests.handlers.reporting import WHAT, cases, choose_category, code, finish, report

KEPT_FILES = TEXTS.render(Text("intake-kept-files"), "vi")


async def _held(town: Town, account: str = "lan") -> Conversation | None:
    work = town.storage.work()
    return (await work.people.arrive(Address("test", account), "later")).conversation


async def _jobs(town: Town) -> list[dict[str, object]]:
    due = await town.storage.jobs.due(town.now, 50)
    return [dict(job.payload) for job in due if job.kind == "fetch-evidence"]


async def test_a_report_without_a_name(town: Town, lan: Citizen) -> None:
    spelled = await report(lan)
    [case] = await cases(town, lan)
    assert case.code == read(spelled)
    assert (case.kind, case.state, case.category) == ("problem", "received", "duong-hong")
    assert case.unit == town.office.root
    assert case.content["what"] == WHAT
    assert case.identity == {}
    assert case.promised == date(2026, 12, 15)
    [clock] = case.clocks
    assert clock.promised == case.promised
    assert clock.rule == rule(town.office.clocks, "pakn", "resolve", date(2026, 11, 24))
    assert clock.began_at == case.received_at
    assert "Hẹn trả lời: chậm nhất thứ Ba, 15/12/2026" in lan.shown
    assert f"/tracuu {spelled}" in lan.shown
    assert "không để lại tên" in lan.shown
    work = town.storage.work()
    await work.cases.find(case.code)
    assert [event.what for event in await work.cases.history(case.id)] == ["received"]
    assert await _held(town) is None


async def test_name_and_number_are_kept_apart_and_only_with_consent(
    town: Town, lan: Citizen
) -> None:
    await report(lan, named=True)
    [case] = await cases(town, lan)
    assert case.identity == {"name": "Trần Văn Bình", "phone": "+84912345678"}
    assert not {"name", "phone", "consent", "named", "kind"} & case.content.keys()
    assert "không để lại tên" not in lan.shown
    assert lan.turn is not None
    [consent] = await town.storage.work().people.consents(lan.turn.person.id)
    assert (consent.purpose, consent.given) == ("process-report", True)


async def test_without_consent_no_name_is_kept(town: Town, lan: Citizen) -> None:
    await report(lan, named=True, consent="refuse")
    [case] = await cases(town, lan)
    assert case.identity == {}
    assert "không giữ lại" in lan.shown


async def test_praise_counts_and_promises_nothing(town: Town, lan: Citizen) -> None:
    await report(lan, kind="Khen", what="Cán bộ quầy 1 hướng dẫn rất tận tình")
    [case] = await cases(town, lan)
    assert (case.kind, case.promised) == ("praise", None)
    assert "Hẹn trả lời" not in lan.shown


async def test_who_is_unsure_is_asked_plainly_and_reports_a_problem(
    town: Town, lan: Citizen
) -> None:
    await lan.say("khieu nai")
    assert "tố một người cụ thể" in lan.shown
    await lan.tap("Không")
    assert "thiệt hại quyền lợi" in lan.shown
    await lan.tap("Không")
    await choose_category(lan, "Đường sá", "Đường hỏng")
    await lan.tap("Bỏ qua")
    await lan.say(WHAT)
    await lan.tap("Bỏ qua")
    await lan.tap("Bỏ qua")
    await finish(lan)
    [case] = await cases(town, lan)
    assert case.kind == "problem"


@pytest.mark.parametrize("way", ["chosen", "asked"])
async def test_a_denunciation_leaves_nothing_behind(town: Town, lan: Citizen, way: str) -> None:
    await lan.say("Ông A làm sai nhiều việc ở xóm tôi, dân rất bức xúc")
    if way == "chosen":
        await lan.tap("Tố cáo")
    else:
        await lan.tap("Tôi chưa rõ")
        await lan.tap("Có")
    assert "Luật" in lan.shown or "tố cáo" in lan.shown
    assert "không lưu lại" in lan.shown
    assert await _held(town) is None
    assert await cases(town, lan) == []
    assert lan.turn is not None
    work = town.storage.work()
    assert await work.conversations.waiting(lan.turn.person.id) == []


DENUNCIATION = "Tôi tố cáo ông X, cán bộ xã, nhận tiền của dân nhiều năm nay"


@pytest.mark.parametrize("at", ["category", "unit", "what", "place", "evidence", "review"])
async def test_a_denunciation_written_into_the_form_is_not_kept(
    town: Town, lan: Citizen, at: str
) -> None:
    """It once became a case, with the words for every officer of the office to read."""
    await lan.say("/gopy")
    await lan.tap("Phản ánh")
    steps = {"category": "Việc khác", "unit": "Bỏ qua", "what": WHAT, "place": "Bỏ qua"}
    for name, step in {**steps, "evidence": "Bỏ qua", "named": "Không", "review": ""}.items():
        if name == at:
            break
        await (lan.say(step) if name == "what" else lan.tap(step))
    for send in (
        lan.say,
        lambda words: lan.photo(text=words),
        lambda words: lan.photo(text=words, album="7"),
    ):
        await send(DENUNCIATION)
        assert "không phải là tố cáo hợp lệ" in lan.shown
        assert "không được lưu" in lan.shown
        assert lan.labels[-1] == "Làm tiếp: Gửi phản ánh, kiến nghị"
        held = await _held(town)
        assert held is not None
        assert "cán bộ xã" not in f"{held.answers} {held.drafts} {held.heard}"
    await lan.tap("Làm tiếp")
    assert "cán bộ xã" not in lan.shown


async def test_the_choice_of_a_denunciation_can_be_typed(town: Town, lan: Citizen) -> None:
    await lan.say("/gopy")
    await lan.say("to cao")
    assert "không phải là tố cáo hợp lệ" in lan.shown
    assert await _held(town) is None


async def test_a_report_does_not_become_a_denunciation_by_a_correction(
    town: Town, lan: Citizen
) -> None:
    await lan.say("/gopy")
    await lan.tap("Phản ánh")
    await lan.tap("Việc khác")
    await lan.tap("Bỏ qua")
    await lan.say(WHAT, message="100")
    await lan.tap("Bỏ qua")
    await lan.tap("Bỏ qua")
    await finish(lan)
    assert "không được lưu" in await lan.say(DENUNCIATION, message="100", edited=True)
    [case] = await cases(town, lan)
    assert [each.what for each in await town.storage.work().cases.history(case.id)] == ["received"]


async def test_what_is_told_instead_of_choosing_is_kept(town: Town, lan: Citizen) -> None:
    """People tell what happened at the first question, often in several messages."""
    await lan.say("/gopy")
    await lan.say(WHAT, message="100")
    assert "ghi lại lời" in lan.shown
    assert "muốn nói với chúng tôi điều gì" in lan.shown
    await lan.tap("Phản ánh")
    await lan.say("Trẻ con đi học về rất sợ", message="101")
    assert "ghi lại lời" in lan.shown
    assert "thuộc nhóm nào" in lan.shown
    await lan.tap("Việc khác")
    await lan.tap("Bỏ qua")
    assert "ở chỗ nào" in lan.shown  # what happened is not asked again
    await lan.tap("Bỏ qua")
    await lan.tap("Bỏ qua")
    await finish(lan)
    [case] = await cases(town, lan)
    assert case.content["what"] == f"{WHAT}\nTrẻ con đi học về rất sợ"
    assert "ghi thêm" in await lan.say("Đèn hỏng hai tuần nay", message="101", edited=True)


async def test_too_much_told_too_early_is_said_to_be_too_much(town: Town, lan: Citizen) -> None:
    await lan.say("/gopy")
    await lan.say("Đường hỏng lắm. " * 700)
    assert "Xin viết ngắn lại" in lan.shown
    held = await _held(town)
    assert held is not None
    assert held.answers == {}


async def test_a_wrong_choice_is_not_taken_for_a_report(town: Town, lan: Citizen) -> None:
    await lan.say("/gopy")
    await lan.say("cái thứ bảy")
    assert "Xin chọn một mục" in lan.shown
    await lan.tap("Tôi chưa rõ")
    await lan.say(WHAT)  # "please give no details yet"
    assert "“có” hoặc “không”" in lan.shown
    held = await _held(town)
    assert held is not None
    assert "what" not in held.answers


async def test_a_complaint_is_told_where_to_file(town: Town, lan: Citizen) -> None:
    await lan.say("/gopy")
    await lan.tap("Khiếu nại")
    assert "khiếu nại hợp lệ" in lan.shown
    await lan.tap("Không")
    assert "không giữ lại điều gì" in lan.shown
    assert await cases(town, lan) == []
    assert await _held(town) is None


async def test_the_wish_to_complain_is_noted_and_is_no_filing(town: Town, lan: Citizen) -> None:
    await lan.say("/gopy")
    await lan.tap("Khiếu nại")
    await lan.tap("Có")
    await choose_category(lan, "Đường sá", "Đường hỏng")
    await lan.tap("Bỏ qua")
    await lan.say(WHAT)
    await lan.tap("Bỏ qua")
    await lan.tap("Bỏ qua")
    await finish(lan)
    assert "chưa phải là đơn khiếu nại hợp lệ" in lan.shown
    [case] = await cases(town, lan)
    assert (case.kind, case.state, case.promised, case.clocks) == (
        "complaint",
        "received",
        None,
        (),
    )
    assert f"letter:complaint-form:{case.id}" in [each.data for each in lan.buttons]


async def test_a_question_is_taken(town: Town, lan: Citizen) -> None:
    await lan.say("/gopy")
    await lan.tap("Hỏi về")
    await choose_category(lan, "Đường sá", "Đường hỏng")
    await lan.tap("Bỏ qua")
    await lan.say(WHAT)
    await lan.tap("Bỏ qua")
    await lan.tap("Bỏ qua")
    await finish(lan)
    [case] = await cases(town, lan)
    assert case.kind == "question"
    assert case.promised is not None


async def test_the_unit_named_is_competent_or_its_right_part(town: Town, lan: Citizen) -> None:
    await lan.say("/start g_binh-my")
    assert "Xã Bình Mỹ" in lan.shown
    await lan.tap("Phản ánh")
    await choose_category(lan, "Đường sá", "Đường hỏng")
    await lan.say(WHAT)
    await lan.tap("Bỏ qua")
    await lan.tap("Bỏ qua")
    await finish(lan)
    [case] = await cases(town, lan)
    assert case.unit == "binh-my-kt"
    assert "Phòng Kinh tế xã Bình Mỹ" in lan.shown


async def test_a_category_of_a_link_is_not_asked_again(town: Town, lan: Citizen) -> None:
    await lan.say("/start g_binh-my_tieng-on")
    await lan.tap("Phản ánh")
    await lan.say("Karaoke ồn suốt đêm không ai ngủ được")
    assert "Tiếng ồn thường vào lúc nào" in lan.shown
    await lan.tap("Đêm")
    await lan.tap("Bỏ qua")
    await lan.tap("Bỏ qua")
    await finish(lan)
    [case] = await cases(town, lan)
    assert (case.category, case.unit) == ("tieng-on", "binh-my-vhxh")
    assert case.content["noise-hours"] == "night"


async def test_words_sent_first_are_the_report(town: Town, lan: Citizen) -> None:
    await lan.say(WHAT)
    assert "ghi lại lời" in lan.shown
    await lan.tap("Phản ánh")
    await choose_category(lan, "Đường sá", "Đường hỏng")
    await lan.tap("Bỏ qua")
    assert "kể rõ sự việc" not in lan.shown
    await lan.tap("Bỏ qua")
    await lan.tap("Bỏ qua")
    await finish(lan)
    [case] = await cases(town, lan)
    assert case.content["what"] == WHAT


@pytest.mark.parametrize("way", ["asked", "told"])
async def test_a_story_cut_into_messages_stays_one(town: Town, lan: Citizen, way: str) -> None:
    """Telegram cuts at 4096: the first part was refused, the rest taken for the whole, and what
    came third for an address."""
    parts = ("Nhà tôi ở cuối xóm. " * 200, "Mưa là ngập. " * 300, "Xin giúp.")
    if way == "asked":
        await lan.say("/gopy")
        await lan.tap("Phản ánh")
        await lan.tap("Việc khác")
        await lan.tap("Bỏ qua")
    for part in parts:
        await lan.say(part)
        town.pass_by(seconds=-2.5)  # parts come together
    assert "ghi lại lời" in lan.shown
    held = await _held(town)
    assert held is not None
    assert held.answers["what"] == "\n".join(part.strip() for part in parts)
    assert "place" not in held.answers
    town.pass_by(seconds=3)
    if way == "asked":
        await lan.say("Cuối xóm 5")
        held = await _held(town)
        assert held is not None
        assert held.answers["place"] == {"address": "Cuối xóm 5"}


async def test_words_too_long_to_keep_are_said_so(town: Town, lan: Citizen) -> None:
    await lan.say("Sự việc rất dài. " * 700)
    assert "10.000" in lan.shown
    held = await _held(town)
    assert held is not None
    assert "what" not in held.answers


async def test_a_photo_without_words_is_a_report(town: Town, lan: Citizen) -> None:
    await lan.photo()
    assert "Đã nhận ảnh" in lan.shown
    await lan.tap("Phản ánh")
    await choose_category(lan, "Đường sá", "Đường hỏng")
    await lan.tap("Bỏ qua")
    assert "kể rõ sự việc" in lan.shown
    await lan.tap("Nội dung có trong ảnh")
    await lan.tap("Bỏ qua")
    assert "ảnh" in lan.shown
    await lan.say("xong")
    await finish(lan)
    [case] = await cases(town, lan)
    assert case.content["what"] == "(Nội dung ở ảnh, ghi âm hoặc tệp gửi kèm)"
    [job] = await _jobs(town)
    assert job["kind"] == "photo"
    assert str(job["ref"]).startswith("photo")
    assert {"evidence", "channel", "ref", "mime", "person", "chat", "language"} <= job.keys()


async def test_the_button_for_what_is_attached_goes_stale_kindly(town: Town, lan: Citizen) -> None:
    await lan.say("/gopy")
    rows = lan.answer.replies[-1].rows
    held = await _held(town)
    assert held is not None
    await lan.press(f"intake:{held.id}")
    assert lan.answer.replies[-1].rows == rows
    await lan.press("intake:zzzzzz")
    assert lan.answer.replies[-1].rows == rows


async def test_ten_photos_of_an_album_are_one_report_with_one_answer(
    town: Town, lan: Citizen
) -> None:
    answers = []
    for _ in range(10):
        await lan.photo(album="a1")
        answers.append(lan.answer)
    assert all(len(answer.replies) == 1 for answer in answers)
    assert {answer.replies[0].merge for answer in answers} == {"album:a1"}
    assert all(answer.replies[0].after > 0 for answer in answers)
    await lan.tap("Phản ánh")
    await choose_category(lan, "Đường sá", "Đường hỏng")
    await lan.tap("Bỏ qua")
    await lan.say(WHAT)
    await lan.tap("Bỏ qua")
    await lan.say("xong")
    await finish(lan)
    assert len(await cases(town, lan)) == 1
    assert len(await _jobs(town)) == 10


async def test_what_comes_early_is_kept(town: Town, lan: Citizen) -> None:
    await lan.say("/gopy")
    await lan.send(location=Location(20.49, 105.99))
    assert "Đã nhận vị trí" in lan.shown
    assert "điều gì" in lan.shown
    await lan.tap("Phản ánh")
    await choose_category(lan, "Đường sá", "Đường hỏng")
    await lan.tap("Bỏ qua")
    await lan.photo(text=WHAT)
    assert "Đã nhận ảnh" in lan.shown
    assert "chỗ nào" not in lan.shown
    await lan.say("xong")
    await lan.photo(kind="voice")
    assert KEPT_FILES in lan.shown
    await finish(lan)
    [case] = await cases(town, lan)
    assert case.content["what"] == WHAT
    assert case.content["place"] == {"latitude": 20.49, "longitude": 105.99}
    assert sorted(str(job["kind"]) for job in await _jobs(town)) == ["photo", "voice"]


async def test_no_means_that_there_is_nothing_more_to_send(town: Town, lan: Citizen) -> None:
    await lan.photo()
    await lan.tap("Phản ánh")
    await choose_category(lan, "Đường sá", "Đường hỏng")
    await lan.tap("Bỏ qua")
    await lan.say(WHAT)
    await lan.say("không có")  # the place
    assert "ảnh, ghi âm" in lan.shown
    await lan.say("khong")
    await finish(lan)
    [case] = await cases(town, lan)
    assert "place" not in case.content
    [evidence] = case.content["evidence"]
    assert evidence["kind"] == "photo"
    await lan.say("/gopy")
    await lan.tap("Phản ánh")
    await choose_category(lan, "Đường sá", "Đường hỏng")
    await lan.tap("Bỏ qua")
    await lan.say("không")  # what happened cannot be nothing
    assert "rõ hơn" in lan.shown


async def test_what_comes_after_evidence_was_skipped_is_kept_too(town: Town, lan: Citizen) -> None:
    await lan.say("/gopy")
    await lan.tap("Khen")
    await choose_category(lan, "Đường sá", "Đường hỏng")
    await lan.tap("Bỏ qua")
    await lan.say(WHAT)
    await lan.tap("Bỏ qua")
    await lan.tap("Không")
    assert "xem lại" in lan.shown
    await lan.photo()
    assert "Đã nhận ảnh" in lan.shown
    await lan.tap("Gửi")
    assert code(lan)
    assert len(await _jobs(town)) == 1


async def test_a_file_too_large_is_refused_with_a_reason(town: Town, lan: Citizen) -> None:
    huge = Attachment("video", "v1", 30_000_000, too_large=True)
    await lan.send(attachments=(huge,))
    held = await _held(town)
    assert held is not None
    assert "evidence" not in held.answers
    assert KEPT_FILES not in lan.shown


async def test_a_sticker_is_no_evidence(town: Town, lan: Citizen) -> None:
    await lan.say("/gopy")
    await lan.send(attachments=(Attachment("sticker", "s"),))
    held = await _held(town)
    assert held is not None
    assert not held.drafts
    await lan.say("/huy")
    await lan.tap("Có, hủy")
    await lan.send(attachments=(Attachment("sticker", "s"),))
    assert await _held(town) is None
    assert "chưa hiểu" in lan.shown


async def test_a_form_without_evidence_or_place_says_what_was_not_taken(
    town: Town, lan: Citizen
) -> None:
    form = town.forms.forms["case"]
    questions = tuple(q for q in form.questions if q.name not in ("evidence", "place"))
    town.forms.forms["case"] = form.model_copy(update={"questions": questions})
    town.forms.forms["case"].__dict__.pop("by_name", None)
    await lan.photo()
    assert "chưa được nhận" in lan.shown


async def test_no_intake_form(town: Town, known: Citizen) -> None:
    del town.forms.forms["case"]
    assert "chưa nhận phản ánh" in await known.say("/gopy")
    assert "chưa nhận phản ánh" in await known.say(WHAT)
    assert "không còn dùng được" in await known.say("/start g")


async def test_a_correction_is_added_and_the_first_words_stay(town: Town, lan: Citizen) -> None:
    await lan.say("/gopy")
    await lan.tap("Khen")
    await choose_category(lan, "Đường sá", "Đường hỏng")
    await lan.tap("Bỏ qua")
    await lan.say(WHAT, message="m-what")
    await lan.tap("Bỏ qua")
    await finish(lan)
    await lan.say(WHAT + " từ 17/11", message="m-what", edited=True)
    assert "ghi thêm" in lan.shown
    [case] = await cases(town, lan)
    assert case.content["what"] == WHAT
    work = town.storage.work()
    await work.cases.find(case.code)
    received, amended = await work.cases.history(case.id)
    assert (received.what, amended.what) == ("received", "amended")
    assert amended.note == {"text": WHAT + " từ 17/11"}


async def test_a_correction_of_somebody_else_s_message_changes_nothing(
    town: Town, lan: Citizen
) -> None:
    await report(lan)
    [case] = await cases(town, lan)
    other = town.citizen("mai")
    assert lan.turn is not None
    for message in (f"m{number}" for number in range(40)):
        assert "ghi thêm" not in await other.say("x", message=message, edited=True)
    work = town.storage.work()
    await work.cases.find(case.code)
    assert len(await work.cases.history(case.id)) == 1


async def test_edits_that_belong_to_no_case(town: Town, known: Citizen) -> None:
    assert "không thuộc hồ sơ nào" in await known.say("sua", message="m1", edited=True)
    assert "không thuộc hồ sơ nào" in await known.send(edited=True, message="m1")
    await known.say("/gopy")
    assert "không làm thay đổi" in await known.say("sua", message="m1", edited=True)


async def test_channels_without_message_ids_still_take_reports(town: Town, lan: Citizen) -> None:
    lan.about["message"] = None
    await report(lan)
    assert len(await cases(town, lan)) == 1


async def test_nothing_is_kept_when_the_commit_fails(
    town: Town, lan: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lan.say("/gopy")
    await lan.tap("Khen")
    await choose_category(lan, "Đường sá", "Đường hỏng")
    await lan.tap("Bỏ qua")
    await lan.say(WHAT)
    await lan.tap("Bỏ qua")
    await lan.tap("Không")
    send = next(button.data for button in lan.buttons if button.data.endswith(":submit"))
    commit = Work.commit

    async def full_disk(*_: object) -> None:
        raise StorageError("no space")

    monkeypatch.setattr(Work, "commit", full_disk)
    with pytest.raises(StorageError):
        await lan.press(send)
    monkeypatch.setattr(Work, "commit", commit)
    assert await cases(town, lan) == []
    assert await _jobs(town) == []
    await lan.press(send)
    assert len(await cases(town, lan)) == 1


async def test_a_short_caption_stays_with_its_photo(town: Town, lan: Citizen) -> None:
    await lan.photo(text="đây")
    held = await _held(town)
    assert held is not None
    assert "what" not in held.answers
    assert held.drafts["evidence"][-1] == {"kind": "words", "text": "đây"}  # type: ignore[index,call-overload]
    await lan.photo(text="ảnh hai")
    assert "điều gì" in lan.shown
    held = await _held(town)
    assert held is not None
    assert held.misses == 0
    assert len(held.drafts["evidence"]) == 4  # type: ignore[arg-type]


async def test_words_too_short_to_describe_anything_are_asked_for(
    town: Town, lan: Citizen
) -> None:
    await lan.say("phan anh " + "." * 8 + " a b c d")
    held = await _held(town)
    assert held is not None
    assert held.form == "case"


async def test_the_last_words_lead_on(town: Town, lan: Citizen) -> None:
    await lan.say("/gopy")
    await lan.tap("Tố cáo")
    assert [button.data for button in lan.buttons] == ["c:start"]


async def _up_to_what(citizen: Citizen) -> None:
    await citizen.say("/gopy")
    await citizen.tap("Phản ánh")
    await choose_category(citizen, "Môi trường", "Nước sạch")
    await citizen.tap("Bỏ qua")
    assert "kể rõ sự việc" in citizen.shown


async def test_a_recording_alone_answers_what_happened(town: Town, lan: Citizen) -> None:
    await _up_to_what(lan)
    await lan.photo(kind="voice")
    assert lan.shown.startswith(KEPT_FILES)
    assert "ở chỗ nào" in lan.shown
    await lan.photo(kind="voice")  # there was more to say
    await lan.tap("Bỏ qua")
    await lan.tap("Xong")
    await lan.tap("Không")
    assert "4. Xin Ông/Bà kể rõ sự việc. – (ghi âm)" in lan.shown
    await lan.tap("Gửi")
    [case] = await cases(town, lan)
    told = case.content["what"]
    assert isinstance(told, list)
    assert [each["kind"] for each in told if isinstance(each, dict)] == ["voice"]
    assert [job["kind"] for job in await _jobs(town)] == ["voice", "voice"]
    assert TEXTS.render(Text("tracking-spoken"), "vi") in await lan.say("/cuatoi")


async def test_words_after_a_recording_are_added_to_it(town: Town, lan: Citizen) -> None:
    await _up_to_what(lan)
    await lan.photo(kind="voice")
    for _ in range(4):
        await lan.tap("Quay lại")
    assert "nói với chúng tôi điều gì" in lan.shown
    await lan.say("Nước máy có mùi hôi mấy hôm nay")
    held = await _held(town)
    assert held is not None
    told = held.answers["what"]
    assert isinstance(told, list)
    assert [each["kind"] for each in told if isinstance(each, dict)] == ["voice", "words"]


async def test_a_recording_that_is_too_large_is_no_answer(town: Town, lan: Citizen) -> None:
    await _up_to_what(lan)
    await lan.send(attachments=(Attachment("voice", "v", too_large=True),))
    assert KEPT_FILES not in lan.shown
    assert "lớn hơn 20 MB" in lan.shown
    await lan.photo(kind="voice", text="Nước đục từ hôm thứ hai tuần trước")
    held = await _held(town)
    assert held is not None
    assert held.answers["what"] == "Nước đục từ hôm thứ hai tuần trước"
    assert held.drafts["evidence"]
