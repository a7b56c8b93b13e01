"""Two named readers together open what was sealed; nobody else does."""

from __future__ import annotations

from itertools import combinations

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from feedback import sealed
from feedback.errors import FeedbackError

_TEXT = "Cán bộ ở bộ phận một cửa nhận tiền."


def _readers(count: int) -> list[X25519PrivateKey]:
    return [X25519PrivateKey.generate() for _ in range(count)]


def _public(keys: list[X25519PrivateKey]) -> list[bytes]:
    return [each.public_key().public_bytes_raw() for each in keys]


@pytest.mark.parametrize("count", range(sealed.FEWEST, sealed.MOST + 1))
def test_any_two_readers_open_it_and_none_alone(count: int) -> None:
    keys = _readers(count)
    kept = sealed.seal(_public(keys), "case/1", _TEXT)
    assert _TEXT.encode() not in kept
    for pair in combinations(keys, 2):
        assert sealed.open_sealed(kept, "case/1", pair) == _TEXT
        assert sealed.open_sealed(kept, "case/1", pair[::-1]) == _TEXT
    for each in keys:
        with pytest.raises(sealed.SealedUnreadable, match="two different"):
            sealed.open_sealed(kept, "case/1", [each, each])


def test_one_reader_with_a_stranger_opens_nothing() -> None:
    keys = _readers(2)
    kept = sealed.seal(_public(keys), "case/1", _TEXT)
    with pytest.raises(sealed.SealedUnreadable, match="two different"):
        sealed.open_sealed(kept, "case/1", [keys[0], *_readers(1)])


def test_it_opens_only_at_its_place() -> None:
    keys = _readers(2)
    kept = sealed.seal(_public(keys), "case/1", _TEXT)
    with pytest.raises(sealed.SealedUnreadable, match="elsewhere"):
        sealed.open_sealed(kept, "case/2", keys)


def test_a_changed_byte_is_noticed() -> None:
    keys = _readers(2)
    whole = orjson.loads(sealed.seal(_public(keys), "case/1", _TEXT))
    flipped = f"{int(whole['text'][:2], 16) ^ 1:02x}" + whole["text"][2:]
    shortened = [[each[:-2] for each in pair] for pair in whole["pairs"]]
    swapped = [pair[::-1] for pair in whole["pairs"]]
    for changed in ({"text": flipped}, {"pairs": shortened}, {"pairs": swapped}, {"pairs": []}):
        with pytest.raises(sealed.SealedUnreadable, match="damaged"):
            sealed.open_sealed(orjson.dumps({**whole, **changed}), "case/1", keys)
    with pytest.raises(sealed.SealedUnreadable, match="damaged"):
        sealed.open_sealed(b"no json", "case/1", keys)


def test_its_length_tells_little_and_twice_is_never_the_same() -> None:
    public = _public(_readers(3))
    short, long = (sealed.seal(public, "case/1", "à" * count) for count in (1, 500))
    assert len(short) == len(long)
    assert sealed.seal(public, "case/1", _TEXT) != sealed.seal(public, "case/1", _TEXT)


@pytest.mark.parametrize("count", [0, 1, sealed.MOST + 1])
def test_a_lane_has_two_to_five_readers(count: int) -> None:
    with pytest.raises(FeedbackError, match="2 to 5"):
        sealed.seal(_public(_readers(count)), "case/1", _TEXT)


def test_the_same_reader_twice_is_one_reader() -> None:
    with pytest.raises(FeedbackError, match="2 to 5"):
        sealed.seal(_public(_readers(1)) * 2, "case/1", _TEXT)


def test_only_its_pass_phrase_opens_a_key_file() -> None:
    word, kept = sealed.new_reader("mùa lúa chín vàng đồng")
    private = sealed.unlock(kept, "mùa lúa chín vàng đồng")
    assert private.public_key().public_bytes_raw() == sealed.public_key(word)
    assert private.private_bytes_raw().hex().encode() not in kept
    assert len(sealed.fingerprint(sealed.public_key(word))) == 8
    for phrase, file in (("mùa lúa chín vàng đông", kept), ("mùa lúa chín vàng đồng", b"{}")):
        with pytest.raises(sealed.SealedUnreadable, match="pass phrase"):
            sealed.unlock(file, phrase)


def test_a_short_pass_phrase_is_refused() -> None:
    with pytest.raises(FeedbackError, match="12 letters"):
        sealed.new_reader("quá ngắn")


def test_what_is_no_public_key_is_refused() -> None:
    with pytest.raises(FeedbackError, match="lnr1-"):
        sealed.public_key("lnr1-12")
