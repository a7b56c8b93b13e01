"""Commands in what people write."""

from __future__ import annotations

import pytest

from feedback.messages import Address, Inbound


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/start", ("start", "")),
        ("/start r_one-stop_hcc", ("start", "r_one-stop_hcc")),
        ("/tracuu  K7DMQ 3RTX9 P4VA ", ("tracuu", "K7DMQ 3RTX9 P4VA")),
        ("/DanhGia", ("danhgia", "")),
        ("/help@langnghe_bot now", ("help", "now")),
        ("/gopy\nĐường hỏng\nđã lâu", ("gopy", "Đường hỏng\nđã lâu")),
        ("/", None),
        ("/ huy", None),
        ("/@langnghe_bot", None),
        ("huy", None),
        ("", None),
        (" /huy", None),
    ],
)
def test_a_command_is_a_slash_and_its_name(text: str, command: tuple[str, str] | None) -> None:
    inbound = Inbound(event="1", address=Address("test", "7"), chat="7", text=text)
    assert inbound.command == command
