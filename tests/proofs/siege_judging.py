"""Whether what was said and done was right, step by step, for P11."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from feedback.code import read as read_code
from tests.proofs.attack_oracle import CaseRow, Grants, World, gives
from tests.proofs.besieged import (
    CANARY,
    CASE_ID,
    CODE,
    INVITES,
    PERSON,
    UNKNOWN,
    Besieged,
    Said,
    Somebody,
)


class Judging(Besieged):
    """Looks at each word and each row."""

    def _judge_words(
        self,
        person: Somebody,
        words: str,
        said: Sequence[Said],
        before: World,
        after: World,
    ) -> None:
        for each in said:
            accounts = {
                other.account
                for other in self.people
                for world in (before, after)
                if world.addresses.get(self.storage.keys.mark_of(other.address)) == each.to
            }
            known = {
                code for other in self.people if other.account in accounts for code in other.typed
            }
            for what, of, shown in self._found(each.words):
                if what == "code" and of in known:
                    continue
                right = not each.group and any(
                    self._may_read(what, of, each, accounts, world) for world in (before, after)
                )
                if not right:
                    self._fault(person, words, f"{what} {shown} shown to {sorted(accounts)}", each)

    def _found(self, words: str) -> Iterable[tuple[str, str, str]]:
        """Yield every secret among words: what it is, and of whom or what."""
        for match in CANARY.finditer(words):
            what = {"sa": "said", "id": "sender", "na": "name", "ac": "account"}[match[1]]
            yield what, " ".join(self.owners.get(match[0], ())), match[0]
        for match in CODE.finditer(words):
            code = read_code(match[0])
            if code in self.codes or code in self.book.codes:
                yield "code", code or "", match[0]
        for match in CASE_ID.finditer(words):
            yield "id", match[0], match[0]
        for match in PERSON.finditer(words):
            yield "person", match[0], match[0]

    def _may_read(self, what: str, of: str, each: Said, accounts: set[str], world: World) -> bool:
        grants = self._grants(world, each.to)
        if what == "name":
            return bool(grants) or of in accounts
        if what == "account":
            return of in accounts
        if what in ("said", "sender"):
            cases = [world.cases[id] for id in of.split() if id in world.cases]
            return any(
                self.book.may_read(what, case, each.to, grants, each.file) for case in cases
            )
        if what == "person":
            return False
        if what == "code" and of in self.book.codes:
            return self.book.codes[of][2] == each.to
        case = world.cases.get(self.codes.get(of, of))
        if case is None:
            return what == "id"  # of something else than a case
        return self.book.may_read(what, case, each.to, grants, each.file)

    def _fault(self, person: Somebody, words: str, what: str, each: Said | None = None) -> None:
        where = "" if each is None else f" in {each.words[:160]!r}"
        self.faults.append(f"{words.strip()!r} by {person.account}: {what}{where}")

    def _judge_changes(
        self,
        person: Somebody,
        mine: str,
        parts: dict[str, object],
        before: World,
        after: World,
    ) -> None:
        words = f"{parts.get('text', '')} {parts.get('press', '')}"
        grants = self._grants(before, mine)
        erased = str(parts.get("press", "")).startswith("erase:yes")
        gone = before.roles.keys() - after.roles.keys()
        for id in gone - {mine}:
            joined = not set(before.addresses.values()) - set(after.addresses.values()) - {id}
            if not joined or not before.roles[id] <= grants:
                self._fault(person, words, f"{id} is gone")
        if mine in gone and not erased:
            self._fault(person, words, "they are gone")
        self._judge_cases(person, mine, grants, words, erased, before, after)
        self._judge_roles(person, mine, grants, words, gone, before, after)
        for mark, was in before.addresses.items():
            now = after.addresses.get(mark, was)
            if now != was and mine not in (was, now):
                self._fault(person, words, "an address of others changed hands")

    def _judge_cases(
        self,
        person: Somebody,
        mine: str,
        grants: Grants,
        words: str,
        erased: bool,
        before: World,
        after: World,
    ) -> None:
        old = set(before.lines)
        touched: set[str] = set()
        for line in after.lines:
            if line in old:
                continue
            case, _, what, who = line
            touched.add(case)
            self.done["changes"] += 1
            was = before.cases.get(case)
            if was is None:  # made in this step
                if what == "received":
                    continue
                was = after.cases[case]
            if who not in (mine, "timer", "operator"):
                if not (erased and who == ""):
                    self._fault(person, words, f"{what} of {case} in the name of {who}")
            elif who == mine and not self._may_do(what, was, mine, grants, before):
                self._fault(person, words, f"did {what} to {was}")
        for id, now in after.cases.items():
            was = before.cases.get(id)
            if was is None:
                new = self._parts(id, touched, mine, now, after)
                if not new:
                    self._fault(person, words, f"a case of others came to be: {now}")
            elif now != was and id not in touched and not self._quietly(was, now, mine, before):
                self._fault(person, words, f"{was} became {now}")
        for id in before.cases.keys() - after.cases.keys():
            self._fault(person, words, f"{id} is gone")

    def _may_do(self, what: str, case: CaseRow, mine: str, grants: Grants, before: World) -> bool:
        """Tell whether a line is somebody's to make: an answer also reaches what says the same as
        the case that was theirs to answer, but nothing that is about them or their own."""
        led_by, seen = case, set[str]()
        while not self.book.may_do(what, led_by, mine, grants):
            seen.add(led_by.id)
            theirs = {*case.citizens, *case.about.split()}
            if what != "answer" or mine in theirs or led_by.same_as in {*seen, ""}:
                return False
            led_by = before.cases[led_by.same_as]
        return True

    def _parts(self, id: str, touched: set[str], mine: str, now: CaseRow, after: World) -> bool:
        """Tell whether a new case is one's own, or was split off in this step."""
        split = any(line[2] == "split" and line[0] in touched for line in after.lines)
        return mine in now.citizens or (split and id in touched)

    def _quietly(self, was: CaseRow, now: CaseRow, mine: str, before: World) -> bool:
        """Tell whether a case changed without a line as it may: by its own citizen (names taken
        back), by an officer who is erased, or because two people became one."""
        if mine in was.citizens or was.officer == mine:
            return True
        merged = set(before.roles) - {mine}
        people = {was.person, was.officer, *was.about.split(), *was.spoken_for.split()} & merged
        same = replace(was, version=now.version)
        for old in people:
            fields = {
                name: " ".join(
                    mine if each == old else each for each in getattr(was, name).split(" ")
                )
                for name in ("person", "officer", "about", "spoken_for")
            }
            if replace(same, **fields) == now:
                return True
        return False

    def _judge_roles(
        self,
        person: Somebody,
        mine: str,
        grants: Grants,
        words: str,
        gone: set[str],
        before: World,
        after: World,
    ) -> None:
        brought = {code for each in CODE.findall(words) if (code := read_code(each))}
        for id, now in after.roles.items():
            was = before.roles.get(id, frozenset())
            if now == was:
                continue
            self.done["changes"] += 1
            for grant in now - was:
                if not self._gained(id, mine, grants, grant, brought, gone, before):
                    self._fault(person, words, f"{id} gained {grant}")
            for role, unit in was - now:
                if not gives(grants, role, unit):
                    self._fault(person, words, f"{id} lost {role}@{unit}")
        shown = {code for code in brought if code in self.book.codes}
        for code in shown:
            id, _, _ = self.book.codes[code]
            if id not in after.invitations or after.invitations[id][2]:
                self.book.codes.pop(code)
        for id, (word, maker, _) in after.invitations.items():
            if id in before.invitations:
                continue
            role, _, unit = word.partition("@")
            if maker != mine or not gives(grants, role, unit):
                self._fault(person, words, f"invited to {word} for {maker}")
        for id in before.invitations.keys() - after.invitations.keys():
            word, maker, taker = before.invitations[id]
            role, _, unit = word.partition("@")
            left = {maker, taker} & (gone | {mine})
            lost = maker in after.roles and after.roles[maker] != before.roles.get(maker)
            if not (left or lost or gives(grants, role, unit)):
                self._fault(person, words, f"the invitation to {word} is gone")

    def _gained(
        self,
        id: str,
        mine: str,
        grants: Grants,
        grant: tuple[str, str],
        brought: set[str],
        gone: set[str],
        before: World,
    ) -> bool:
        if id != mine:
            return False
        for code in brought:
            if code in self.book.codes:
                _, word, maker = self.book.codes[code]
                role, _, unit = word.partition("@")
                fresh = self.town.now <= self.until[code]
                if (role, unit) == grant and fresh and maker != mine:
                    return True
        return any(grant in before.roles[other] for other in gone) and grant in grants

    def _judge_command(
        self,
        person: Somebody,
        mine: str,
        parts: dict[str, object],
        shown: str,
        before: World,
    ) -> None:
        """Whoever lacks the role of a command is told what everybody is of one that is none."""
        text = str(parts.get("text", ""))
        for made in INVITES.findall(shown):
            code = read_code(made)
            after = self.seen
            assert after is not None
            new = after.invitations.keys() - before.invitations.keys()
            if code is not None and new:
                [id] = new
                self.book.codes[code] = (id, after.invitations[id][0], mine)
                self.until[code] = self.town.now + timedelta(hours=24)
        if not text.startswith("/") or parts.get("private") is False or parts.get("edited"):
            return
        command = self.town.router._offers.commands.get(text[1:].split()[0])
        if command is None or command.roles is None:
            return
        # Whom the settings name is that still, written to anew after everything was erased.
        if {role for role, _ in self._grants(before, mine) | person.settings} & command.roles:
            return
        if UNKNOWN not in shown:
            told = f"used a command of {sorted(command.roles)}, told {shown[:160]!r}"
            self._fault(person, text, told)
