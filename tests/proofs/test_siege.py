"""The siege of P11 must find what is open: each of these was opened on purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from feedback import access
from feedback.access import Actor
from feedback.case import CaseFacts
from feedback.linking import Invitation
from feedback.unit import Office
from handlers import case_tracking
from handlers.admin import asking, export, staff
from handlers.officer import card
from handlers.router import Router
from storage.invitations import Invitations
from tests.proofs.attacks import besiege

STEPS = 250
SEEDS = range(20)


def _own_words_to_all(patch: pytest.MonkeyPatch) -> None:
    status = case_tracking.status
    patch.setattr(
        case_tracking, "status", lambda office, case, own: status(office, case, own=True)
    )


def _heads_over_everybody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(staff, "may_give", lambda *_: True)
    patch.setattr(staff, "_visible", lambda *_: True)


def _one_raises_oneself(patch: pytest.MonkeyPatch) -> None:
    find = Invitations.find

    async def forgetful(self: Invitations, code: str, now: datetime) -> Invitation | None:
        found = await find(self, code, now)
        return None if found is None else replace(found, maker="")

    patch.setattr(Invitations, "find", forgetful)


def _commands_for_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Router, "_permitted", lambda self, turn, name: turn.offers.commands.get(name))


def _figures_of_everything(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(asking, "SEEING", frozenset({"admin", "head", "auditor", "officer"}))
    patch.setattr(export, "units_below", lambda *_: None)


def _cards_for_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(card, "may_know", lambda *_: True)
    patch.setattr(card, "may", lambda *_: True)


def _about_oneself(patch: pytest.MonkeyPatch) -> None:
    roles = access.roles

    def careless(office: Office, actor: Actor, case: CaseFacts) -> frozenset[str]:
        return roles(office, actor, replace(case, about=()))

    patch.setattr(access, "roles", careless)


OPENED: tuple[Callable[[pytest.MonkeyPatch], None], ...] = (
    _own_words_to_all,
    _heads_over_everybody,
    _one_raises_oneself,
    _commands_for_all,
    _figures_of_everything,
    _cards_for_all,
    _about_oneself,
)


@pytest.mark.proof
@pytest.mark.timeout(300)
@pytest.mark.parametrize("open_it", OPENED)
async def test_what_is_open_is_found(
    open_it: Callable[[pytest.MonkeyPatch], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_it(monkeypatch)
    for seed in SEEDS:
        folder = tmp_path / str(seed)
        folder.mkdir()
        found = await besiege(f"sqlite:///{folder}/town.db", folder / "key", seed, STEPS)
        if found.faults:
            return
    raise AssertionError("nobody noticed")
