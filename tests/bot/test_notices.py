"""A notice reaches its person where they can be reached; a reply stays where they wrote."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest

from bot.app import App
from bot.channel import Outgoing
from bot.settings import Settings
from feedback.errors import Blocked, Held, StorageError, Unavailable
from feedback.linking import Account
from feedback.messages import Address, Button, Picture, Reply
from feedback.person import Person
from feedback.ports import Post
from handlers.context import Notice
from storage.people import People
from tests.bot.channels import Letters, Pages, Tablets, link, person_at
from tests.bot.phones import Clock, Phones
from tests.channels.recorder import until

on_a_file = pytest.mark.parametrize("lasting_url", ["file"], indirect=True)
"""What no database can change is tried on one."""


@pytest.fixture
def tablets() -> Tablets:
    return Tablets()


@pytest.fixture
def letters() -> Letters:
    return Letters()


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses a hundred times shorter."""
    monkeypatch.setattr("bot.outbox._FIRST_PAUSE", 0.005)
    monkeypatch.setattr("bot.gate._FIRST_PAUSE", 0.002)
    monkeypatch.setattr("bot.gate._LONGEST_PAUSE", 0.005)
    monkeypatch.setattr("bot.outbox._RELOAD", 0.02)


Open = Callable[[], Awaitable[App]]


@pytest.fixture
async def opened(
    lasting_url: str,
    settings: Settings,
    clock: Clock,
    phones: Phones,
    tablets: Tablets,
    letters: Letters,
    pages: Pages,
) -> AsyncIterator[Open]:
    """Starts the whole program over one database, SQLite or PostgreSQL, as often as wished."""
    settings = settings.model_copy(update={"database_url": lasting_url})
    running: list[App] = []

    async def start() -> App:
        channels = {each.name: each for each in (phones, tablets, letters, pages)}
        app = await App.open(settings, channels, clock=clock, migrate=True)
        await app.start(web=False)
        running.append(app)
        return app

    yield start
    for each in running:
        await each.outbox.stop(0.01)
        await each.stop()


@pytest.fixture
async def app(opened: Open) -> App:
    return await opened()


async def notify(app: App, person: str, *texts: str, **more: object) -> None:
    """Owe a person some notices, in one commit."""
    work = app.storage.work()
    owed = []
    for text in texts:
        parts: dict[str, object] = {"lines": (text,), **more}
        notice = Notice(person, Reply(**parts), "vi")  # type: ignore[arg-type]
        owed += await app.dispatcher.notices.letters(work.people, notice)
    for post, _ in owed:
        work.post(post)
    await work.commit("", "", app.clock())
    app.outbox.committed(owed)


def noted(channel: Phones, account: str = "lan") -> list[str]:
    return [text for text in channel.texts(account) if text.startswith("tin")]


async def idle(app: App) -> None:
    """Wait until nothing is owed any more."""
    async with asyncio.timeout(20):
        while not app.outbox.idle or await app.storage.outbox.waiting():  # noqa: ASYNC110
            await asyncio.sleep(0.005)  # nothing tells when a database has no more rows


def counted(app: App, channel: Phones, result: str) -> float:
    line = f'langnghe_sent_total{{channel="{channel.name}",result="{result}"}}'
    found = [x for x in app.metrics.page().decode().splitlines() if x.startswith(line)]
    return float(found[0].rpartition(" ")[2]) if found else 0


# Which address


async def test_a_notice_goes_where_its_person_wrote_last(
    app: App, phones: Phones, tablets: Tablets, clock: Clock
) -> None:
    await link(phones, tablets)
    person = await person_at(app, phones)
    for number, last in enumerate((tablets, phones, tablets), 1):
        clock.pass_by(seconds=60)
        await last.say("lan", "/trogiup")
        await notify(app, person, f"tin {number}")
        await last.until(lambda last=last, number=number: noted(last)[-1:] == [f"tin {number}"])  # type: ignore[misc]
    assert noted(phones) == ["tin 2"]
    assert noted(tablets) == ["tin 1", "tin 3"]


@on_a_file
async def test_a_notice_goes_where_a_telephone_tells_of_it_before_a_page_that_may_be_closed(
    app: App, phones: Phones, pages: Pages, clock: Clock
) -> None:
    await link(phones, pages)
    person = await person_at(app, phones)
    clock.pass_by(seconds=60)
    await pages.say("lan", "/trogiup")
    await notify(app, person, "tin 1")
    await phones.until(lambda: noted(phones) == ["tin 1"])
    phones.down = Blocked()
    await notify(app, person, "tin 2")
    await pages.until(lambda: noted(pages) == ["tin 2"])
    assert noted(phones) == ["tin 1"]


