"""The master key file and the keys made of it.

The file holds every key that was ever current, the newest last, so that old rows and old backups
can be opened after a change of key. It never enters the database or a backup.

What a new key is used for: sealing, signing, and proving the audit. Marks are looked up, so they are
made with the oldest key for ever: who stole that one and the database can tell whether an address
or a tracking code they guess is in it, and, once all is resealed, can read nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from feedback.errors import RowDamaged, StorageError, WrongKey
from feedback.messages import Address
from storage.chance import HANDFUL, handful

_KEY_BYTES = 32
_ID_BYTES = 4
_NONCE_BYTES = HANDFUL
TOLD_APART_BY = _ID_BYTES + _NONCE_BYTES
"""The first bytes of what is sealed are never the same twice."""
_PROOF_BYTES = 28


@dataclass(frozen=True, slots=True)
class _Opened:
    """One master key's descendants."""

    cipher: AESGCM
    marking: bytes
    signing: bytes
    proving: bytes
    certifying: Ed25519PrivateKey

    @classmethod
    def of(cls, secret: bytes) -> Self:
        return cls(
            AESGCM(_derive(secret, b"seal")),
            _derive(secret, b"mark"),
            _derive(secret, b"sign"),
            _derive(secret, b"prove"),
            Ed25519PrivateKey.from_private_bytes(_derive(secret, b"certify")),
        )


class Keyring:
    """Seals and opens what is stored, and marks what must be found again without being readable.

    A sealed value is `key id (4 bytes) + nonce (12) + AES-256-GCM ciphertext`; `place` (table and
    row) is authenticated with it, so a value moved to another row does not open.
    """

    def __init__(
        self, keys: dict[bytes, bytes], current: bytes, path: Path, created: bool
    ) -> None:
        self.path, self.created = path, created
        self._keys = {id: _Opened.of(secret) for id, secret in keys.items()}
        self._current = current
        self._cipher = self._keys[current].cipher
        # Marks are looked up, so they are made with the oldest key and survive a change of key.
        self._marking = next(iter(self._keys.values())).marking

    @classmethod
    def open(cls, path: Path, *, make: bool = True) -> Self:
        """Read the key file, or make one (mode 0600) where there is none; raises StorageError."""
        created = False
        if not make and not path.exists():
            raise StorageError(
                f"{path}: there is no master key here; put the key file back from your safe copy, "
                "or look at LANGNGHE_MASTER_KEY_FILE and the folder you are in. "
                "A new installation begins with: langnghe migrate"
            )
        if not path.exists():
            try:
                created = _make(path)
            except OSError as error:
                raise StorageError(
                    f"{path}: the master key cannot be made: {error.strerror}"
                ) from None
        return cls._read(path, created)

    @classmethod
    def _read(cls, path: Path, created: bool) -> Self:
        keys = {hashlib.sha256(b"id" + each).digest()[:_ID_BYTES]: each for each in _secrets(path)}
        return cls(keys, list(keys)[-1], path, created)

    def holds(self, id: str) -> bool:
        """Tell whether a key of this name is in the file."""
        return id in self.ids

    @property
    def id(self) -> str:
        """The current key's name, safe to show."""
        return self._current.hex()

    @property
    def ids(self) -> Sequence[str]:
        """Every key's name, the oldest first."""
        return [key.hex() for key in self._keys]

    @property
    def current(self) -> bytes:
        """What everything begins with that is sealed now."""
        return self._current

    def seal(self, place: str, content: bytes) -> bytes:
        """Encrypt content for one place."""
        nonce = handful()
        return self._current + nonce + self._cipher.encrypt(nonce, content, place.encode())

    def open_sealed(self, place: str, sealed: bytes) -> bytes:
        """Decrypt what `seal` made for the same place; raises RowDamaged, and WrongKey when the
        key file lacks the key it was sealed with."""
        opened = self._keys.get(bytes(sealed[:_ID_BYTES]))
        if opened is None:
            raise WrongKey("something was sealed with a key that is not in the master key file")
        nonce = sealed[_ID_BYTES : _ID_BYTES + _NONCE_BYTES]
        try:
            return opened.cipher.decrypt(nonce, sealed[_ID_BYTES + _NONCE_BYTES :], place.encode())
        except InvalidTag:
            raise RowDamaged("something stored was altered or moved") from None

    def mark(self, purpose: str, value: str) -> bytes:
        """Return a keyed one-way mark of a value: equal values of one purpose have equal marks."""
        message = purpose.encode() + b"\0" + value.encode()
        # Keyed BLAKE2 (RFC 7693) is a quarter of the time of HMAC: OpenSSL looks SHA-256 up each time.
        return hashlib.blake2b(message, digest_size=16, key=self._marking).digest()

    def mark_of(self, address: Address) -> bytes:
        """Return what an address, and all that lies with it, is found by."""
        return self.mark("address", f"{address.channel}:{address.account}")

    def sign(self, purpose: str, value: str) -> bytes:
        """Return the current key's signature of a value, for what is handed out and comes back."""
        return _signature(self._keys[self._current], purpose, value)

    def is_signed(self, purpose: str, value: str, signature: bytes) -> bool:
        """Tell whether one of the keys signed a value; takes as long whatever is wrong."""
        made = [_signature(key, purpose, value) for key in self._keys.values()]
        return any([hmac.compare_digest(signature, each) for each in made])

    def prove(self, message: bytes) -> bytes:
        """Return the current key's proof of a message: only who has the key can make one."""
        return self._current + _proof(self._keys[self._current], message)

    def is_proven(self, message: bytes, proof: bytes) -> bool:
        """Tell whether one of the keys proved a message."""
        key = self._keys.get(proof[:_ID_BYTES])
        return key is not None and hmac.compare_digest(proof[_ID_BYTES:], _proof(key, message))

    def certify(self, message: bytes) -> bytes:
        """Return the current key's Ed25519 signature, which anybody with its public part can check."""
        return self._current + self._keys[self._current].certifying.sign(message)

    def is_certified(self, message: bytes, signature: bytes) -> bool:
        """Tell whether one of the keys certified a message."""
        key = self._keys.get(signature[:_ID_BYTES])
        if key is None:
            return False
        try:
            key.certifying.public_key().verify(signature[_ID_BYTES:], message)
        except InvalidSignature:
            return False
        return True

    @property
    def public_parts(self) -> Mapping[str, str]:
        """By each key's name what its certificates are checked with: hexadecimal, safe to show."""
        return {
            id.hex(): key.certifying.public_key().public_bytes_raw().hex()
            for id, key in self._keys.items()
        }


