"""Reading YAML carefully: plain data with lines, and a fault instead of every trick."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from feedback import marked_yaml
from feedback.marked_yaml import LARGEST, Marked, read


@pytest.fixture(params=["CSafeLoader", "SafeLoader"], autouse=True)
def _either_reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both of PyYAML's readers give the same; some systems have only the slow one."""
    monkeypatch.setattr(marked_yaml, "_LOADER", getattr(yaml, request.param))


def told(text: str | bytes) -> list[tuple[int, str]]:
    content = text if isinstance(text, bytes) else text.encode()
    return read("a.yaml", content).faults


def data(text: str) -> object:
    marked = read("a.yaml", text.encode())
    assert marked.faults == []
    return marked.data


def test_words_stay_words() -> None:
    text = """
no: no
yes: yes
hour: 07:30
day: 2026-01-01
code: 013504
sign: "true"
empty:
tilde: ~
nothing: null
truth: true
lie: false
count: 12
minus: -3
half: 1.5
quoted: "12"
hex: 0x1F
"""
    assert data(text) == {
        "no": "no",
        "yes": "yes",
        "hour": "07:30",
        "day": "2026-01-01",
        "code": "013504",
        "sign": "true",
        "empty": None,
        "tilde": None,
        "nothing": None,
        "truth": True,
        "lie": False,
        "count": 12,
        "minus": -3,
        "half": 1.5,
        "quoted": "12",
        "hex": "0x1F",
    }


def test_keys_are_words_whatever_they_look_like() -> None:
    assert data("true: 1\n12: 2\nnull: 3\n") == {"true": 1, "12": 2, "null": 3}


def test_lists_mappings_and_long_texts() -> None:
    text = "a:\n  - {b: 1, c: [x, y]}\n  - |\n    one\n\n    two\n"
    assert data(text) == {"a": [{"b": 1, "c": ["x", "y"]}, "one\n\ntwo"]}


def test_text_is_composed_and_without_invisible_letters() -> None:
    assert data("a: 'Ho\u0300a\u200b\u202e'\n") == {"a": "Hòa"}


def test_a_byte_order_mark_is_no_letter() -> None:
    marked = read("a.yaml", b"\xef\xbb\xbfa: 1\n")
    assert (marked.data, marked.faults) == ({"a": 1}, [])


def test_every_place_knows_its_line() -> None:
    marked = read("a.yaml", b"a: 1\nlist:\n  - x\n  - {b: 2,\n     c: 3}\n")
    assert marked.line("a") == 1
    assert marked.line("list") == 2
    assert marked.line("list", 0) == 3
    assert marked.line("list", 1) == 4
    assert marked.line("list", 1, "c") == 5
    assert marked.line("list", 1, "missing", "deeper") == 4
    assert marked.line("nowhere") == 1
    assert Marked("b.yaml").line("a") == 1


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: &x 1\nb: *x\n", 1, "anchor"),
        ("a: 1\nb: *x\n", 2, "alias"),
        ("a: !!python/object:os.system 'x'\n", 1, "tag"),
        ("a: 1\nb: !local {c: 1}\n", 2, "tag"),
        ("a: &x [1]\n", 1, "anchor"),
        ("a: 1\n\tb: 2\n", 2, "tab"),
        ("a: 1\nb: 2\na: 3\n", 3, "twice"),
        ("? [1, 2]\n: 3\n", 1, "only a word"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a: [1, 2\nb: 3\n", 2, "not readable"),
        ("a: b: c\n", 1, "not readable"),
        ("a: 'x\n", 1, "not readable"),
        ("a: \x00\n", 1, "does not allow"),
        ("", 1, "empty"),
        ("# only a comment\n", 1, "empty"),
        ("a: " + "[" * 60 + "]" * 60, 1, "deeper"),
    ],
)
def test_tricks_and_slips_are_told_with_their_line(text: str, line: int, word: str) -> None:
    faults = told(text)
    assert any(word in what for _, what in faults)
    found = next(number for number, what in faults if word in what)
    # The two readers notice an open bracket at different places.
    assert found == line or (word == "not readable" and found in (line, line + 1))


def test_a_bomb_is_found_line_by_line_and_never_unfolded() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
    assert [(line, "alias" in what) for line, what in told(bomb)] == [
        (1, False),
        *[(2, False), (2, True), (2, True)],
        *[(3, False), (3, True), (3, True)],
    ]


def test_deep_nesting_does_not_exhaust_the_stack() -> None:
    assert "deeper" in told("[" * 20_000)[0][1]
    assert "deeper" in told("- " * 5_000 + "x\n")[0][1]


def test_too_large_a_file_is_not_read() -> None:
    assert told(b"a" * (LARGEST + 1)) == [(1, "the file is larger than 1,000,000 bytes; split it")]


def test_another_encoding_is_told_with_its_line() -> None:
    faults = told("a: 1\nb: Hòa\n".encode("cp1258", "replace").replace(b"?", b"\xe0"))
    assert faults == [(2, "not UTF-8; save the file with the encoding UTF-8")]


def test_all_tabs_are_told_at_once() -> None:
    assert [line for line, _ in told("a:\t1\nb: 2\nc:\t3\n")] == [1, 3]


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    )
)
def test_no_file_makes_it_raise(content: bytes) -> None:
    read("a.yaml", content)


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**15), 10**15), st.text("aé x", max_size=9)
)


@given(
    st.recursive(
        SCALARS.map(lambda value: value.strip() if isinstance(value, str) else value),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4),
            st.dictionaries(st.text("abc-", min_size=1), inner, max_size=4),
        ),
        max_leaves=12,
    )
)
def test_plain_data_comes_back_as_it_was_written(value: object) -> None:
    written = yaml.safe_dump(value, allow_unicode=True)
    if "&" not in written:  # equal lists are written as anchors, which are refused
        assert data(written.replace("\n...\n", "\n")) == value