@on_a_file
async def test_what_is_held_waits_rather_than_go_to_a_page_that_may_be_closed(
    app: App, letters: Letters, pages: Pages
) -> None:
    await link(letters, pages)
    person = await person_at(app, letters)
    letters.down = Held(3600)
    await notify(app, person, "tin 1")
    await until(lambda: counted(app, letters, "held") and app.outbox.idle)
    assert noted(pages) == []
    assert await app.storage.outbox.waiting() == 1


@on_a_file
async def test_a_channel_that_is_off_in_this_run_gets_none(
    app: App, phones: Phones, tablets: Tablets
) -> None:
    await link(phones, tablets)
    person = await person_at(app, phones)
    app.channels.pop("phones")  # type: ignore[attr-defined]
    await notify(app, person, "tin 1")
    await tablets.until(lambda: noted(tablets))
    app.channels.pop("tablets")  # type: ignore[attr-defined]
    await notify(app, person, "tin 2")
    work = app.storage.work()
    there = Notice(person, Reply(lines=("tin",)), "vi", Address("tablets", "lan"))
    assert await app.dispatcher.notices.letters(work.people, there) == []
    await idle(app)


# A channel that refuses, or is down


async def test_who_left_one_channel_is_reached_on_another_in_order(
    app: App, phones: Phones, tablets: Tablets
) -> None:
    await link(phones, tablets)
    person = await person_at(app, phones)
    phones.down = Blocked()
    await notify(app, person, "tin 1", "tin 2", "tin 3")
    await tablets.until(lambda: len(noted(tablets)) == 3)
    await idle(app)
    assert noted(tablets) == ["tin 1", "tin 2", "tin 3"]
    await until(lambda: not app._errands)
    best, left = await app.storage.work().people.accounts(person)
    assert (best.address.channel, left.reachable) == ("tablets", False)
    tried = len(phones.tries)
    await notify(app, person, "tin 4")
    await tablets.until(lambda: len(noted(tablets)) == 4)
    assert len(phones.tries) == tried, "it is known that they left"


@on_a_file
async def test_who_left_every_channel_is_not_looked_for_without_end(
    app: App, phones: Phones, tablets: Tablets
) -> None:
    await link(phones, tablets)
    person = await person_at(app, phones)
    phones.down = tablets.down = Blocked()
    await notify(app, person, "tin 1")
    await idle(app)
    assert counted(app, phones, "elsewhere") + counted(app, tablets, "elsewhere") == 1
    assert counted(app, phones, "blocked") + counted(app, tablets, "blocked") == 1


@on_a_file
async def test_a_notice_to_one_place_goes_nowhere_else(
    app: App, phones: Phones, tablets: Tablets
) -> None:
    await link(phones, tablets)
    phones.down = Blocked()
    work = app.storage.work()
    there = Notice("p", Reply(lines=("tin",)), "vi", Address("phones", "lan"))
    [(post, outgoing)] = await app.dispatcher.notices.letters(work.people, there)
    work.post(post)
    await work.commit("", "", app.clock())
    app.outbox.committed([(post, outgoing)])
    await idle(app)
    assert noted(tablets) == []


async def test_a_channel_that_is_down_holds_up_no_reply_on_another(
    app: App, phones: Phones, tablets: Tablets
) -> None:
    await link(phones, tablets)
    phones.down = Unavailable()
    await phones.say("lan", "/trogiup")
    await phones.until(lambda: len(phones.tries) > 5)
    said = len(tablets.texts("lan"))
    await tablets.say("lan", "/trogiup")
    await tablets.until(lambda: len(tablets.texts("lan")) > said)
    before = len(phones.texts("lan"))
    phones.down = None
    await phones.until(lambda: len(phones.texts("lan")) == before + 1)
    await idle(app)


