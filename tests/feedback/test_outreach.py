"""What may be said to somebody who has not written lately."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feedback.outreach import Outreach, Template

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
HOURS = Outreach(timedelta(hours=48), timedelta(days=7))
PAYING = Outreach(timedelta(hours=48), timedelta(days=7), pay=True)


@pytest.mark.parametrize(
    ("rules", "hours", "may"),
    [
        (Outreach(), 9999, True),
        (HOURS, None, True),
        (HOURS, 48, True),
        (HOURS, 48.1, False),
        (PAYING, 48.1, True),
        (PAYING, 168, True),
        (PAYING, 168.1, False),
        (Outreach(timedelta(hours=48), pay=True), 47, True),
        (HOURS, -5, True),
    ],
)
def test_the_window(rules: Outreach, hours: float | None, may: bool) -> None:
    heard = None if hours is None else NOW - timedelta(hours=hours)
    assert rules.may_write(heard, NOW) is may


def test_only_an_approved_notice_is_ever_sent() -> None:
    states = ("draft", "pending", "rejected", "disabled")
    shut = tuple(Template(state, state, {"a": "b"}, 10) for state in states)
    assert Outreach(templates=shut).approved is None
    good = Template("5", "approved", {"a": "b"}, 10)
    assert Outreach(templates=(*shut, good)).approved is good


def test_a_notice_carries_what_fits_and_else_asks_to_write() -> None:
    carrier = Template("1", "approved", {"who": "{office}", "what": "{text}", "x": "y"}, 12)
    assert carrier.carries("Đã xong rồi")
    assert not carrier.carries("Đã xong rồi đấy ạ")
    assert not carrier.carries("")
    assert not Template("1", "approved", {"who": "{office}"}, 12).carries("ngắn")
    assert carrier.filled("Xã Bình Lục, tỉnh Ninh Bình", "Đã xong rồi") == {
        "who": "Xã Bình Lục,",
        "what": "Đã xong rồi",
        "x": "y",
    }
