"""The shapes of letters.yaml's rows."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from feedback.letter_book import KINDS, OBLIGATORY, PLACEHOLDERS, Agency, LetterKind
from feedback.pack_rows import Id, Row, Sentence, Short


class AgencyRow(Row):
    """One agency of letters.yaml, which issues letters."""

    unit: Id
    name: Short
    place: Short
    title: Short
    superior: str = ""
    recipients: str = ""
    abbreviation: Short = "UBND"

    def agency(self) -> Agency:
        """Return the agency the row describes."""
        return Agency(**dict(self))


class LetterRow(Row):
    """One letter of letters.yaml."""

    id: Id
    name: Sentence
    needs: tuple[str, ...] = ()
    series: str = ""

    @model_validator(mode="after")
    def _lawful(self) -> Self:
        if self.id not in KINDS:
            raise ValueError(f"is no letter the program knows; it knows {', '.join(KINDS)}")
        if unknown := sorted({*self.needs} - PLACEHOLDERS):
            raise ValueError(f"needs {', '.join(unknown)}, which no letter has")
        if lacking := sorted(OBLIGATORY.get(self.id, frozenset()) - {*self.needs}):
            raise ValueError(f"must need {', '.join(lacking)}, too: the law wants it (Mẫu 04)")
        return self

    def kind(self) -> LetterKind:
        """Return the letter the row describes."""
        return LetterKind(**dict(self))
