"""What citizens attach is fetched, loses what it tells besides the picture, and is kept."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image
from structlog.testing import capture_logs

from bot.app import App
from bot.evidence import fetch_evidence, without_metadata
from feedback.case import Case, Evidence
from feedback.errors import Unavailable, Undeliverable
from feedback.messages import Address, Attachment, AttachmentKind, Text
from feedback.person import Person
from feedback.ports import Job
from tests.bot.conftest import Running
from tests.bot.phones import MORNING, Clock, Phones

GPS, ORIENTATION, MODEL = 0x8825, 0x0112, 0x0110


def photo(size: tuple[int, int] = (60, 40)) -> bytes:
    """A photo as a phone takes it: lying on its side, with place and model."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MODEL] = 6, "Nokia 3310"
    exif.get_ifd(GPS)[2] = (20.0, 29.0, 30.0)
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    made = io.BytesIO()
    picture.save(made, "JPEG", exif=exif, comment=b"0912345678")
    return made.getvalue()


def bomb(width: int = 20_000, height: int = 20_000) -> bytes:
    """A few hundred bytes of PNG that would unpack to more than a gigabyte."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99))
    )


async def attach(app: App, ref: str, kind: AttachmentKind = "photo", mime: str = "") -> None:
    """Have a case with something attached, as the intake leaves it."""
    work = app.storage.work()
    case = Case(
        id=f"c-{ref}",
        code=(ref + "X" * 14)[:14],
        kind="complaint",
        state="received",
        category="roads",
        unit="u",
        person="p1",
        channel="phones",
        received_at=MORNING,
        entered_at=MORNING,
        promised=None,
    )
    work.cases.add(case)
    work.cases.evidence(Evidence(f"e-{ref}", case.id, Attachment(kind, ref, mime=mime), "phones"))
    work.add_job(Job(f"j-{ref}", "fetch-evidence", payload(ref, kind, mime)))
    await work.commit("", "", MORNING)


def payload(ref: str, kind: str = "photo", mime: str = "") -> dict[str, str]:
    where = {"person": "p1", "channel": "phones", "chat": "lan", "language": "vi"}
    return {"evidence": f"e-{ref}", "kind": kind, "ref": ref, "mime": mime, **where}


async def kept(app: App, ref: str) -> tuple[bytes | None, str]:
    return await app.storage.work().cases.evidence_of(f"e-{ref}")


async def do_all(app: App) -> None:
    while await app.jobs.run_due():
        pass


async def test_a_photo_is_kept_upright_and_without_its_place(
    running: Running, phones: Phones
) -> None:
    phones.files["a"] = photo()
    async with running(serve=False) as app:
        await attach(app, "a", mime="image/png")
        assert await kept(app, "a") == (None, "image/png")
        await do_all(app)
        content, mime = await kept(app, "a")
        assert mime == "image/jpeg"
        assert content is not None
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.size == (40, 60)
            assert not picture.getexif()
            assert "comment" not in picture.info
            red = picture.convert("RGB").getpixel((20, 5))
        assert isinstance(red, tuple)
        assert red[0] > 200 > red[1]
        assert b"Nokia" not in content
        assert b"0912345678" not in content
        assert phones.arrived == []


async def test_a_photo_sent_as_a_file_does_not_say_either_where_it_was_taken(
    running: Running, phones: Phones
) -> None:
    phones.files["f"] = sent = photo()
    with Image.open(io.BytesIO(sent)) as picture:
        assert picture.getexif().get_ifd(GPS), "the place is in what was sent"
    async with running(serve=False) as app:
        await attach(app, "f", "file", "application/octet-stream")
        await do_all(app)
        content, mime = await kept(app, "f")
        assert mime == "image/jpeg"
        assert content is not None
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.size == (40, 60), "upright"
            assert not picture.getexif()
            assert not picture.getexif().get_ifd(GPS)
        assert b"Nokia" not in content


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_no_format_keeps_the_place(format: str) -> None:
    exif = Image.Exif()
    exif[MODEL] = "Nokia 3310"
    exif.get_ifd(GPS)[2] = (20.0, 29.0, 30.0)
    made = io.BytesIO()
    Image.new("RGB", (8, 8)).save(made, format, exif=exif, xmp=b"<x:xmpmeta>Nokia</x:xmpmeta>")
    assert b"Nokia" in made.getvalue()
    content, _ = without_metadata(made.getvalue())
    with Image.open(io.BytesIO(content)) as picture:
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Nokia" not in content


async def test_a_file_that_is_no_photo_is_kept_as_it_came(
    running: Running, phones: Phones
) -> None:
    scan = io.BytesIO()
    pages = [Image.new("L", (8, 8)), Image.new("L", (8, 8))]
    pages[0].save(scan, "TIFF", save_all=True, append_images=pages[1:])
    phones.files |= {"pdf": b"%PDF-1.7", "scan": scan.getvalue()}
    async with running(serve=False) as app:
        with capture_logs() as told:
            for ref in ("pdf", "scan"):
                await attach(app, ref, "file", "x/y")
            await do_all(app)
        for ref in ("pdf", "scan"):
            assert await kept(app, ref) == (phones.files[ref], "x/y")
    assert not [line for line in told if "could not be read" in line["event"]]


def test_a_photo_of_the_largest_telephones_is_made_smaller_and_says_no_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.evidence._PIXELS", 2000)
    content, _ = without_metadata(photo((60, 40)), "image/jpeg")
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (10, 15)
        assert not picture.getexif()
    assert b"Nokia" not in content
    monkeypatch.setattr("bot.evidence._PIXELS", 10)
    assert without_metadata(photo((60, 40)), "image/jpeg") == (photo((60, 40)), "image/jpeg")


async def test_what_is_no_photo_is_kept_as_it_came(running: Running, phones: Phones) -> None:
    phones.files["v"] = b"OggS voice"
    async with running(serve=False) as app:
        await attach(app, "v", "voice", "audio/ogg")
        await do_all(app)
        assert await kept(app, "v") == (b"OggS voice", "audio/ogg")


async def test_evidence_of_a_case_that_is_gone_is_not_fetched(
    running: Running, phones: Phones
) -> None:
    async with running(serve=False) as app:
        job = Job("j1", "fetch-evidence", payload("nothing"))
        assert await fetch_evidence(job, app.storage.work(), {"phones": phones}) == ()


async def test_evidence_of_a_channel_that_is_off_is_tried_again(
    running: Running, phones: Phones, clock: Clock
) -> None:
    phones.files["a"] = photo()
    async with running(serve=False) as app:
        await attach(app, "a")
        app.channels = {}
        await do_all(app)
        assert (await kept(app, "a"))[0] is None
        app.channels = {"phones": phones}
        clock.pass_by(seconds=5)
        await do_all(app)
        assert (await kept(app, "a"))[0]


async def test_a_platform_that_is_away_is_asked_again_one_that_refuses_is_not(
    running: Running, phones: Phones, clock: Clock
) -> None:
    phones.files |= {"away": Unavailable(), "large": Undeliverable()}
    async with running() as app:
        work = app.storage.work()
        work.people.add(Person("p1"), Address("phones", "lan"), MORNING)
        await work.commit("", "", MORNING)
        await attach(app, "away")
        await attach(app, "large")
        await do_all(app)
        clock.pass_by(seconds=10)
        await phones.until(lambda: phones.arrived)
        assert phones.texts("lan") == [app.texts.render(Text("evidence-lost"), "vi")]
        phones.files |= {"away": photo(), "large": photo()}
        await do_all(app)
        assert (await kept(app, "away"))[0]
        assert (await kept(app, "large"))[0] is None


@pytest.mark.parametrize("content", [b"", b"no picture", photo()[:60], bomb()[:40]])
def test_what_no_decoder_reads_is_kept_as_it_came(content: bytes) -> None:
    assert without_metadata(content, "image/png") == (content, "image/png")


@pytest.mark.parametrize("size", [(20_000, 20_000), (9_000, 9_000), (7_100, 7_100)])
def test_a_small_file_that_would_unpack_to_gigabytes_is_not_unpacked(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unpacked(*_: object) -> None:
        raise AssertionError("the picture was unpacked")

    monkeypatch.setattr("PIL.ImageOps.exif_transpose", unpacked)
    content = bomb(*size)
    assert len(content) < 1000
    assert without_metadata(content, "image/png") == (content, "image/png")


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "CMYK", "1"])
def test_pictures_of_every_kind_become_jpeg(mode: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (8, 8)).save(made, "TIFF")
    with Image.open(io.BytesIO(without_metadata(made.getvalue())[0])) as picture:
        assert (picture.format, picture.size) == ("JPEG", (8, 8))


def test_nothing_is_run_to_read_a_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[object] = []
    monkeypatch.setattr("PIL.EpsImagePlugin.Ghostscript", lambda *it, **_: ran.append(it))
    program = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n"
    assert without_metadata(program, "x") == (program, "x")
    assert ran == []
