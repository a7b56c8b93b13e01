"""The terminal chat as a person uses it: typed, piped, interrupted, recorded and replayed."""

from __future__ import annotations

import io
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import __main__ as program
from bot.settings import Settings
from bot.terminal import Rehearsal, Session, play
from feedback.errors import FeedbackError

ROOT = Path(__file__).parents[2]
OFFICE = ROOT / "offices" / "binh-luc"
_TAKE_THE_TERMINAL = (
    "import fcntl, os, signal, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "signal.signal(signal.SIGINT, signal.SIG_DFL);"  # a shell's background job ignores Ctrl-C
    "os.execv(sys.executable, [sys.executable, '-m', 'bot', *sys.argv[1:]])"
)


@pytest.fixture(autouse=True)
def _fresh_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANGNGHE_OFFICE", str(OFFICE))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Return what runs one command with lines piped in; gives its exit code and what it said."""

    def run(*words: str, typed: bytes | str = "") -> tuple[int, str]:
        piped = typed if isinstance(typed, bytes) else typed.encode()
        monkeypatch.setattr(sys, "argv", ["langnghe", *words])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped), "utf-8"))
        with pytest.raises(SystemExit) as left:
            program.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out + said.err

    return run


Run = Callable[..., tuple[int, str]]


class Terminal:
    """A real terminal with the real program in it."""

    def __init__(self, folder: Path, *words: str) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _TAKE_THE_TERMINAL, *words],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "LANGNGHE_OFFICE": str(OFFICE),
                "TMPDIR": str(folder),
                "TERM": "dumb",
                "LANG": "C.UTF-8",
            },
        )
        os.close(theirs)
        self.shown = b""

    def type(self, keys: str) -> None:
        self.shown = b""
        os.write(self._ours, keys.encode())

    def wait_for(self, words: str, patience: float = 30) -> str:
        """Return what was shown since the last keys, once these words are in it."""
        until = time.monotonic() + patience
        while words not in self.shown.decode("utf-8", "replace"):
            ready, _, _ = select.select([self._ours], [], [], max(0, until - time.monotonic()))
            assert ready, f"no “{words}” in: {self.shown.decode('utf-8', 'replace')}"
            self.shown += os.read(self._ours, 65536)
        return self.shown.decode("utf-8", "replace")

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._ours)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def open_one(*words: str) -> Terminal:
        opened.append(Terminal(tmp_path, *words))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_a_person_chats_and_leaves(key: str, terminal: Callable[..., Terminal]) -> None:
    opened = terminal("chat")
    opened.wait_for("Bắt đầu: /start\r\n> ")
    opened.type("/start\n")
    opened.wait_for("Câu 1/2")
    opened.type("1\n")
    opened.wait_for("Câu 2/2")
    opened.type(key)
    assert opened.process.wait(10) == 0


