"""What is said to people who have not just written: where it goes, and where else when it cannot."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from bot.channel import Channel, Outgoing
from bot.fitting import board
from bot.texts import Texts
from feedback.board import Board
from feedback.errors import Conflict, Unavailable
from feedback.linking import Account
from feedback.messages import Address, Button, Picture, Reply
from feedback.ports import People, Post
from handlers.context import Notice

Letters = list[tuple[Post, Outgoing]]


class Work(Protocol):
    """What is needed of a turn's view of storage."""

    @property
    def people(self) -> People:
        """People and their addresses."""

    def post(self, post: Post) -> None:
        """Owe a message."""

    def take_back(self, post: str) -> None:
        """Owe one no more; Conflict when it is gone already."""

    async def commit(self, channel: str, event: str, at: datetime) -> None:
        """Commit all that, or nothing."""


class Notices:
    """Finds the address of a person that a notice goes to."""

    def __init__(
        self,
        work: Callable[[], Work],
        channels: Mapping[str, Channel],
        texts: Texts,
        clock: Callable[[], datetime],
        letters: Callable[[str, str, str, str, tuple[Reply, ...]], Letters],
        down: Callable[[], Collection[str]],
    ) -> None:
        """`letters` fits replies to a channel: person, channel, chat, language, replies. `down`:
        names the channels that notices should not go to now."""
        self._work, self._channels, self._texts = work, channels, texts
        self._clock, self._letters, self._down = clock, letters, down

    async def letters(self, people: People, notice: Notice) -> Letters:
        """Return the messages of a notice; none where the person cannot be written to at all."""
        if notice.at is not None:
            known = notice.at.channel in self._channels
            letters = self._to(people, notice, notice.at) if known else []
            if notice.card is None:
                return letters
            return [(replace(post, card=notice.card), out) for post, out in letters]
        accounts = self._best_first(await people.accounts(notice.person))
        if not accounts:
            return []
        # Who left every channel is written to all the same: that it did not arrive is kept.
        letters = self._to(people, notice, accounts[0].address)
        whole = len(letters) == 1
        return [
            (replace(post, again=self._again(notice, None if whole else out)), out)
            for post, out in letters
        ]

    async def owe(self, work: Work, notices: Iterable[Notice], replies: Letters) -> Letters:
        """Owe replies and notices in the commit of `work`; returns all there is to send after it."""
        letters = list(replies)
        for notice in notices:
            letters += await self.letters(work.people, notice)
        for post, _ in letters:
            work.post(post)
        return letters

    async def elsewhere(self, post: Post, outgoing: Outgoing, at_once: bool) -> Letters | None:
        """Have a notice go to another address, in one commit; None where there is none.

        `at_once`: only where somebody who has not written lately is told at once. Raises
        StorageError, and Unavailable when every other channel is down too.
        """
        work = self._work()
        here = Address(post.channel, outgoing.chat)
        person, down, later = post.person, self._down(), False
        accounts = await work.people.accounts(person)
        if not accounts and (now_is := await work.people.known(here)) is not None:
            person = now_is.id  # two people have become one since
            accounts = await work.people.accounts(person)
        for account in self._best_first(accounts):
            channel = self._channels[account.address.channel]
            if account.address == here or not account.reachable:
                continue
            can = channel.capabilities
            if at_once and not (can.writes_first and can.rings):
                continue
            if channel.name in down:
                later = True
                continue
            work.take_back(post.id)
            letters = self._moved(replace(post, person=person), outgoing, account.address)
            for moved, _ in letters:
                work.post(moved)
            try:
                await work.commit("", "", self._clock())
            except Conflict:  # somebody else sent it, or the person was erased
                return []
            return letters
        if later:
            raise Unavailable
        return None

    async def strayed(self, post: Post, outgoing: Outgoing) -> bool:
        """Tell whether a notice would reach somebody else, since its address was parted from its
        person. Raises StorageError."""
        here = Address(post.channel, outgoing.chat)
        accounts = await self._work().people.accounts(post.person)
        return bool(accounts) and all(each.address != here for each in accounts)

    def _best_first(self, accounts: list[Account]) -> list[Account]:
        """Return those this run serves: reachable ones first, of these whose telephone tells of a
        message, of these the one last written from, which is the order they come in."""
        served = [each for each in accounts if each.address.channel in self._channels]

        def rank(account: Account) -> tuple[bool, bool]:
            silent = not self._channels[account.address.channel].capabilities.rings
            return (not account.reachable, silent)

        return sorted(served, key=rank)

    def _to(self, people: People, notice: Notice, at: Address) -> Letters:
        said, language = (notice.reply,), notice.language
        typed = board(said, self._channels[at.channel].capabilities, self._texts, language)
        if typed is not None and typed.words:
            # By their words alone: a number may be meant for what stood there before.
            people.show(at, Board((), typed.words))
        return self._letters(notice.person, at.channel, at.account, language, said)

    def _again(self, notice: Notice, part: Outgoing | None) -> dict[str, Any]:
        """Return what a notice says, or a part of it, so that any channel can be fitted."""
        if part is not None:
            lines = [part.text]
            rows = [[(key.label, key.data, key.url) for key in row] for row in part.rows]
        else:
            say = self._texts.render
            lines = [say(line, notice.language) for line in notice.reply.lines]
            rows = [
                [(say(each.label, notice.language), each.data, each.url) for each in row]
                for row in notice.reply.rows
            ]
        return {"language": notice.language, "lines": lines, "rows": rows}

    def _moved(self, post: Post, outgoing: Outgoing, to: Address) -> Letters:
        again: Mapping[str, Any] = post.again or {}
        picture = None
        if outgoing.content is not None:
            picture = Picture(outgoing.name, outgoing.mime, outgoing.content)
        rows = tuple(
            tuple(Button(label, data, url) for label, data, url in row) for row in again["rows"]
        )
        reply = Reply(lines=tuple(again["lines"]), rows=rows, picture=picture)
        letters = self._letters(post.person, to.channel, to.account, again["language"], (reply,))
        return [(replace(moved, again=post.again), out) for moved, out in letters]
