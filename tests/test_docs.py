"""What is written for people is true: settings, commands, sentences, shell commands and links."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from typer.main import get_command

from bot.__main__ import cli
from bot.settings import Settings
from bot.texts import LANGUAGES
from handlers.context import Command
from handlers.router import FEATURES, Router

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("bot", "handlers", "feedback", "storage")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
README = (ROOT / "README.md").read_text("utf-8")

# Settings

SETTINGS = {f"LANGNGHE_{name.upper()}": field for name, field in Settings.model_fields.items()}


def test_every_setting_is_in_the_example_and_nothing_else() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    assert re.findall(r"^#? ?(LANGNGHE_\w+)=", example, re.MULTILINE) == list(SETTINGS)


def test_the_example_as_it_stands_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    assert Settings(_env_file=ROOT / ".env.example") == Settings(_env_file=None)  # type: ignore[call-arg]


def test_every_setting_is_in_the_table_of_the_readme_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(LANGNGHE_\w+)` \|([^|]*)\|", README, re.MULTILINE))
    assert list(rows) == list(SETTINGS)
    for name, field in SETTINGS.items():
        if field.default:
            assert rows[name].strip() == f"`{as_written(field.default)}`", name


def as_written(default: object) -> str:
    if isinstance(default, tuple):
        return ",".join(map(str, default))
    return str(default).lower() if isinstance(default, bool) else str(default)


def test_the_code_reads_no_setting_that_is_not_written_down() -> None:
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for name in re.findall(r"\bLANGNGHE_[A-Z_]+[A-Z]\b", node.value):
                    assert name in SETTINGS, f"{path}:{node.lineno}: {name}"


# Commands

COMMANDS: tuple[Command, ...] = Router(FEATURES).commands


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_is_in_the_readme_under_both_names(command: Command) -> None:
    for name in {command.name, command.alias}:
        assert re.search(rf"`/{name}\b", README), f"/{name}"


def test_the_readme_names_no_command_that_does_not_exist() -> None:
    known = {name for command in COMMANDS for name in (command.name, command.alias)}
    named = {
        name
        for line in README.splitlines()
        for name in re.findall(r"`/([a-z]+)(?=[ `])", line)
        if "webhook" not in line and "health" not in line
    }
    assert named <= known


def test_names_of_commands_are_such_that_every_channel_takes_them() -> None:
    names = [name for command in COMMANDS for name in {command.name, command.alias}]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,31}", name) for name in names)


# Sentences


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    paths = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    return tuple(
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))) for path in paths
    )


@cache
def sentences(language: str) -> dict[str, frozenset[str]]:
    """The ids of a language, each with the variables its sentence needs."""
    found: dict[str, frozenset[str]] = {}
    for file in sorted((ROOT / "locales" / language).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text("utf-8")).body:
            assert not isinstance(entry, fluent.Junk), f"{file}: {entry.content}"
            if isinstance(entry, fluent.Message):
                assert entry.id.name not in found, f"{file}: {entry.id.name} is there twice"
                assert entry.value is not None, f"{file}: {entry.id.name} says nothing"
                found[entry.id.name] = frozenset(_variables(entry.to_json()))
    return found


def _variables(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") == "VariableReference":
            yield node["id"]["name"]
        for value in node.values():
            yield from _variables(value)
    elif isinstance(node, list):
        for each in node:
            yield from _variables(each)


def test_every_language_has_the_same_sentences_with_the_same_variables() -> None:
    assert sorted(LANGUAGES) == sorted(path.name for path in (ROOT / "locales").iterdir())
    first, *others = (sentences(language) for language in LANGUAGES)
    for other in others:
        assert {id: first.get(id) for id in other} == other
        assert first.keys() == other.keys()


WILD = "[a-z0-9-]+"
"""A part of an id that is known only when the program runs."""


@dataclass(frozen=True)
class Use:
    """A place of the code that says a sentence; `pattern` matches its id."""

    place: str
    pattern: str
    arguments: frozenset[str] | None
    """None where they are not written there."""


@cache
def uses() -> tuple[Use, ...]:
    found: list[Use] = []
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Text" and node.args:
                arguments = _arguments(node)
                for pattern in _patterns(node.args[0]):
                    found.append(Use(f"{path}:{node.lineno}", pattern, arguments))
    return tuple(found)


def _patterns(id: ast.expr) -> Iterator[str]:
    if isinstance(id, ast.Constant):
        yield re.escape(str(id.value))
    elif isinstance(id, ast.JoinedStr):
        parts = ("|".join(_part(each)) for each in id.values)
        yield "".join(f"(?:{part})" for part in parts)
    elif isinstance(id, ast.IfExp):
        yield from _patterns(id.body)
        yield from _patterns(id.orelse)


def _part(value: ast.expr) -> Iterator[str]:
    inside = value.value if isinstance(value, ast.FormattedValue) else value
    yield from list(_patterns(inside)) or [WILD]


def _arguments(call: ast.Call) -> frozenset[str] | None:
    if len(call.args) == 1 and not call.keywords:
        return frozenset()
    given = call.args[1] if len(call.args) > 1 else call.keywords[0].value
    if not isinstance(given, ast.Dict) or not all(isinstance(k, ast.Constant) for k in given.keys):
        return None
    return frozenset(str(key.value) for key in given.keys if isinstance(key, ast.Constant))


def test_every_sentence_the_code_says_exists() -> None:
    assert len(uses()) > 200
    known = sentences("vi")
    lost = [use for use in uses() if not any(re.fullmatch(use.pattern, id) for id in known)]
    assert lost == []


def test_every_sentence_gets_the_variables_it_needs() -> None:
    for use in uses():
        if use.arguments is not None and WILD not in use.pattern:
            for id, needed in sentences("vi").items():
                if re.fullmatch(use.pattern, id):
                    assert use.arguments >= needed, f"{use.place}: {id}"


def test_no_sentence_is_left_over() -> None:
    constants: set[str] = set()
    made: list[str] = []
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                made += _patterns(node)
    for page in sorted((ROOT / "bot" / "pages").glob("*.html")):
        named = re.findall(r"\{\{([a-z-]+)\}\}", page.read_text("utf-8"))
        constants |= {f"web-{name}" for name in named}
    ids = [pattern for pattern in made if re.match(r"\(\?:[a-z]+\\-", pattern)]
    over = {
        id
        for id in sentences("vi")
        if id not in constants and not any(re.fullmatch(pattern, id) for pattern in ids)
    }
    assert over == set()


def test_ids_handed_on_as_words_exist() -> None:
    """An id that reaches `Text` through a variable is still the id of a sentence."""
    families = {id.partition("-")[0] for id in sentences("vi")}
    tools = {"question-mark"}
    for path, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            for each in (*node.args, *(keyword.value for keyword in node.keywords)):
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    id = each.value
                    if re.fullmatch(r"[a-z]+(-[a-z]+)+", id) and id.partition("-")[0] in families:
                        assert id in sentences("vi") or id in tools, f"{path}:{node.lineno}: {id}"


# Commands for a shell

TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
PROGRAM = get_command(cli)


def shell_lines() -> list[tuple[str, str]]:
    """Return (page, line) for each line of a shell block."""
    return [
        (page.name, line.partition("#")[0].strip())
        for page in PAGES
        for block in re.findall(
            r"^```(?:sh|console)\n(.*?)^```", page.read_text("utf-8"), re.M | re.S
        )
        for line in block.splitlines()
        if line.partition("#")[0].strip()
    ]


def test_the_readme_shows_how_to_begin() -> None:
    assert {("README.md", "make demo"), ("README.md", "make test")} <= set(shell_lines())


@pytest.mark.parametrize(("page", "line"), shell_lines())
def test_a_line_for_the_shell_can_be_typed(page: str, line: str) -> None:
    words = line.removeprefix("$ ").split()
    program = words[0].rpartition("/")[2]
    if program == "make":
        assert set(words[1:]) <= TARGETS
    elif program == "langnghe":
        assert _exists(words[1:]), line
    else:
        assert program in {"cp", "git", "cd", "curl", "python", "docker", "systemctl"}, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_command_of_the_program_named_in_a_sentence_exists(page: Path) -> None:
    for named in re.findall(r"`(?:\S*/)?langnghe ([a-z][^`\n]*)`", page.read_text("utf-8")):
        for line in re.split(r" \| |\|", named):
            assert _exists(line.split()), f"{page.name}: langnghe {line}"
    for target in re.findall(r"`make ([a-z]+)`", page.read_text("utf-8")):
        assert target in TARGETS, f"{page.name}: make {target}"


def _exists(words: list[str]) -> bool:
    """Tell whether a command, its options included, is one of the program's."""
    at: object = PROGRAM
    for word in words:
        commands = getattr(at, "commands", {})
        if word in commands:
            at = commands[word]
        elif commands:
            return word == "--help"
        elif word.startswith("--") and word != "--help":
            options = {
                each for given in at.params for each in (*given.opts, *given.secondary_opts)
            }  # type: ignore[attr-defined]
            if word.partition("=")[0] not in options:
                return False
    return bool(words)


def test_every_command_of_the_program_says_what_it_does() -> None:
    open_ends = [PROGRAM]
    for command in open_ends:
        assert command.help, command.name
        open_ends.extend(getattr(command, "commands", {}).values())
    assert {
        "run",
        "chat",
        "demo",
        "check",
        "migrate",
        "office",
        "seed",
        "backup",
        "restore",
    } <= set(
        PROGRAM.commands  # type: ignore[attr-defined]
    )


# Links


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_leads_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    pictures = re.findall(r'<img src="([^"]+)"', text)
    for target in [*re.findall(r"\]\(([^)\s]+)\)", text), *pictures]:
        if re.match(r"[a-z]+:", target):
            continue
        file, _, part = target.partition("#")
        aim = (page.parent / file).resolve() if file else page
        assert aim.exists(), f"{page.name}: {target}"
        assert aim.is_relative_to(ROOT), f"{page.name}: {target}"
        if part:
            assert part in anchors(aim), f"{page.name}: {target}"


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
