"""The page of the web chat as a file: light, readable, safe, and complete in each language.

What it does in a browser is shown in `tests/browser`.
"""

from __future__ import annotations

import gzip
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import orjson
import pytest
from fluent.syntax import FluentParser, ast
from PIL import Image

from bot.channel import Outgoing
from bot.texts import LANGUAGES, LOCALES
from bot.web_chat_messages import payload
from handlers.router import FEATURES, Router

PAGES = Path(__file__).resolve().parents[2] / "bot" / "pages"
HTML = (PAGES / "page.html").read_text("utf-8")
CSS = (PAGES / "page.css").read_text("utf-8")
ICON = (PAGES / "icon.svg").read_text("utf-8")
SCRIPTS = {path.name: path.read_text("utf-8") for path in sorted((PAGES / "script").glob("*.js"))}
SCRIPT = "\n".join(SCRIPTS.values())
VOID = {"meta", "link", "img", "input"}
VALUES = {"lang", "office", "version", "start", "demo", "admin", "contact", "large"}
"""What the server fills in besides sentences."""


class Tags(HTMLParser):
    """Reads a page as strictly as HTML allows to be written: every element is closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str]]] = []
        self.inside: list[str] = []
        self.feed(page)
        self.close()
        assert self.inside == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> says something twice"
        self.all.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.inside.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.inside.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop() == tag, f"</{tag}> at {self.getpos()}"

    def __call__(self, tag: str) -> list[dict[str, str]]:
        return [attributes for each, attributes in self.all if each == tag]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.all if "id" in attributes]


PAGE = Tags(HTML)


def words(language: str) -> dict[str, str]:
    """The sentences of the page in a language."""
    entries = FluentParser().parse((LOCALES / language / "web.ftl").read_text("utf-8")).body
    found = {}
    for entry in entries:
        if isinstance(entry, ast.Message):
            assert entry.value is not None
            element = entry.value.elements[0]
            assert isinstance(element, ast.TextElement), f"{entry.id.name} has a variable"
            assert len(entry.value.elements) == 1, f"{entry.id.name} has a variable"
            found[entry.id.name] = element.value
    return found


def test_the_first_load_is_small_enough_for_one_bar_of_signal() -> None:
    parts = (HTML, CSS, SCRIPT, ICON)
    packed = sum(len(gzip.compress(part.encode(), 9)) for part in parts)
    filled = sum(
        max(len(words(language)[id].encode()) for language in LANGUAGES) for id in words("vi")
    )
    assert packed + filled < 25_000


def test_no_script_and_no_style_stands_in_the_page_itself() -> None:
    for tag, attributes in PAGE.all:
        assert tag != "style"
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        assert not attributes.get("href", "").startswith("javascript:")
    (script,) = PAGE("script")
    assert script["src"].startswith("/web/")
    assert re.search(r"<script[^>]*></script>", HTML)


def test_everything_is_loaded_from_this_server() -> None:
    outside = re.compile(r"https?://(?!www\.w3\.org/2000/svg)|@import|url\(")
    assert not outside.search(HTML + CSS)
    loaded = [each.get("src") or each.get("href") or "" for _, each in PAGE.all]
    assert all(address.startswith(("/", "#")) for address in loaded if address)


def test_what_people_wrote_never_becomes_markup() -> None:
    never = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser"
    )
    assert not re.search(never, SCRIPT)
    assert not re.search(r"setTimeout\(\s*['\"]", SCRIPT)


def test_the_script_is_one_that_a_browser_of_2019_reads() -> None:
    bare = re.sub(r"/\*.*?\*/|//[^\n]*|'(?:\\.|[^'\\])*'", "", SCRIPT, flags=re.DOTALL)
    newer = (
        r"\?\.(?!\d)|\?\?|\|\|=|&&=|#\w+\s*[=(;]|\b(?:import|export|static)\b"
        r"|\.(?:replaceAll|at|flat|flatMap|allSettled|fromEntries|randomUUID)\(|structuredClone"
    )
    assert not re.search(newer, bare)
    assert not re.search(r"(?<!grid-)(?<!-)\bgap:(?! \.4rem; })", CSS)
    assert not re.search(r"\binset:|aspect-ratio|:is\(|:where\(|:has\(|color-mix|\bdvh\b|&", CSS)


def test_names_are_there_once_and_what_is_pointed_at_exists() -> None:
    assert len(PAGE.ids) == len(set(PAGE.ids))
    for tag, attributes in PAGE.all:
        for name in ("for", "aria-controls", "aria-labelledby", "data-input"):
            if name in attributes:
                assert attributes[name] in PAGE.ids, f"<{tag} {name}>"
        if attributes.get("href", "").startswith("#"):
            assert attributes["href"][1:] in PAGE.ids
    for asked in re.findall(r"\$\('([\w-]+)'\)", SCRIPT):
        assert asked in PAGE.ids, asked


def test_everything_that_can_be_used_has_a_name_and_a_place() -> None:
    assert PAGE("html")[0]["lang"] == "{{$lang}}"
    for landmark in ("header", "main", "nav", "h1", "title"):
        assert len(PAGE(landmark)) == 1, landmark
    assert {each["type"] for each in PAGE("button") if "type" in each} == {"button"}
    submitting = [
        each.get("id") or each["data-persona"] for each in PAGE("button") if "type" not in each
    ]
    assert submitting == ["citizen", "officer", "head", "admin", "send"]
    assert all("alt" in each for each in PAGE("img"))
    assert [each["for"] for each in PAGE("label")] == ["words-box"]
    assert all("hidden" in each for each in PAGE("input"))
    log = next(attributes for _, attributes in PAGE.all if attributes.get("id") == "log")
    assert log["role"] == "log"
    assert log["aria-label"]
    assert log["tabindex"] == "0"
    assert "maximum-scale" not in HTML
    assert "user-scalable" not in HTML


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_page_is_there_and_none_is_left_over(language: str) -> None:
    asked = re.findall(r"\{\{([^}]*)\}\}", HTML)
    values = {each[1:] for each in asked if each.startswith("$")}
    assert values == VALUES
    assert {f"web-{each}" for each in asked if not each.startswith("$")} == set(words(language))


def test_every_word_of_the_script_is_in_the_page_and_none_is_left_over() -> None:
    given = [each["data-word"] for each in PAGE("i")]
    assert len(given) == len(set(given))
    assert set(re.findall(r"data-word=\"([\w-]+)\">\{\{", HTML)) == set(given)
    states = {"sending", "sent", "waiting", "failed"}  # item.state is the word
    deeds = set(re.findall(r"deed\('([\w-]+)'", SCRIPT))
    said = set(re.findall(r"word\((?:[^()]*\? )?'([\w-]+)'(?: : '[\w-]+')?", SCRIPT))
    said |= set(re.findall(r"word\([^()]*\? '[\w-]+' : '([\w-]+)'", SCRIPT))
    assert said | states | deeds == set(given)


def test_a_place_for_a_value_is_in_every_language_or_in_none() -> None:
    marked = [
        {id for id, said in words(language).items() if "%" in said} for language in LANGUAGES
    ]
    assert marked[0] == marked[1]
    assert {id.removeprefix("web-") for id in marked[0]} == {
        "picture",
        "state-percent",
        "send-files",
        "too-large",
    }


def test_the_menu_offers_commands_that_exist_and_says_which_are_for_administrators() -> None:
    known = {command.name: command for command in Router(FEATURES).commands}
    offered = [each for each in PAGE("button") if "data-say" in each]
    assert len(offered) >= 10
    for each in offered:
        command = known[each["data-say"].removeprefix("/")]
        assert ("admin" in each["class"].split()) == (command.roles is not None)


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2 between two colours."""
    lights = sorted((light(one), light(other)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def light(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_and_edges_stand_out_from_what_is_behind_them(scheme: str) -> None:
    light_colours, dark_colours = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
    colours = dict(re.findall(r"--([\w-]+): (#\w+)", light_colours))
    if scheme == "dark":
        colours |= dict(re.findall(r"--([\w-]+): (#\w+)", dark_colours))
    for words_, behind in (
        ("ink", "ground"), ("ink", "paper"), ("ink", "tint"), ("ink", "own"),
        ("on-brand", "brand"), ("on-warn", "warn"),
    ):  # fmt: skip
        assert contrast(colours[words_], colours[behind]) >= 7, (words_, behind)
    for words_, behind in (
        ("soft", "ground"),
        ("soft", "paper"),
        ("bad", "ground"),
        ("bad", "paper"),
    ):
        assert contrast(colours[words_], colours[behind]) >= 4.5, (words_, behind)
    for edge, behind in (
        ("edge", "ground"),
        ("edge", "tint"),
        ("focus", "ground"),
        ("focus", "paper"),
    ):
        assert contrast(colours[edge], colours[behind]) >= 3, (edge, behind)


def test_a_message_says_its_language_and_a_chart_how_much_room_it_needs() -> None:
    chart = io.BytesIO()
    Image.new("RGB", (30, 50)).save(chart, "PNG")
    shown = Outgoing(
        chat="c", language="en", name="a.png", mime="image/png", content=chart.getvalue()
    )
    message = orjson.loads(payload(shown, "1" * 32))
    assert message["language"] == "en"
    assert (message["file"]["width"], message["file"]["height"]) == (30, 50)


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(15), b"\xff\xd8\xff" + bytes(40)]
)
def test_the_room_of_what_is_no_whole_png_is_left_to_the_page(content: bytes) -> None:
    message = orjson.loads(
        payload(Outgoing(chat="c", mime="image/png", content=content), "1" * 32)
    )
    assert set(message["file"]) == {"url", "name", "mime", "size"}


def test_files_stay_short_enough_to_read() -> None:
    for name, text in SCRIPTS.items():
        assert text.count("\n") <= 400, name