def test_the_demo_shows_figures_at_once(terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    opened = terminal("demo", "--terminal")
    hint = opened.wait_for("Bắt đầu: /start\r\n> ")
    assert "2000/2000" in hint
    assert "60/60" in hint
    assert "master key" not in hint
    code = re.search(r"/tracuu (\S+)", hint)
    assert code is not None
    opened.type(f"/tracuu {code[1]}\n")
    opened.wait_for("Tình trạng: ")
    opened.type("/thongke năm nay\n")
    shown = opened.wait_for("so-lieu-1.png]")
    assert "Số phiếu" in shown
    charts = [Path(name) for name in re.findall(r"\[(/\S+\.png)\]", shown)]
    assert charts
    assert all(chart.read_bytes().startswith(b"\x89PNG") for chart in charts)
    opened.type("\x04")
    opened.wait_for(f"the data is in: {tmp_path}")
    assert opened.process.wait(10) == 0


def test_the_demo_can_only_load(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LANGNGHE_OFFICE", "elsewhere")
    monkeypatch.setenv("LANGNGHE_ADMINS", "telegram:1")
    code, said = run("demo", "--no-ask")
    assert code == 0
    assert "2000 made-up answers and 60 made-up cases" in said
    [database] = tmp_path.glob("langnghe-demo-*/demo.db")
    monkeypatch.setenv("LANGNGHE_OFFICE", str(OFFICE))
    monkeypatch.setenv("LANGNGHE_DATABASE_URL", f"sqlite:///{database}")
    monkeypatch.setenv("LANGNGHE_MASTER_KEY_FILE", str(database.with_name("demo.key")))
    assert run("check", "--counters")[0] == 0


def test_a_piped_chat_shows_what_was_typed_and_ends(run: Run, tmp_path: Path) -> None:
    code, said = run("chat", typed=b"\n/start\n\xff\xfe\n@tap 9 x\n/xuat\n")
    assert code == 0
    assert "> /start" in said
    assert "Xin chào" in said
    assert "@tap 2" in said, "what cannot be done is told"
    assert "không có lệnh này" in said, "a citizen is no administrator"
    assert not list(tmp_path.glob("langnghe-*")), "no folder stays when no file came"


def test_the_next_run_goes_on_where_this_one_ended(run: Run) -> None:
    run("chat", typed="/gopy\n1\n")
    code, said = run("chat", typed="alo\n")
    assert code == 0
    assert "Việc này thuộc nhóm nào?" in said


def test_an_administrator_gets_files(run: Run, tmp_path: Path) -> None:
    code, said = run("chat", "--as", "admin", typed="/dulieu\n1\n")
    assert code == 0
    [path] = re.findall(r"\[(/\S+)\]", said)
    assert Path(path).is_file()
    assert Path(path).parent.stat().st_mode & 0o77 == 0, "nobody else may read it"
    assert run("chat", "--as", "king")[0] == 2


def test_a_recorded_chat_replays_word_for_word(run: Run, tmp_path: Path) -> None:
    typed = (
        "# Bà Lan\n@seed 30 5\n/thongke\n/start g_binh-luc_rac-thai\n1\n"
        "Rác ở cổng chợ ba ngày nay chưa ai dọn\nkhông\n@photo 2\n@later 2 days\nxong\nkhông\ngửi\n"
        "/cuatoi\n/tracuu <code>\n@now soon\n@seed all\n"
    )
    code, said = run("chat", "--as", "admin", "--record", "talk.txt", typed=typed)
    assert code == 0
    assert "talk.txt" in said
    kept = Path("talk.txt").read_text("utf-8")
    assert kept.startswith("@admin\n# Bà Lan\n@seed 30 5\n> /thongke\n")
    assert "Đã tiếp nhận lúc 08:00 ngày 26/11/2026" in kept
    assert "> /tracuu <code>\n< <code>" in kept
    assert not Path("langnghe.db").exists(), "a rehearsal leaves the database alone"
    code, said = run("chat", "--replay", "talk.txt")
    assert code == 0, said
    assert "just what the transcript says" in said
    Path("talk.txt").write_text(kept.replace("Đã tiếp nhận", "Chưa tiếp nhận"), "utf-8")
    code, said = run("chat", "--replay", "talk.txt")
    assert code == 5
    assert "-< Chưa tiếp nhận lúc" in said
    assert "+< Đã tiếp nhận lúc" in said
    code, said = run("chat", "--record", "talk.txt", typed="alo\n")
    assert code == 1
    assert "talk.txt: File exists" in said


def test_a_second_device_is_recorded_too(run: Run) -> None:
    typed = "/lienket\n@second\n/lienket <code>\n@first\n/lienket có\n"
    assert run("chat", "--record", "talk.txt", typed=typed)[0] == 0
    kept = Path("talk.txt").read_text("utf-8")
    assert "\n@second\n> /lienket <code>\n< Xin Ông/Bà mở" in kept
    assert "\n<< Lúc 08:00" in kept
    assert "\n@first\n> /lienket có\n< Đã nối" in kept
    assert run("chat", "--replay", "talk.txt")[0] == 0


def test_a_recording_has_no_line_that_could_not_be_done(run: Run) -> None:
    run("chat", "--record", "talk.txt", typed="alo\n@tap 7 x\n@place here\n")
    kept = Path("talk.txt").read_text("utf-8")
    assert "@" not in kept
    assert run("chat", "--replay", "talk.txt")[0] == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe", "not written in UTF-8"),
        ("# Lan\n> alo\nXin chào\n".encode(), "line 3: “Xin chào” is none of"),
        (b"@later soon\n", "line 1: “@later soon”"),
        (b"@now 2026-99-99 08:00\n", "line 1: "),
        (b"> @tap 3 x\n", "line 1: "),
    ],
)
def test_what_is_no_transcript_is_told_with_its_line(content: bytes, told: str, run: Run) -> None:
    Path("talk.txt").write_bytes(content)
    code, said = run("chat", "--replay", "talk.txt")
    assert code == 1
    assert "talk.txt is no transcript" in said
    assert told in said


def test_a_transcript_that_is_not_there(run: Run) -> None:
    code, said = run("chat", "--replay", "nothing.txt")
    assert code == 1
    assert "nothing.txt: No such file" in said


async def test_the_clock_of_a_transcript_is_its_own() -> None:
    expected, said = await play(
        "@now 2026-02-16 23:59\n> /start g_binh-luc_rac-thai\n@later 1 minute\n> 1\n", OFFICE
    )
    assert said[:2] == expected[:2]
    assert "@later 1 minute" in said
    with pytest.raises(FeedbackError, match="line 2"):
        await play("> alo\n@now yesterday\n", OFFICE)


async def test_a_message_ends_where_the_next_begins() -> None:
    shown: list[str] = []
    async with Rehearsal.open(OFFICE, shown.append) as rehearsal:
        await rehearsal.do("> cháy nhà rồi, cứu với, xóm 2 xã Bình Mỹ")
    assert len(shown) == 2
    assert rehearsal.said.count("<") >= 2
    assert any("[8] Để sau   [9] Hủy" in line for line in rehearsal.said)


async def test_rights_given_in_settings_are_kept(tmp_path: Path) -> None:
    shown: list[str] = []
    settings = Settings(
        _env_file=None,
        database_url="sqlite:///:memory:",
        office=OFFICE,
        master_key_file=tmp_path / "key",
        admins="console:1",  # type: ignore[arg-type]
    )
    session = await Session.open(settings, shown.append)
    try:
        await session.type("/thongke")
    finally:
        await session.close()
    assert "Số liệu" in shown[0]
