"""Decides who handles a message. Commands beat buttons' words, buttons beat free text.

The order is the rule: notices, what cannot be read, commands, presses, corrections of what was
sent before, the form being filled in, and last what somebody just writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain

from feedback.board import Board
from feedback.messages import Inbound, Reply, Text
from feedback.text import fold
from handlers import conversing
from handlers.admin.audit import AUDIT
from handlers.admin.export import EXPORT
from handlers.admin.figures import FIGURES
from handlers.admin.posters import POSTERS
from handlers.admin.report import REPORT
from handlers.admin.staff import STAFF
from handlers.admin.surveys import SURVEYS
from handlers.admin.units import UNITS
from handlers.assisting import ASSISTING
from handlers.case_files import CASE_FILES
from handlers.case_intake import CASE_INTAKE, amend
from handlers.case_moved import CASE_MOVED
from handlers.case_reply import CASE_REPLY
from handlers.case_tracking import CASE_TRACKING
from handlers.conduct import CONDUCT
from handlers.context import Answer, Command, Feature, Offers, Turn
from handlers.conversing import CONVERSING, form_of, listen, put_again
from handlers.free_input import hear
from handlers.help import HELP
from handlers.jobs import JobHandler
from handlers.known_matters import KNOWN_MATTERS
from handlers.language import LANGUAGE, choose, named
from handlers.late_files import LATE_FILES
from handlers.letters import LETTERS
from handlers.linking import LINKING
from handlers.menu import menu, menu_rows
from handlers.officer.acting import ACTING
from handlers.officer.card import CARD
from handlers.officer.evidence import EVIDENCE
from handlers.officer.groups import GROUPS, follow
from handlers.officer.identity import IDENTITY_OF_CASES
from handlers.officer.relay import RELAY
from handlers.officer.tasks import TASKS
from handlers.privacy import PRIVACY, erase_everything
from handlers.sealed.reading import READING
from handlers.sealed.telling import TELLING
from handlers.survey import SURVEY
from handlers.welcome import WELCOME

FEATURES: tuple[Feature, ...] = (
    WELCOME,
    SURVEY,
    CASE_INTAKE,
    ASSISTING,
    CASE_TRACKING,
    CASE_MOVED,
    KNOWN_MATTERS,
    CASE_REPLY,
    CASE_FILES,
    CONVERSING,
    LANGUAGE,
    LINKING,
    CONDUCT,
    PRIVACY,
    TASKS,
    CARD,
    ACTING,
    EVIDENCE,
    IDENTITY_OF_CASES,
    RELAY,
    GROUPS,
    TELLING,
    READING,
    FIGURES,
    EXPORT,
    SURVEYS,
    REPORT,
    STAFF,
    UNITS,
    POSTERS,
    AUDIT,
    LATE_FILES,
    LETTERS,
    HELP,
)
"""Everything the bot does, in the order `/trogiup` lists it."""


class Router:
    """Hands each turn to the feature it is for."""

    def __init__(self, features: Iterable[Feature]) -> None:
        features = tuple(features)
        self.commands: tuple[Command, ...] = tuple(
            chain.from_iterable(feature.commands for feature in features)
        )
        self.jobs: Mapping[str, JobHandler] = dict(
            chain.from_iterable(feature.jobs.items() for feature in features)
        )
        self._offers = Offers(
            commands={
                name: command
                for command in self.commands
                for name in (command.name, command.alias)
            },
            presses=dict(chain.from_iterable(each.presses.items() for each in features)),
            group_presses=dict(
                chain.from_iterable(each.group_presses.items() for each in features)
            ),
            outcomes=dict(chain.from_iterable(each.outcomes.items() for each in features)),
            listeners=dict(chain.from_iterable(each.listeners.items() for each in features)),
        )

    async def handle(self, turn: Turn) -> Answer:
        """Return what is said to one message; what it changes is noted in the turn's storage."""
        turn.offers = self._offers
        if turn.inbound.attachments:
            turn.inbound = _from_its_channel(turn.inbound)
        inbound = turn.inbound
        if inbound.notice is not None:
            return await self._notice(turn)
        if not inbound.private:
            return await self._group(turn)
        if inbound.unsupported:
            return self._unsupported(turn)
        answer = await self._private(turn)
        if inbound.text and _life_in_danger(turn, inbound.text):
            warning = Reply(lines=(turn.office.texts["emergency"],))
            return replace(answer, replies=(warning, *answer.replies))
        return answer

    async def _notice(self, turn: Turn) -> Answer:
        notice, inbound = turn.inbound.notice, turn.inbound
        if notice in ("blocked", "returned") and inbound.private:
            turn.storage.people.reachable(inbound.address, notice == "returned", turn.now)
        if notice in ("left-group", "moved"):
            await follow(turn)
        if notice == "withdrew":
            await erase_everything(turn)
        return Answer()

    def _unsupported(self, turn: Turn) -> Answer:
        if turn.conversation is not None:
            return put_again(turn, Text("router-unsupported"))
        return Answer((menu(turn, Text("router-unsupported")),))

    async def _private(self, turn: Turn) -> Answer:
        inbound = turn.inbound
        if inbound.command is not None:
            return await self._command(turn, *inbound.command)
        if inbound.press is not None:
            return await self._press(turn, inbound.press)
        if turn.board is not None and (data := _typed_press(turn.board, inbound)) is not None:
            turn.inbound = replace(inbound, text="", press=data)
            answer = await self._press(turn, data)
            # Nothing pops up over what was typed.
            quiet = not answer.replies and answer.toast is not None
            return Answer((Reply(lines=(answer.toast,)),)) if quiet else answer  # type: ignore[arg-type]
        if inbound.edited and (amended := await amend(turn)) is not None:
            return amended
        held = turn.conversation
        if held is not None:
            form = form_of(turn, held)
            if inbound.text and not inbound.edited and (code := named(turn, form, held)):
                return await choose(turn, code)
            return await turn.offers.listeners.get(form.purpose, listen)(turn, form, held)
        if inbound.edited:
            return Answer((Reply(lines=(Text("router-edited"),), merge="edited", after=1.0),))
        return await hear(turn)

    async def _group(self, turn: Turn) -> Answer:
        """In a group only what is made for groups is done; citizens are asked to write in private.

        Every other command gets the same words, so that nobody learns which ones exist.
        """
        private = Text("router-private")
        if turn.inbound.press is not None:
            prefix, _, rest = turn.inbound.press.partition(":")
            handler = turn.offers.group_presses.get(prefix)
            return Answer(toast=private) if handler is None else await handler(turn, rest)
        if turn.inbound.command is None:
            return Answer()
        name, rest = turn.inbound.command
        command = self._permitted(turn, name)
        if command is None or command.private_only:
            return Answer((Reply(lines=(private,)),))
        return await command.handler(turn, rest)

    async def _command(self, turn: Turn, name: str, rest: str) -> Answer:
        command = self._permitted(turn, name)
        if command is None:
            return conversing.way_back(turn, _unknown_command(turn))
        return await command.handler(turn, rest)

    def _permitted(self, turn: Turn, name: str) -> Command | None:
        command = turn.offers.commands.get(name)
        if command is None or (
            command.roles is not None and not command.roles & turn.person.roles
        ):
            return None
        return command

    async def _press(self, turn: Turn, data: str) -> Answer:
        prefix, _, rest = data.partition(":")
        if prefix == "c":
            name, _, words = rest.partition(" ")
            return await self._command(turn, name, words.strip())
        handler = turn.offers.presses.get(prefix)
        if handler is not None:
            return await handler(turn, rest)
        if turn.conversation is not None:
            return put_again(turn, Text("router-old-button"))
        return Answer((menu(turn, Text("router-old-button")),))


def _from_its_channel(inbound: Inbound) -> Inbound:
    """Have each file say where it lies: its report may be sent from another channel."""
    channel = inbound.address.channel
    files = tuple(replace(each, channel=channel) for each in inbound.attachments)
    return replace(inbound, attachments=files)


def _unknown_command(turn: Turn) -> Answer:
    rows = () if turn.conversation is not None else menu_rows(turn)
    return Answer((Reply(lines=(Text("router-unknown-command"),), rows=rows),))


def _typed_press(board: Board, inbound: Inbound) -> str | None:
    """Return the button that a message stands for, where buttons are typed."""
    more = inbound.attachments or inbound.location or inbound.contact
    return None if inbound.edited or more else board.pressed_by(inbound.text)


def _life_in_danger(turn: Turn, text: str) -> bool:
    """Tell whether the office's words for it are there, as whole words, without diacritics."""
    office = turn.office
    said = f" {fold(text)} "
    return any(f" {word} " in said for word in office.emergency_words)
