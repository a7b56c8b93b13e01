"""What the operator watches: counts and durations, never a word of what was said."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST as METRICS_TYPE
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)


class Metrics:
    """The figures of one running program, as `/metrics` shows them."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter(
            "langnghe_turns",
            "Events handled, by channel and result",
            ("channel", "result"),
            registry=self.registry,
        )
        self.turn_seconds = Histogram(
            "langnghe_turn_seconds",
            "From the arrival of an event to its commit",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.sent = Counter(
            "langnghe_sent",
            "Messages that left, by channel and result",
            ("channel", "result"),
            registry=self.registry,
        )
        self.waiting = Gauge(
            "langnghe_outbox_waiting",
            "Messages that this process still has to send",
            registry=self.registry,
        )
        self.set_aside = Counter(
            "langnghe_quarantined",
            "Events that failed five times and were set aside: look at the log",
            registry=self.registry,
        )
        self.jobs = Counter(
            "langnghe_jobs",
            "Work done off the turn, by kind and result",
            ("kind", "result"),
            registry=self.registry,
        )
        self.errands = Counter(
            "langnghe_errands",
            "Things done by themselves when their time had come, by kind",
            ("what",),
            registry=self.registry,
        )
        self.errands_failed = Counter(
            "langnghe_errands_failed",
            "Errands that ended in an error and are tried again: look at the log",
            registry=self.registry,
        )
        self.audit_broken = Counter(
            "langnghe_audit_broken",
            "Times the audit was found tampered with: langnghe check --audit says where",
            registry=self.registry,
        )

    def page(self) -> bytes:
        """Return the figures in Prometheus' text format."""
        return generate_latest(self.registry)


__all__ = ["METRICS_TYPE", "Metrics"]
