"""What somebody may try at random in the siege of P11."""

from __future__ import annotations

from collections.abc import Sequence

from feedback.code import draw, spell
from feedback.messages import Attachment, Contact, Location
from tests.proofs.besieged import (
    UNITS,
    WORDS,
    Somebody,
)
from tests.proofs.siege_judging import Judging


class Moving(Judging):
    """Draws the next thing to try."""

    def _move(self, person: Somebody) -> tuple[str, dict[str, object]]:
        chance = self.chance
        way = chance.random()
        if way < 0.40 and person.shown:
            return "own buttons", {"press": chance.choice(person.shown)}
        if way < 0.50 and self.buttons:
            return "buttons of others", {"press": chance.choice(self.buttons)}
        if way < 0.62:
            return "forged buttons", {"press": self._forged()}
        if way < 0.73:
            return "commands", {"text": self._command()}
        if way < 0.76:
            return "links", {"text": f"/start {self._payload()}"}
        if way < 0.80:
            return "codes to link or join", {"text": f"/lienket {self._long_or_short()}"}
        if way < 0.81:
            stamp = int(self.town.now.timestamp())
            return "erasing", {
                "press": chance.choice(("erase:sure",) * 3 + (f"erase:yes:{stamp}",))
            }
        if way < 0.84:
            group = {"private": False, "chat": "group"}
            if chance.random() < 0.5:
                return "in a group", {"text": self._command(), **group}
            return "in a group", {"press": self._forged(), **group}
        if way < 0.86:
            return "corrections", {"text": chance.choice(WORDS), "edited": True, "message": "m1"}
        if way < 0.88:
            photo = Attachment("photo", f"photo{self.town.number()}", 1000)
            return "files", {"attachments": (photo,)}
        if way < 0.89:
            return "places and cards", chance.choice(
                ({"location": Location(20.49, 105.92)}, {"contact": Contact("0912345678")})
            )
        return "words", {"text": chance.choice((*WORDS, self._code()))}

    def _forged(self) -> str:
        """Button data nobody was given: of parts of others, or of anything there is."""
        chance = self.chance
        if self.buttons and chance.random() < 0.6:
            parts = chance.choice(self.buttons).split(":")
            at = chance.randrange(len(parts))
            parts[at] = self._token()
        else:
            prefix = chance.choice(sorted(self.town.router._offers.presses))
            parts = [prefix, *(self._token() for _ in range(chance.randrange(1, 4)))]
        return ":".join(parts).encode()[:64].decode(errors="ignore")

    def _token(self) -> str:
        chance = self.chance
        assert self.seen is not None
        kinds: tuple[Sequence[str], ...] = (
            sorted(self.seen.cases),
            [*self.seen.invitations],
            ("ask", "off", "show", "page", "invite", "yes", "no", "sure", "mine", "list", "open"),
            (
                "accept",
                "transfer",
                "answer",
                "name",
                "assign",
                "close",
                "confirm",
                "dispute",
                "note",
            ),
            ("announce", "unannounce", "group", "ungroup", "other"),
            ("withdraw", "supply", "identify", "who", "files", "history", "more", "write", "cut"),
            (
                "export",
                "correct",
                "read",
                "agree",
                "approve",
                "reject",
                "bind",
                "0",
                "1",
                "99",
                "",
            ),
            (self._code(), chance.choice(UNITS), f"c:hoso {self._code()}", "x"),
        )
        return chance.choice(chance.choice(kinds) or ("x",))

    def _command(self) -> str:
        name = self.chance.choice(sorted(self.town.router._offers.commands))
        words = self.chance.choice(
            ("", "", self._code(), self._code(), *UNITS, "mời", "huy", "phản ánh", "tất cả", "1")
        )
        return f"/{name} {words}".strip()

    def _payload(self) -> str:
        code = self._long_or_short().replace("-", "")
        return self.chance.choice(
            (f"i_{code}", f"c_{self._code()}", f"t_{code}", "g_binh-an", "r_one-stop_binh-my-q1")
        )

    def _code(self) -> str:
        """The code of some case, as if it had been overheard; now and then one of none."""
        if self.chance.random() < 0.1:
            return spell(draw(self.chance.randrange))
        return spell(self.chance.choice([*self.codes]))

    def _long_or_short(self) -> str:
        known = [*self.book.codes, *(code for each in self.people for code in each.typed)]
        if known and self.chance.random() < 0.6:
            return spell(self.chance.choice(known))
        return self.chance.choice((self._code(), "mới", "đồng ý", "không", "hủy"))