async def test_notices_wait_for_a_channel_for_half_an_hour_and_then_go_elsewhere(
    app: App, phones: Phones, tablets: Tablets, clock: Clock
) -> None:
    """Replies stay: they belong where the person wrote, and hold up no notice."""
    await link(phones, tablets)
    person = await person_at(app, phones)
    phones.down = Unavailable()
    replies = len(phones.texts("lan"))
    await phones.say("lan", "/trogiup")
    await phones.say("minh", "/trogiup")
    await notify(app, person, "tin 1", "tin 2")
    minh = await person_at(app, phones, "minh")
    await notify(app, minh, "tin của Minh")
    clock.pass_by(minutes=29)
    tried = len(phones.tries)
    await phones.until(lambda: len(phones.tries) > tried + 5)
    assert noted(tablets) == []
    clock.pass_by(minutes=3)
    await tablets.until(lambda: len(noted(tablets)) == 2)
    await notify(app, person, "tin 3")  # it need not wait again
    await tablets.until(lambda: len(noted(tablets)) == 3)
    assert noted(tablets) == ["tin 1", "tin 2", "tin 3"]
    phones.down = None
    await phones.until(lambda: len(phones.texts("lan")) == replies + 1)
    await phones.until(lambda: noted(phones, "minh"))  # there was no other place to go
    await idle(app)
    assert noted(phones) == []
    assert noted(phones, "minh") == ["tin của Minh"]
    await notify(app, person, "tin 4")
    await phones.until(lambda: noted(phones) == ["tin 4"])


@on_a_file
async def test_both_channels_down(
    app: App, phones: Phones, tablets: Tablets, clock: Clock
) -> None:
    await link(phones, tablets)
    person = await person_at(app, phones)
    phones.down = tablets.down = Unavailable()
    await notify(app, person, "tin 1")
    for where in (phones, tablets, phones):
        tried = len(where.tries)
        await where.until(lambda where=where, tried=tried: len(where.tries) > tried + 2)  # type: ignore[misc]
        clock.pass_by(minutes=31)
    tablets.down = phones.down = None
    await until(lambda: noted(phones) or noted(tablets))
    await idle(app)
    assert noted(phones) + noted(tablets) == ["tin 1"]


