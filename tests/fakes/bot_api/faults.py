"""Faults to order: what goes wrong, for whom, how often."""

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal, get_args

FaultKind = Literal[
    "429",  # refused, with retry_after
    "403",  # refused: blocked by the user
    "400",  # refused: chat not found
    "500",  # not done, JSON body
    "502",  # not done, the proxy's HTML page
    "500-after",  # done, and answered with a 500 all the same
    "502-after",
    "timeout",  # not done, never answered (or after `delay`, when the connection is dropped)
    "slow",  # done, answered after `delay`
    "disconnect-before",  # not done, connection dropped
    "disconnect-after",  # done, connection dropped before the answer
]
KINDS: tuple[str, ...] = get_args(FaultKind)


@dataclass
class Fault:
    """One ordered fault; ``times`` counts down, None lasts."""

    kind: FaultKind
    method: str | None = None
    chat_id: int | None = None
    times: int | None = 1
    retry_after: int = 1
    delay: float = 1.0

    def concerns(self, method: str, chat_id: object) -> bool:
        """Tell whether it strikes this call."""
        right_method = self.method is None or self.method.lower() == method.lower()
        return right_method and (self.chat_id is None or str(self.chat_id) == str(chat_id))


class Faults:
    """The faults still to come, first ordered first."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []

    def order(self, fault: Fault) -> Fault:
        """Order one; set its ``times`` to 0 to call it off."""
        if fault.kind not in KINDS:
            raise ValueError(f"there is no fault {fault.kind!r}, only {', '.join(KINDS)}")
        self._ordered.append(fault)
        return fault

    def strike(self, method: str, chat_id: object) -> Fault | None:
        """Take the fault this call meets, if any."""
        self._ordered = [fault for fault in self._ordered if fault.times != 0]
        for fault in self._ordered:
            if fault.concerns(method, chat_id):
                fault.times = fault.times - 1 if fault.times is not None else None
                return fault
        return None

    def clear(self) -> None:
        """Call all of them off."""
        self._ordered.clear()


@dataclass(frozen=True)
class Limit:
    """At most ``count`` messages in any ``seconds``."""

    count: int
    seconds: float


class Limits:
    """Rates the fake enforces when asked to; the real ones are not published (https://core.telegram.org/bots/faq)."""

    def __init__(self) -> None:
        self.per_chat: Limit | None = None
        self.in_all: Limit | None = None
        self._sent: defaultdict[object, deque[float]] = defaultdict(deque)

    def excess(self, chat_id: object, now: float) -> int | None:
        """Count a message; return the seconds to wait if it is one too many."""
        checks = [(chat_id, self.per_chat), (None, self.in_all)]
        for key, limit in checks:
            if limit and (wait := self._wait(key, limit, now)) > 0:
                return max(1, round(wait + 0.499))
        for key, limit in checks:
            if limit:
                self._sent[key].append(now)
        return None

    def _wait(self, key: object, limit: Limit, now: float) -> float:
        sent = self._sent[key]
        while sent and sent[0] <= now - limit.seconds:
            sent.popleft()
        return sent[0] + limit.seconds - now if len(sent) >= limit.count else 0.0
