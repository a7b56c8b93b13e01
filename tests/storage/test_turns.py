from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from bot.ids import Ids
from feedback.conversation import Conversation
from feedback.errors import Conflict, DuplicateEvent
from feedback.messages import Address
from feedback.person import Consent, Person
from feedback.ports import Job, Post
from storage import Keyring, Storage, Work, open_storage
from storage.database import Row

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LAN = Address("telegram", "1001")
ids = Ids()


def conversation(id: str = "abc234", **changes: object) -> Conversation:
    return Conversation(id=id, form="one-stop", version=1, began_at=NOW, touched_at=NOW, **changes)


async def meet(storage: Storage, address: Address = LAN) -> Person:
    work = storage.work()
    person = Person(ids(), "vi")
    work.people.add(person, address, NOW)
    await work.commit("", "", NOW)
    return person


def post(person: Person, text: str = "chào", merge: str | None = None) -> Post:
    return Post(ids(), person.id, "telegram", {"text": text}, merge)


async def owed(storage: Storage) -> list[str]:
    texts = []
    while found := await storage.outbox.pending(100, NOW, ["telegram"]):
        texts += [str(each.payload["text"]) for each in found]
        await storage.outbox.sent([each.id for each in found])
    return texts


async def test_somebody_new_is_nobody_and_somebody_known_is_found(storage: Storage) -> None:
    assert (await storage.work().people.arrive(LAN, "1")).person is None
    person = await meet(storage)
    arrival = await storage.work().people.arrive(LAN, "1")
    assert arrival.person == person
    assert not arrival.seen
    assert arrival.conversation is None
    assert await storage.work().people.addresses(person.id) == [LAN]


async def test_a_turn_is_kept_whole_and_its_event_only_once(storage: Storage) -> None:
    person = await meet(storage)
    for turn in range(2):
        work = storage.work()
        await work.people.arrive(LAN, "7")
        work.conversations.save(person.id, conversation(id=f"abc23{turn}"))
        work.post(post(person))
        if turn == 0:
            await work.commit("telegram", "7", NOW)
        else:
            with pytest.raises(DuplicateEvent):
                await work.commit("telegram", "7", NOW)
    arrival = await storage.work().people.arrive(LAN, "7")
    assert arrival.seen
    assert arrival.conversation == conversation(id="abc230")
    assert await owed(storage) == ["chào"]


async def test_the_same_number_on_another_channel_is_another_event(storage: Storage) -> None:
    for channel in ("telegram", "web"):
        await storage.work().commit(channel, "7", NOW)


async def test_two_turns_on_one_conversation_cannot_both_win(storage: Storage) -> None:
    person = await meet(storage)
    first = storage.work()
    first.conversations.save(person.id, conversation())
    await first.commit("telegram", "1", NOW)
    one, other = storage.work(), storage.work()
    for work in (one, other):
        await work.people.arrive(LAN, "2")
    one.conversations.save(person.id, conversation(answers={"a": "yes"}))
    other.conversations.save(person.id, conversation(answers={"a": "no"}))
    other.post(post(person, "lost"))
    await one.commit("telegram", "2", NOW)
    with pytest.raises(Conflict):
        await other.commit("telegram", "3", NOW)
    arrival = await storage.work().people.arrive(LAN, "3")
    assert not arrival.seen, "the event of the loser can be handled again"
    assert arrival.conversation is not None
    assert arrival.conversation.answers == {"a": "yes"}
    assert await owed(storage) == []


async def test_a_bad_turn_spoils_no_other_of_the_same_commit(storage: Storage) -> None:
    people = [await meet(storage, Address("telegram", str(n))) for n in range(30)]
    works = []
    for number, person in enumerate(people):
        work = storage.work()
        if number % 7 == 3:
            work.people.add(person, Address("telegram", str(number)), NOW)  # is there already
        work.post(post(person, str(number)))
        works.append(work.commit("telegram", f"event{number}", NOW))
    results = await asyncio.gather(*works, return_exceptions=True)
    failed = [n for n, result in enumerate(results) if isinstance(result, Exception)]
    assert failed == [3, 10, 17, 24]
    assert sorted(map(int, await owed(storage))) == [n for n in range(30) if n not in failed]


async def test_two_hundred_turns_at_once(storage: Storage) -> None:
    async def turn(number: int) -> None:
        address = Address("telegram", str(number))
        work = storage.work()
        assert not (await work.people.arrive(address, f"e{number}")).seen
        person = Person(ids())
        work.people.add(person, address, NOW)
        work.conversations.save(person.id, conversation())
        await work.commit("telegram", f"e{number}", NOW)

    await asyncio.gather(*(turn(number) for number in range(200)))
    for number in range(200):
        arrival = await storage.work().people.arrive(Address("telegram", str(number)), "x")
        assert arrival.conversation == conversation()