@on_a_file
async def test_what_nobody_takes_now_does_not_go_to_and_fro(
    app: App, phones: Phones, tablets: Tablets, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own line being down takes every channel with it, for many people at once."""
    monkeypatch.setattr("bot.outbox._LATER", 0.02)
    people = [f"lan{number}" for number in range(5)]
    for each in people:
        await link(phones, tablets, each)
        await notify(app, await person_at(app, phones, each))
    phones.down = tablets.down = Unavailable()
    for each in people:
        await notify(app, await person_at(app, phones, each), "tin 1")
    for _ in range(3):
        for where in (phones, tablets):
            tried = len(where.tries)
            await where.say("minh", "/trogiup")  # somebody waits on either, so both are asked
            await where.until(lambda where=where, tried=tried: len(where.tries) > tried + 3)  # type: ignore[misc]
        clock.pass_by(minutes=31)
    tried = len(tablets.tries) + len(phones.tries)
    await until(lambda: len(tablets.tries) + len(phones.tries) > tried + 50)
    moves = counted(app, phones, "elsewhere") + counted(app, tablets, "elsewhere")
    assert moves <= 2 * len(people)
    tablets.down = None  # one is enough
    await until(lambda: all(noted(tablets, each) == ["tin 1"] for each in people))
    assert not any(noted(phones, each) for each in people)
    phones.down = None
    await idle(app)
    assert not any(noted(phones, each) for each in people)


# Channels on which a person has to write first


@on_a_file
async def test_what_is_held_goes_where_it_need_not_be(
    app: App, phones: Phones, letters: Letters
) -> None:
    await link(letters, phones)
    person = await person_at(app, phones)
    letters.down = Held()
    await notify(app, person, "tin 1")
    await phones.until(lambda: noted(phones) == ["tin 1"])
    await idle(app)


async def test_what_can_go_nowhere_else_is_held(
    app: App, phones: Phones, letters: Letters, tablets: Tablets, clock: Clock
) -> None:
    await letters.say("lan", "/trogiup")
    await idle(app)
    person = await person_at(app, letters)
    letters.down = Held(3600)
    await notify(app, person, "tin 1")
    await until(lambda: counted(app, letters, "held") and app.outbox.idle)
    assert await app.storage.outbox.waiting() == 1
    letters.down = None
    clock.pass_by(hours=2)
    await letters.until(lambda: noted(letters) == ["tin 1"])


@on_a_file
async def test_a_notice_that_left_a_channel_does_not_go_where_it_would_be_held(
    app: App, phones: Phones, letters: Letters
) -> None:
    """Else two such channels would hand it to each other for ever."""
    await link(phones, letters)
    person = await person_at(app, phones)
    phones.down = Held()
    await notify(app, person, "tin 1")
    await until(lambda: counted(app, phones, "held") and app.outbox.idle)
    assert await app.storage.outbox.waiting() == 1
    assert noted(letters) == []


# What it looks like elsewhere


@on_a_file
async def test_buttons_are_buttons_again_where_there_are_any(
    app: App, phones: Phones, letters: Letters
) -> None:
    await link(letters, phones)
    letters.down = Blocked()
    rows = ((Button("Có", "a:1"), Button("Trang web", url="https://x.vn")),)
    await notify(app, await person_at(app, phones), "tin 1", rows=rows)
    await phones.until(lambda: noted(phones))
    [shown] = [each for each in phones.messages if each.text == "tin 1"]
    assert [(key.label, key.data, key.url) for key in shown.rows[0]] == [
        ("Có", "a:1", ""),
        ("Trang web", "", "https://x.vn"),
    ]


@on_a_file
async def test_buttons_that_are_typed_can_be_typed_by_their_words(
    app: App, phones: Phones, letters: Letters
) -> None:
    """And by nothing else: "2" may be meant for what stood there before."""
    await letters.say("lan", "/trogiup")
    await idle(app)
    person = await person_at(app, letters)
    rows = ((Button("Tôi đồng ý", "c:trogiup"),), (Button("Không", "c:cuatoi"),))
    await notify(app, person, "tin 1", rows=rows)
    await idle(app)
    assert "Tôi đồng ý" in letters.texts("lan")[-1]
    said = len(letters.texts("lan"))
    await letters.say("lan", "không")
    await idle(app)
    assert "chưa gửi phản ánh nào" in "\n".join(letters.texts("lan")[said:])
    said = len(letters.texts("lan"))
    await letters.say("lan", "1")
    await idle(app)
    assert "/trogiup" not in "\n".join(letters.texts("lan")[said:])


@on_a_file
async def test_a_long_notice_goes_on_elsewhere_where_it_was_cut_off(
    app: App, phones: Phones, letters: Letters
) -> None:
    await link(letters, phones)
    said = len(phones.texts("lan"))

    def leave_after_this(_: object) -> None:
        letters.down = Blocked()

    letters.on_send = leave_after_this
    long = "tin " + "một hai ba bốn năm " * 60
    await notify(app, await person_at(app, phones), long)
    await idle(app)
    parts = [letters.texts("lan")[-1], *phones.texts("lan")[said:]]
    assert len(parts) == 3
    assert " ".join(parts).split() == long.split()


@on_a_file
async def test_a_picture_comes_along(app: App, phones: Phones, tablets: Tablets) -> None:
    await link(phones, tablets)
    phones.down = Blocked()
    picture = Picture("a.png", "image/png", b"png")
    await notify(app, await person_at(app, phones), "tin 1", picture=picture)
    await tablets.until(lambda: noted(tablets))
    [shown] = [each for each in tablets.messages if each.text == "tin 1"]
    assert (shown.name, shown.mime, shown.content) == ("a.png", "image/png", b"png")


# Accidents


async def test_a_crash_right_after_it_went_elsewhere_sends_it_once(
    app: App, opened: Open, phones: Phones, tablets: Tablets
) -> None:
    await link(phones, tablets)
    person = await person_at(app, phones)
    phones.down = Blocked()
    tablets.hang("lan")
    await notify(app, person, "tin 1")
    await tablets.until(lambda: tablets.tries[-1:] == ["lan"] and len(tablets.tries) > 2)
    await app.outbox.stop(0.0)  # killed before the tablet answers
    tablets._gates["lan"].set()
    await app.stop()
    opened_again = await opened()
    opened_again.clock.pass_by(minutes=5)  # type: ignore[attr-defined]
    await tablets.until(lambda: noted(tablets))
    await until(lambda: opened_again.outbox.idle)
    assert noted(tablets) == ["tin 1"]


@on_a_file
async def test_a_database_that_fails_meanwhile_loses_no_notice(
    app: App,
    phones: Phones,
    tablets: Tablets,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await link(phones, tablets)
    person = await person_at(app, phones)
    phones.down = Blocked()
    elsewhere, failures = app.dispatcher.notices.elsewhere, [2]

    async def fail(post: Post, *more: object) -> object:
        if failures[0]:
            failures[0] -= 1
            raise StorageError("the disk is full")
        return await elsewhere(post, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(app.dispatcher.notices, "elsewhere", fail)
    await notify(app, person, "tin 1")
    await tablets.until(lambda: noted(tablets) == ["tin 1"])
    await idle(app)
    assert "a notice cannot go elsewhere" in capsys.readouterr().out


@on_a_file
async def test_a_notice_of_somebody_erased_goes_nowhere(
    app: App, phones: Phones, tablets: Tablets
) -> None:
    await link(phones, tablets)
    person = await person_at(app, phones)
    gate = phones.hang("lan")
    phones.down = Blocked()
    await notify(app, person, "tin 1")

    def under_way() -> list[tuple[Post, Outgoing]]:
        waiting = [letter for lane in app.outbox._lanes.values() for letter in lane]
        return [(each.post, each.outgoing) for each in waiting if each.post.again is not None]

    await until(under_way)
    [(post, outgoing)] = under_way()
    work = app.storage.work()
    work.take_back(post.id)
    await work.commit("", "", app.clock())
    assert await app.dispatcher.notices.elsewhere(post, outgoing, False) == []
    gate.set()
    await idle(app)
    assert noted(tablets) == []


async def test_a_notice_follows_a_person_who_became_one_with_another(
    app: App, phones: Phones, tablets: Tablets
) -> None:
    """Its row and what is in memory name the person of before."""
    await tablets.say("lan", "/trogiup")
    await idle(app)
    before = await person_at(app, tablets)
    gate = tablets.hang("lan")
    await notify(app, before, "tin 1")
    await tablets.until(lambda: len(tablets.tries) > 1 and app.outbox._lanes)
    [letter] = [letter for lane in app.outbox._lanes.values() for letter in lane]
    gate.set()
    del tablets._gates["lan"]
    await idle(app)
    await link(phones, tablets)
    person = await person_at(app, phones)
    assert person != before
    await app.outbox.stop(0.01)  # else it may be faster
    late = replace(letter.post, id="late")
    work = app.storage.work()
    work.post(late)
    await work.commit("", "", app.clock())
    moved = await app.dispatcher.notices.elsewhere(late, letter.outgoing, False)
    assert moved is not None
    assert [(post.person, post.channel) for post, _ in moved] == [(person, "phones")]


async def part(app: App, person: str, channel: Phones, account: str = "lan") -> None:
    """Have an address be somebody else's from now on."""
    work = app.storage.work()
    found = await work.people.accounts(person)
    [parted] = [each for each in found if each.address == Address(channel.name, account)]
    work.links.separate(parted, person, Person(f"fresh {account}"), app.clock())
    await work.commit("", "", app.clock())


async def test_a_notice_on_its_way_does_not_follow_an_address_that_parted(
    app: App, phones: Phones, tablets: Tablets, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The telephone was sold while its channel was down."""
    await link(phones, tablets)
    person = await person_at(app, phones)
    clock.pass_by(seconds=60)
    await tablets.say("lan", "/trogiup")  # the better address until then
    await idle(app)
    tablets.down = Unavailable()
    await notify(app, person, "tin 1", "tin 2")
    tried = len(tablets.tries)
    await tablets.until(lambda: len(tablets.tries) > tried + 1)
    await part(app, person, tablets)
    accounts, broken = People.accounts, [StorageError("away")]

    async def sometimes(people: People, person: str) -> list[Account]:
        if broken:
            raise broken.pop()
        return await accounts(people, person)

    monkeypatch.setattr(People, "accounts", sometimes)
    tablets.down = None
    await phones.until(lambda: noted(phones) == ["tin 1", "tin 2"])
    await idle(app)
    assert noted(tablets) == []


@on_a_file
async def test_a_notice_whose_person_is_nowhere_else_is_given_up(
    app: App, phones: Phones, tablets: Tablets, clock: Clock
) -> None:
    await link(phones, tablets)
    person = await person_at(app, phones)
    clock.pass_by(seconds=60)
    await tablets.say("lan", "/trogiup")
    await idle(app)
    tablets.down = Unavailable()
    await notify(app, person, "tin 1")
    tried = len(tablets.tries)
    await tablets.until(lambda: len(tablets.tries) > tried + 1)
    phones.down = Blocked()
    await phones.say("lan", "/trogiup")
    await until(lambda: counted(app, phones, "blocked"))
    await part(app, person, tablets)
    tablets.down = None
    await until(lambda: counted(app, tablets, "strayed"))
    await idle(app)
    assert noted(tablets) == []


@pytest.mark.parametrize("lasting_url", ["postgres"], indirect=True)
async def test_of_two_processes_one_has_it_go_elsewhere(
    app: App, opened: Open, phones: Phones, tablets: Tablets
) -> None:
    other = await opened()
    await link(phones, tablets)
    person = await person_at(app, phones)
    phones.down = Blocked()
    await notify(app, person, *(f"tin {n}" for n in range(10)))
    await idle(app)
    await idle(other)
    assert noted(tablets) == [f"tin {n}" for n in range(10)]
