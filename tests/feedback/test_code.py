"""Tracking codes: hard to guess, easy to read aloud, wrong ones noticed."""

from __future__ import annotations

import math
import random
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.code import ALPHABET, draw, read, spell


def drawn(seed: int) -> str:
    chance = random.Random(seed)
    return draw(chance.randrange)


codes = st.integers(0, 2**32).map(drawn)


def test_a_code_has_more_than_60_random_bits_and_no_look_alikes() -> None:
    asked: list[int] = []

    def below(most: int) -> int:
        asked.append(most)
        return secrets.randbelow(most)

    assert len(draw(below)) == 14
    assert math.log2(math.prod(asked)) >= 60
    assert set(ALPHABET).isdisjoint("01IOSZB")
    assert len(set(ALPHABET)) == len(ALPHABET) == 29


def test_a_thousand_codes_are_all_different_and_use_every_letter() -> None:
    made = {draw(secrets.randbelow) for _ in range(1000)}
    assert len(made) == 1000
    assert set("".join(made)) == set(ALPHABET)


@given(codes)
def test_a_code_is_read_however_it_is_written(code: str) -> None:
    spelt = spell(code)
    assert [len(part) for part in spelt.split("-")] == [5, 5, 4]
    for written in (
        code,
        spelt,
        spelt.lower(),
        spelt.replace("-", " "),
        f" {spelt}.\n",
        spelt.replace("-", "–"),
    ):
        assert read(written) == code


@given(codes, st.integers(0, 13), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_noticed(code: str, at: int, letter: str) -> None:
    wrong = code[:at] + letter + code[at + 1 :]
    assert (read(wrong) == code) is (wrong == code)
    assert wrong == code or read(wrong) is None


@given(codes, st.integers(0, 12), st.integers(1, 13))
def test_every_swap_of_two_characters_is_noticed(code: str, one: int, other: int) -> None:
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    swapped = "".join(letters)
    assert swapped == code or read(swapped) is None


@pytest.mark.parametrize(
    "typed",
    ["", "K7DMQ", "0" * 14, "K7DMQ-3RTX9-P4V", "xin chào anh chị", "K7DMQ3RTX9P4VAA", "٣" * 14],
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read(typed) is None