async def test_conversations_are_put_aside_taken_up_and_closed(storage: Storage) -> None:
    person = await meet(storage)
    work = storage.work()
    work.conversations.save(person.id, conversation("first2"))
    await work.commit("", "", NOW)
    work = storage.work()
    await work.people.arrive(LAN, "1")
    work.conversations.put_aside(person.id, conversation("first2"))
    work.conversations.save(person.id, conversation("second"))
    await work.commit("", "", NOW)
    arrival = await storage.work().people.arrive(LAN, "2")
    assert (arrival.conversation, arrival.waiting) == (conversation("second"), 1)
    work = storage.work()
    await work.people.arrive(LAN, "2")
    assert await work.conversations.waiting(person.id) == [conversation("first2")]
    work.conversations.close(person.id, conversation("second"))
    work.conversations.save(person.id, conversation("first2"))
    await work.commit("", "", NOW)
    arrival = await storage.work().people.arrive(LAN, "3")
    assert (arrival.conversation, arrival.waiting) == (conversation("first2"), 0)


@pytest.mark.parametrize(
    "text",
    ["Đường hỏng", "👨‍👩‍👧 ơi", "'; DROP TABLE person; --", "=1+1", "\u0000x", "x" * 10000],
)
async def test_any_text_comes_back_as_it_was(storage: Storage, text: str) -> None:
    person = await meet(storage)
    work = storage.work()
    work.conversations.save(person.id, conversation(answers={"what": text}))
    work.post(post(person, text))
    await work.commit("telegram", "1", NOW)
    arrival = await storage.work().people.arrive(LAN, "2")
    assert arrival.conversation is not None
    assert arrival.conversation.answers == {"what": text}
    assert await owed(storage) == [text]


async def test_messages_leave_in_order_and_a_later_one_takes_the_place_of_its_kind(
    storage: Storage,
) -> None:
    person = await meet(storage)
    work = storage.work()
    for text, merge in (("1", None), ("2", "album"), ("3", None)):
        work.post(post(person, text, merge))
    await work.commit("", "", NOW)
    work = storage.work()
    work.post(post(person, "4", "album"))
    await work.commit("", "", NOW)
    assert await storage.outbox.waiting() == 3
    assert await owed(storage) == ["1", "3", "4"]


async def test_what_waits_for_another_channel_holds_up_nothing(storage: Storage) -> None:
    person = await meet(storage)
    work = storage.work()
    work.post(Post(ids(), person.id, "zalo", {"text": "a"}))
    work.post(Post(ids(), person.id, "telegram", {"text": "b"}))
    await work.commit("", "", NOW)
    assert await owed(storage) == ["b"]
    [left] = await storage.outbox.pending(10, NOW, ["zalo", "telegram"])
    assert left.payload == {"text": "a"}


async def test_opening_thousands_of_messages_keeps_nobody_waiting(storage: Storage) -> None:
    work = storage.work()
    for n in range(1000):
        work.post(post(Person(f"p{n}")))
    await work.commit("", "", NOW)
    turns, stretches = 0, Counter[int]()

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    class Watched(type(storage.outbox)):  # type: ignore[misc]
        def _read(self, row: Row) -> Post:
            stretches[turns] += 1
            opened: Post = super()._read(row)
            return opened

    rows = Watched(storage._database, storage._keys)
    beside = asyncio.create_task(others())
    found = await rows.pending(1000, NOW, ["telegram"])
    beside.cancel()
    assert len(found) == 1000
    assert max(stretches.values()) <= 100


async def test_what_is_given_up_is_counted_and_gone(storage: Storage) -> None:
    person = await meet(storage)
    work = storage.work()
    work.post(post(person))
    await work.commit("", "", NOW)
    [waiting] = await storage.outbox.pending(10, NOW, ["telegram"])
    await storage.outbox.failed(waiting.id, "blocked", NOW)
    assert await storage.outbox.waiting() == 0


async def test_a_file_waits_with_its_message(storage: Storage) -> None:
    person = await meet(storage)
    work = storage.work()
    work.post(Post(ids(), person.id, "telegram", {"text": "a"}, None, NOW, b"\x00png"))
    await work.commit("", "", NOW)
    [waiting] = await storage.outbox.pending(10, NOW, ["telegram"])
    assert (waiting.blob, waiting.due) == (b"\x00png", NOW)


async def test_a_job_is_done_once_and_comes_back_when_it_failed(storage: Storage) -> None:
    person = await meet(storage)
    work = storage.work()
    work.add_job(Job("j1", "chart", {"unit": "xã"}))
    assert work.has_jobs
    await work.commit("", "", NOW)
    [job] = await storage.jobs.due(NOW, 5)
    assert (job.kind, job.payload, job.tries) == ("chart", {"unit": "xã"}, 0)
    assert await storage.jobs.due(NOW, 5) == [], "it is claimed"
    await storage.jobs.failed(job, "Unavailable", NOW + timedelta(minutes=1))
    assert await storage.jobs.due(NOW, 5) == []
    [job] = await storage.jobs.due(NOW + timedelta(minutes=1), 5)
    assert job.tries == 1
    done: Work = storage.work()
    done.post(post(person, "biểu đồ"))
    await storage.jobs.done(job.id, done)
    again: Work = storage.work()
    again.post(post(person, "biểu đồ"))
    with pytest.raises(Conflict):
        await storage.jobs.done(job.id, again)
    assert await owed(storage) == ["biểu đồ"]


