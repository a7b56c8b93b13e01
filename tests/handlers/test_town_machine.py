"""Random people before the whole bot: commands, QR codes, old buttons, photos, new versions of forms.

The engine's own machine proves one conversation; this one proves what is around it: no command,
link or press wipes an open form, a form is finished in the version it began with, and everybody
gets an answer. Real router, office pack and SQLite.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from feedback.conversation import Conversation
from feedback.messages import Address, Attachment, Location
from feedback.office import read_pack
from feedback.response import Response
from handlers.asking_unit import with_unit
from handlers.router import FEATURES, Router
from storage import Storage, open_storage
from storage.keys import Keyring
from tests.handlers.conftest import OFFICE, Citizen, PublishedForms, Town

PACK = read_pack(
    {p.relative_to(OFFICE).as_posix(): p.read_bytes() for p in OFFICE.rglob("*.yaml")}
)
COMMANDS = st.sampled_from(
    (
        *("/start", "/start r_one-stop_binh-luc-hcc_khai-sinh_binh-luc-q1", "/start r_sipas"),
        *("/start g_binh-an_duong-hong", "/start hỏng", "/start c_K7DMQ-3RTX9-P4VA"),
        *("/danhgia", "/rate binh my", "/gopy", "/tracuu", "/tracuu 123", "/cuatoi", "/quytac"),
        *(
            "/ngonngu",
            "/ngonngu en",
            "/ngonngu vi",
            "/dulieu",
            "/huy",
            "/trogiup",
            "/thongke",
            "/x",
        ),
    )
)
WORDS = st.sampled_from(
    (
        *("1", "2", "3", "có", "khong", "hai long", "xong", "bỏ qua", "quay lại", "để sau", "gửi"),
        *(
            "sửa",
            "huy",
            "làm tiếp",
            "xin chào",
            "tố cáo ông A",
            "khieu nai",
            "0912345678",
            "📷",
            "?",
        ),
        *("Đường thôn 3 nhiều ổ gà, mưa là ngập.", "Nguyễn Văn Huy", "english", "tiep tuc"),
    )
)
HARMLESS = re.compile(r"^/|^c:|^data:|^language:|^consent:|^k:|^s:|^S:")


Kept = dict[str, Response]


class Visitor(RuleBasedStateMachine):
    """One person and one office over days."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.storage = self.loop.run(self._opened())
        forms = PublishedForms({form.name: form for form in PACK.forms})
        self.town = Town(self.storage, PACK.office, forms, Router(FEATURES))
        self.citizen = Citizen(self.town, "lan")
        self.pressed: list[str] = []

    async def _opened(self) -> Storage:
        keys = Keyring.open(Path(self.folder.name) / "key")
        return await open_storage("sqlite:///:memory:", keys, migrate=True)

    def teardown(self) -> None:
        self.loop.run(self.storage.close())
        self.loop.close()
        self.folder.cleanup()

    async def _state(self) -> tuple[Conversation | None, dict[str, Conversation], Kept, int]:
        """Return the form held, those put aside, the answers kept, and how many cases there are."""
        work = self.storage.work()
        arrival = await work.people.arrive(Address("test", "lan"), "never")
        if arrival.person is None:
            return None, {}, {}, 0
        person = arrival.person.id
        aside = {each.id: each for each in await work.conversations.waiting(person)}
        assert len(aside) == arrival.waiting
        answers: Kept = {}
        for form in ("one-stop", "sipas", "friendly-government"):
            pages = work.responses.export(form, None, date(2000, 1, 1), date(2100, 1, 1))
            answers |= {each.id: each async for page in pages for each in page}
        return arrival.conversation, aside, answers, len(await work.cases.of(person))

    def _sends(self, **parts: Any) -> None:
        held, aside, answers, cases = self.loop.run(self._state())
        self.loop.run(self.citizen.send(**parts))
        answer = self.citizen.answer
        assert answer.replies or answer.toast
        self.pressed += [button.data for button in self.citizen.buttons if button.data]
        now, now_aside, now_answers, now_cases = self.loop.run(self._state())
        kept = {**now_aside, **({now.id: now} if now else {})}
        for id, before in aside.items():
            assert kept[id].answers == before.answers  # nobody spoke to it
        sent = [now_answers[id] for id in now_answers.keys() - answers.keys()]
        new = len(sent) + now_cases - cases
        assert 0 <= new <= 1
        if held is None:
            assert new == 0
            return
        said = str(parts.get("press") or parts.get("text") or "")
        if held.id in kept:
            after = kept[held.id]
            assert (after.form, after.version) == (held.form, held.version)
            assert after.began_at == held.began_at
            lost = held.answers.keys() - after.answers.keys()
            assert lost <= {held.at}
            if HARMLESS.match(said):
                assert (after.answers, after.drafts) == (held.answers, held.drafts)
                assert after.at == held.at
            self._nothing_passed_over(held, after)
            assert new == 0
            return
        for response in sent:
            self._whole(response, held)
        purpose = self.town.forms.pinned(held.form, held.version).purpose
        ended = held.form == "case" and new == 0 and _to_be_filed(held)
        assert new == 1 or held.stage == "leaving" or purpose == "dialog" or ended, said
        if HARMLESS.match(said):
            assert purpose == "dialog", said

    def _nothing_passed_over(self, held: Conversation, after: Conversation) -> None:
        """Whoever is asked something later has answered or skipped what was asked before."""
        form = with_unit(self.town.forms.pinned(held.form, held.version), held.context)
        names = [question.name for question in form.questions]
        if held.at is None or held.stage != "asking" or after.at == held.at:
            return
        if after.at is None or names.index(after.at) > names.index(held.at):
            assert held.at in after.answers or held.at in after.skipped

    def _whole(self, response: Response, held: Conversation) -> None:
        """What was sent answers the version it began with, and nothing required is missing."""
        assert (response.form, response.version) == (held.form, held.version)
        form = self.town.forms.pinned(held.form, held.version)
        asked = [question for question in form.live(response.answers) if question.answerable]
        assert response.answers.keys() <= {question.name for question in asked}
        assert {q.name for q in asked if q.required} <= response.answers.keys()
        for name, value in held.answers.items():
            if name in {question.name for question in asked} and name != held.at:
                assert response.answers[name] == value

    @initialize()
    def arrives(self) -> None:
        self._sends(text="/start")

    @rule(text=COMMANDS)
    def commands(self, text: str) -> None:
        self._sends(text=text)

    @rule(text=WORDS)
    def types(self, text: str) -> None:
        self._sends(text=text)

    @rule(which=st.integers(0, 12))
    def taps(self, which: int) -> None:
        shown = [button.data for button in self.citizen.buttons if button.data]
        if shown:
            self._presses(shown[which % len(shown)])

    @rule(which=st.integers(0, 400))
    def taps_something_old(self, which: int) -> None:
        if self.pressed:
            self._presses(self.pressed[which % len(self.pressed)])

    @rule(prefix=st.sampled_from("qnreksScx"), rest=st.text("abz:.-_19", max_size=20))
    def forges(self, prefix: str, rest: str) -> None:
        self._presses(f"{prefix}:{rest}")

    def _presses(self, data: str) -> None:
        if not data.startswith("erase:yes"):  # the one button that may take everything away
            self._sends(press=data)

    @rule(album=st.sampled_from((None, "al")), text=st.just("") | WORDS)
    def photographs(self, album: str | None, text: str) -> None:
        photo = Attachment("photo", f"p{self.town.number()}", 1000)
        self._sends(attachments=(photo,), album=album, text=text)

    @rule()
    def shares_a_place(self) -> None:
        self._sends(location=Location(20.49, 105.92))

    @rule(text=WORDS)
    def corrects(self, text: str) -> None:
        self._sends(text=text, edited=True, message="m1")

    @rule(hours=st.sampled_from((1, 9, 30, 800)))
    def waits(self, hours: int) -> None:
        self.town.pass_by(hours=hours)

    @precondition(lambda self: len(self.town.forms.older) < 12)
    @rule()
    def the_office_publishes(self) -> None:
        """A new version of the form a person holds, without the very question being asked: what
        was begun goes on as it was."""
        held = self.loop.run(self._state())[0]
        name = held.form if held is not None else "one-stop"
        forms = self.town.forms
        old = forms.forms[name]
        forms.older[name, old.version] = old
        names = [question.name for question in old.questions]
        gone = held.at if held is not None and held.at in names else names[-1]
        fewer = tuple(question for question in old.questions if question.name != gone)
        # The program itself reads some questions of the intake: an office cannot drop those.
        kept = old.questions if name == "case" or len(fewer) < 2 else fewer
        fields = {field: getattr(old, field) for field in type(old).model_fields}
        fields |= {"version": old.version + 1, "questions": kept}
        forms.forms[name] = type(old).model_validate(fields)


def _to_be_filed(held: Conversation) -> bool:
    """Tell whether the report was on its way to where complaints and denunciations are filed."""
    asked = ("kind", "accuses", "harmed", "record")
    return held.at in asked or held.stage in ("reviewing", "editing")


TestVisitor = Visitor.TestCase
TestVisitor.pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]
