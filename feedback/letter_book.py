"""What an office says of its letters: `letters.yaml` and the Word files in `letters/` of its pack.

What the law wants of an apology for lateness (Mẫu 04, TT 03/2025/TT-VPCP; NĐ 61/2018 Đ19.9) is
`OBLIGATORY`: an office can ask for more, never for less.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from feedback.messages import Words

LATE_CASE, LATE_FILE = "late-case", "late-file"
THANKS_PRAISE, THANKS_PROPOSAL, THANKS_SOLVED = "thanks-praise", "thanks-proposal", "thanks-solved"
MISTAKE, CONGRATULATION, CONDOLENCE = "mistake", "congratulation", "condolence"
COMPLAINT_FORM, RECEIPT = "complaint-form", "receipt"

APOLOGIES = frozenset({LATE_CASE, LATE_FILE})
"""Apologies for lateness: one for each case or file, with one new date."""
OWN = frozenset({COMPLAINT_FORM, RECEIPT})
"""Papers a citizen gets at once for themselves: nobody signs them, they have no number."""
BY_HAND = (MISTAKE, CONGRATULATION, CONDOLENCE)
"""Letters a head begins without an event."""
KINDS = (
    *(THANKS_PRAISE, THANKS_PROPOSAL, THANKS_SOLVED, LATE_CASE, LATE_FILE),
    *(*BY_HAND, COMPLAINT_FORM, RECEIPT),
)
"""Every letter the program knows an occasion for."""

ASKED = (
    *("addressee", "address", "phone", "received", "field", "receipt", "promised", "units"),
    *("reason", "new_date", "words"),
)
"""What a draft knows or somebody fills in: the questions of the form `letter`."""
ISSUED = ("superior", "agency", "number", "place", "day", "recipients", "signer_title", "signer")
"""What a letter gets when it is signed off, of its agency and of who does it."""
BESIDES = ("approved", "code", "kind", "category", "qr", "contact", "content")
"""What a template may show besides."""
PLACEHOLDERS = frozenset((*ASKED, *ISSUED, *BESIDES))

OBLIGATORY: Mapping[str, frozenset[str]] = dict.fromkeys(
    APOLOGIES, frozenset(ASKED) - {"words"} | frozenset(ISSUED) - {"superior"}
)
"""What the law wants, whatever an office writes (Mẫu 04): letter -> fields."""


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One letter of an office: `series` stands behind its number (`12/TXL-UBND`)."""

    id: str
    name: Words
    needs: tuple[str, ...]
    """The fields it does not leave without."""
    series: str = ""


@dataclass(frozen=True, slots=True)
class Agency:
    """Who issues letters: one register of numbers a year, for its unit and all below it."""

    unit: str
    name: str
    place: str
    title: str
    """Of who signs: `CHỦ TỊCH`."""
    superior: str = ""
    recipients: str = ""
    abbreviation: str = "UBND"


@dataclass(frozen=True)
class LetterBook:
    """What an office says of its letters."""

    kinds: Mapping[str, LetterKind] = field(default_factory=dict)
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    templates: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """The Word files, by letter."""


NO_LETTERS = LetterBook()
"""Of an office that writes none."""


def faults(kind: LetterKind, places: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with the places of a letter's template."""
    for name in sorted({*places} - PLACEHOLDERS):
        known = ", ".join(sorted(PLACEHOLDERS))
        yield f"`{{{{ {name} }}}}` is no place of a letter; there are {known}"
    for name in sorted({*kind.needs, *OBLIGATORY.get(kind.id, ())} - {*places}):
        yield f"has no place `{{{{ {name} }}}}`, which the letter must carry"