class CaseKey:
    """One case's own key: throwing it away makes the case's words unreadable, in backups too
    once they are gone."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret
        self._cipher = AESGCM(secret)

    @classmethod
    def draw(cls) -> Self:
        """Return a new random key."""
        return cls(os.urandom(_KEY_BYTES))

    def seal(self, place: str, content: bytes) -> bytes:
        """Encrypt content for one place."""
        nonce = handful()
        return nonce + self._cipher.encrypt(nonce, content, place.encode())

    def open_sealed(self, place: str, sealed: bytes) -> bytes:
        """Decrypt what `seal` made for the same place; raises RowDamaged."""
        try:
            return self._cipher.decrypt(
                sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode()
            )
        except InvalidTag:
            raise RowDamaged("a case was altered") from None


def rotate(path: Path) -> Keyring:
    """Add a new key to the file and make it the current one; the older ones stay. Raises
    StorageError. Whoever has opened the file before goes on with the key of then."""
    secrets = [*_secrets(path), os.urandom(_KEY_BYTES)]
    try:
        unfinished = _write(path, secrets)
        try:
            os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{path}: the new key cannot be written: {error.strerror}") from None
    keep_name(path)
    return Keyring.open(path, make=False)


def _secrets(path: Path) -> list[bytes]:
    """Read the keys of a file; raises StorageError."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise StorageError(f"{path}: others may read the master key; run: chmod 600 {path}")
        secrets = [base64.b64decode(key) for key in json.loads(path.read_text())["keys"]]
        if not secrets or any(len(secret) != _KEY_BYTES for secret in secrets):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise WrongKey(
            f"{path}: this is no master key file; put the right one back from your safe copy"
        ) from None
    except OSError as error:
        raise StorageError(f"{path}: the master key cannot be read: {error.strerror}") from None
    return secrets


def _make(path: Path) -> bool:
    """Write a new key file, whole and for good before anything is sealed with it; False when
    another process was first."""
    unfinished = _write(path, [os.urandom(_KEY_BYTES)])
    try:
        os.link(unfinished, path)
    except FileExistsError:
        return False
    finally:
        unfinished.unlink(missing_ok=True)
    keep_name(path)
    return True


def _write(path: Path, secrets: Sequence[bytes]) -> Path:
    """Write keys for good into a file of their own beside the one they are meant for."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    content = json.dumps({"keys": [base64.b64encode(secret).decode() for secret in secrets]})
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return unfinished


def keep_name(path: Path) -> None:
    """Make a file's new name survive a power cut, as syncing the file itself does not."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _signature(key: _Opened, purpose: str, value: str) -> bytes:
    return hmac.digest(key.signing, f"{purpose}\0{value}".encode(), "sha256")


def _proof(key: _Opened, message: bytes) -> bytes:
    return hashlib.blake2b(message, digest_size=_PROOF_BYTES, key=key.proving).digest()


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), _KEY_BYTES, salt=None, info=b"langnghe " + purpose).derive(secret)
