"""What every proof takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

OFFICE = Path(__file__).parents[2] / "offices" / "binh-luc"


@dataclass(frozen=True)
class Setting:
    """How a proof is run."""

    folder: Path
    """An empty place of its own."""
    server: str
    """The address of a PostgreSQL server."""
    short: bool
    seed: int
    progress: Callable[[str, int, int], object]
    """Told what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class Result:
    """A promise's figure. It is kept when there is nothing in `faults`."""

    figure: float
    unit: str
    trials: int
    """Chances the promise had to break."""
    faults: list[str] = field(default_factory=list)
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def bound(self) -> float | None:
        """The 95 % upper bound of the rate when 0 of so many failed: the rule of three."""
        return None if self.figure or not self.trials else 3 / self.trials

    @property
    def told(self) -> str:
        """The unit, with what 0 of so many lets one conclude."""
        return self.unit if self.bound is None else f"{self.unit} (95 %: at most {self.bound:.2g})"
