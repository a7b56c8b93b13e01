"""What only two named readers together can open: neither the program nor its master key can.

Each text has a key of its own. For every two readers that key is split into two halves, either of
which tells nothing, and each half is sealed to its reader's public key. See docs/sealed-lane.md.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from itertools import combinations

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from feedback.errors import FeedbackError

FEWEST, MOST = 2, 5
"""Readers of a lane: with one nobody would watch, and more are no named few."""
SHORTEST = 12
"""Letters of a pass phrase."""
_KEY = 32
_NONCE = 12
_BLOCK = 1024
"""Texts are filled up to a multiple of it: their length tells nothing of what they say."""
_TAG = 16
_COST = 2**17
"""Of scrypt, with r = 8 and p = 1: 128 MiB and about half a second for each guess."""
_PUBLIC = re.compile(r"lnr1-([0-9a-f]{64})")


class SealedUnreadable(FeedbackError):
    """The keys, the pass phrase or the file is not the right one."""


def new_reader(phrase: str) -> tuple[str, bytes]:
    """Return a new reader's public key in words, and the file that the reader keeps."""
    if len(phrase) < SHORTEST:
        raise FeedbackError(f"A pass phrase needs {SHORTEST} letters at least")
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    salt, nonce = os.urandom(16), os.urandom(_NONCE)
    locked = AESGCM(_stretched(phrase, salt)).encrypt(nonce, private.private_bytes_raw(), public)
    kept = {"lang-nghe": "sealed-reader", "public": _word(public)}
    return _word(public), orjson.dumps(
        {**kept, "salt": salt.hex(), "nonce": nonce.hex(), "key": locked.hex()}
    )


def unlock(kept: bytes, phrase: str) -> X25519PrivateKey:
    """Return the private key of a reader's file; raises SealedUnreadable."""
    try:
        read = orjson.loads(kept)
        salt, nonce, locked = (bytes.fromhex(read[name]) for name in ("salt", "nonce", "key"))
        public = public_key(read["public"])
        opened = AESGCM(_stretched(phrase, salt)).decrypt(nonce, locked, public)
        return X25519PrivateKey.from_private_bytes(opened)
    except (ValueError, KeyError, TypeError, InvalidTag, FeedbackError):
        raise SealedUnreadable("This pass phrase does not open this key file") from None


def public_key(word: str) -> bytes:
    """Return a public key as bytes; raises FeedbackError."""
    found = _PUBLIC.fullmatch(word.strip())
    if found is None:
        raise FeedbackError("A public key is lnr1- and 64 digits, as keygen prints it")
    return bytes.fromhex(found[1])


def seal(readers: Sequence[bytes], place: str, text: str) -> bytes:
    """Return a text as only two of the readers together can open it, and only for its place."""
    readers = sorted(set(readers))
    if not FEWEST <= len(readers) <= MOST:
        raise FeedbackError(f"A sealed lane has {FEWEST} to {MOST} readers")
    key, nonce = os.urandom(_KEY), os.urandom(_NONCE)
    written = text.encode()
    whole = len(written).to_bytes(4, "big") + written
    whole += bytes(-len(whole) % _BLOCK)
    pairs = []
    for first, second in combinations(readers, 2):
        half = os.urandom(_KEY)
        other = _xor(half, key)
        bound = place.encode() + b"\0" + first + second
        pairs.append([_to(first, half, bound).hex(), _to(second, other, bound).hex()])
    return orjson.dumps(
        {
            "readers": [each.hex() for each in readers],
            "pairs": pairs,
            "nonce": nonce.hex(),
            "text": AESGCM(key).encrypt(nonce, whole, place.encode()).hex(),
        }
    )


def open_sealed(sealed: bytes, place: str, keys: Sequence[X25519PrivateKey]) -> str:
    """Return the text, with the keys of two different readers; raises SealedUnreadable."""
    private = {each.public_key().public_bytes_raw(): each for each in keys}
    try:
        read = orjson.loads(sealed)
        readers = [bytes.fromhex(each) for each in read["readers"]]
        for (first, second), halves in zip(combinations(readers, 2), read["pairs"], strict=True):
            if first in private and second in private:
                bound = place.encode() + b"\0" + first + second
                half, other = (
                    _from(private[reader], bytes.fromhex(each), bound)
                    for reader, each in zip((first, second), halves, strict=True)
                )
                cipher = AESGCM(_xor(half, other))
                whole = cipher.decrypt(
                    bytes.fromhex(read["nonce"]), bytes.fromhex(read["text"]), place.encode()
                )
                return whole[4 : 4 + int.from_bytes(whole[:4], "big")].decode()
    except (ValueError, KeyError, TypeError, InvalidTag):
        raise SealedUnreadable("What is sealed is damaged, or belongs elsewhere") from None
    raise SealedUnreadable("It takes the keys of two different readers it was sealed for")


def _to(public: bytes, half: bytes, bound: bytes) -> bytes:
    """Seal one half of a key to a reader, with a key pair that is used this once."""
    once = X25519PrivateKey.generate()
    sender = once.public_key().public_bytes_raw()
    agreed = once.exchange(X25519PublicKey.from_public_bytes(public))
    # The key is never used again, so its nonce may be the same each time.
    return sender + _agreed(agreed, sender + public).encrypt(bytes(_NONCE), half, bound)


def _from(private: X25519PrivateKey, sealed: bytes, bound: bytes) -> bytes:
    if len(sealed) != _KEY + _KEY + _TAG:
        raise ValueError("a half of a key has one length")
    sender, half = sealed[:_KEY], sealed[_KEY:]
    agreed = private.exchange(X25519PublicKey.from_public_bytes(sender))
    public = private.public_key().public_bytes_raw()
    return _agreed(agreed, sender + public).decrypt(bytes(_NONCE), half, bound)


def _agreed(secret: bytes, between: bytes) -> AESGCM:
    info = b"lang-nghe/sealed/half" + between
    return AESGCM(HKDF(hashes.SHA256(), _KEY, None, info).derive(secret))


def _stretched(phrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=_KEY, n=_COST, r=8, p=1).derive(phrase.encode())


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _word(public: bytes) -> str:
    return "lnr1-" + public.hex()


def fingerprint(public: bytes) -> str:
    """Return eight letters by which people compare a key aloud."""
    return hashlib.sha256(public).hexdigest()[:8]