async def test_a_job_given_up_is_not_tried_again(storage: Storage) -> None:
    work = storage.work()
    work.add_job(Job("j1", "chart", {}))
    await work.commit("", "", NOW)
    [job] = await storage.jobs.due(NOW, 5)
    await storage.jobs.failed(job, "Undeliverable", None)
    assert await storage.jobs.due(NOW + timedelta(days=1), 5) == []


async def test_an_event_set_aside_is_kept_once(storage: Storage) -> None:
    for _ in range(2):
        await storage.quarantine.add("telegram", "9", "ValueError", {"text": "x"}, NOW)
    assert await storage.quarantine.count() == 1


async def test_tries_are_counted_from_a_time(storage: Storage) -> None:
    person = await meet(storage)
    for minutes in (0, 30, 90):
        work = storage.work()
        work.attempts.add(person.id, "code", NOW + timedelta(minutes=minutes))
        await work.commit("", "", NOW)
    count = storage.work().attempts.count
    assert await count(person.id, "code", NOW) == 3
    assert await count(person.id, "code", NOW + timedelta(minutes=30)) == 2
    assert await count(person.id, "other", NOW) == 0


async def test_consents_are_lines_not_switches(storage: Storage) -> None:
    person = await meet(storage)
    given = Consent("follow-up", 1, True, NOW)
    withdrawn = Consent("follow-up", 1, False, NOW + timedelta(days=1))
    for each in (given, withdrawn):
        work = storage.work()
        work.people.consent(person.id, each)
        work.audit.note(person.id, "consent", person.id, each.at)
        await work.commit("", "", NOW)
    assert await storage.work().people.consents(person.id) == [given, withdrawn]


async def test_a_language_is_remembered_and_leaving_is_noticed(storage: Storage) -> None:
    person = await meet(storage)
    work = storage.work()
    work.people.choose_language(person.id, "en")
    work.people.reachable(LAN, False, NOW)
    await work.commit("", "", NOW)
    arrival = await storage.work().people.arrive(LAN, "1")
    assert arrival.person == Person(person.id, "en")


async def test_an_event_is_known_again_for_a_month_and_then_forgotten(storage: Storage) -> None:
    await storage.work().commit("telegram", "1", NOW)
    await storage.tidy(NOW + timedelta(days=30))
    with pytest.raises(DuplicateEvent):
        await storage.work().commit("telegram", "1", NOW)
    await storage.tidy(NOW + timedelta(days=32))
    await storage.work().commit("telegram", "1", NOW)


async def test_what_failed_for_good_is_kept_for_a_season_and_no_longer(
    lasting_url: str, keys: Keyring
) -> None:
    storage = await open_storage(lasting_url, keys, migrate=True)
    person = await meet(storage)
    work = storage.work()
    for id in ("m1", "m2"):
        work.post(Post(id, person.id, "telegram", {"text": id}))
    for id in ("j1", "j2", "j3"):
        work.add_job(Job(id, "chart", {}))
    await work.commit("", "", NOW)
    await storage.quarantine.add("telegram", "9", "ValueError", {"text": "x"}, NOW)
    await storage.outbox.failed("m1", "refused", NOW)
    given_up, again, _ = await storage.jobs.due(NOW, 5)
    await storage.jobs.failed(given_up, "Undeliverable", None)
    await storage.jobs.failed(again, "Unavailable", NOW)

    async def left() -> dict[str, int]:
        tables = ("quarantine", "undelivered", "job", "outbox")
        return {name: await rows_in(lasting_url, name) for name in tables}

    await storage.tidy(NOW + timedelta(days=89))
    assert await left() == {"quarantine": 1, "undelivered": 1, "job": 3, "outbox": 1}
    await storage.tidy(NOW + timedelta(days=91))
    assert await left() == {"quarantine": 0, "undelivered": 0, "job": 2, "outbox": 1}
    await storage.close()


async def rows_in(url: str, table: str) -> int:
    sql = f"SELECT COUNT(*) FROM {table}"
    if url.startswith("postgresql:"):
        connection = await asyncpg.connect(url)
        found = int(await connection.fetchval(sql))
        await connection.close()
        return found
    with closing(
        sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True)
    ) as db:
        return int(db.execute(sql).fetchone()[0])


async def test_tries_of_yesterday_and_of_a_wrong_clock_are_forgotten(storage: Storage) -> None:
    for person, at in (
        ("yesterday", NOW - timedelta(hours=25)),
        ("now", NOW),
        ("tomorrow", NOW + timedelta(days=400)),
    ):
        work = storage.work()
        work.attempts.add(person, "code", at)
        await work.commit("", "", at)
    await storage.tidy(NOW)
    count, ever = storage.work().attempts.count, NOW - timedelta(days=900)
    left = {p: await count(p, "code", ever) for p in ("yesterday", "now", "tomorrow")}
    assert left == {"yesterday": 0, "now": 1, "tomorrow": 0}


async def test_it_says_whether_it_is_ready(storage: Storage) -> None:
    assert await storage.ready()
