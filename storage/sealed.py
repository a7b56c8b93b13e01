"""Every stored value that is sealed with the master key, for who changes the key.

A test walks the schema: a column of bytes that is named neither here nor in `NOT_SEALED` fails it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_KINDS: Mapping[str, object] = {"mark": b"", "picture.id": b"", "part": -1}
"""What lies before every value of a key column; before texts lies the empty one."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """One column; `place` is what a value is sealed for, bytes in hexadecimal."""

    table: str
    column: str
    key: tuple[str, ...]
    place: str
    large: bool = False
    """A value may be a file."""

    @property
    def name(self) -> str:
        """What its statements are called."""
        return f"sealed.{self.table}.{self.column}"

    def place_of(self, key: tuple[object, ...]) -> str:
        """Return what a row's value was sealed for."""
        said = [each.hex() if isinstance(each, bytes) else each for each in key]
        return self.place.format(**dict(zip(self.key, said, strict=True)))

    def before_all(self) -> tuple[object, ...]:
        """Return a key that comes before every row's."""
        return tuple(_KINDS.get(f"{self.table}.{each}", _KINDS.get(each, "")) for each in self.key)

    def statements(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the text of each statement that changing the key needs.

        They are put together of the names above, never of anything from outside.
        """
        key, column, table = ", ".join(self.key), self.column, self.table
        after = ", ".join(f":{each}" for each in self.key)
        here = " AND ".join(f"{each} = :{each}" for each in self.key)
        yield (
            f"{self.name}.others",
            f"SELECT {key}, {column} FROM {table} WHERE ({key}) > ({after})"  # noqa: S608
            f" AND {column} IS NOT NULL AND substr({column}, 1, 4) <> :current"
            f" ORDER BY {key} LIMIT :size",
        )
        # By what tells any two sealed values apart: what was written since is left as it is.
        yield (
            f"{self.name}.replace",
            f"UPDATE {table} SET {column} = :sealed"  # noqa: S608
            f" WHERE {here} AND substr({column}, 1, 16) = :before",
        )
        yield (
            f"{self.name}.by_key",
            f"SELECT substr({column}, 1, 4), COUNT(*) FROM {table}"  # noqa: S608
            f" WHERE {column} IS NOT NULL GROUP BY 1",
        )


SEALED = (
    Sealed("meta", "value", ("name",), "meta/{name}"),
    Sealed("address", "account", ("mark",), "address/{mark}"),
    Sealed("address", "board", ("mark",), "board/{mark}"),
    Sealed("conversation", "state", ("person", "id"), "conversation/{person}/{id}"),
    Sealed("outbox", "payload", ("id",), "outbox/{id}"),
    Sealed("outbox", "attached", ("id",), "outbox/{id}/file", large=True),
    Sealed("job", "payload", ("id",), "job/{id}"),
    Sealed("quarantine", "payload", ("channel", "event"), "quarantine/{channel}/{event}"),
    Sealed("response", "answers", ("id",), "response/{id}"),
    Sealed("case_file", "wrapped", ("id",), "case_file/{id}"),
    Sealed("channel_state", "value", ("channel", "name"), "channel/{channel}/{name}"),
    Sealed("mailbox", "payload", ("mark", "id"), "mailbox/{mark}/{id}"),
    Sealed("mailbox", "attached", ("mark", "id"), "mailbox/{mark}/{id}/file", large=True),
    Sealed(
        "upload_part", "content", ("mark", "id", "part"), "upload/{mark}/{id}/{part}", large=True
    ),
    Sealed("invitation", "name", ("id",), "invitation/{id}/name"),
    Sealed("late_file", "content", ("id",), "late_file/{id}"),
    Sealed("sealed_reader", "public", ("person",), "sealed_reader/{person}"),
    Sealed("letter", "content", ("id",), "letter/{id}"),
    Sealed("unit_group", "chat", ("mark",), "unit_group/{mark}"),
    Sealed("late_import", "content", ("id",), "late_import/{id}", large=True),
    Sealed("picture", "content", ("id",), "picture/{id}", large=True),
)

_MARK = "a keyed one-way mark: made with the oldest key for ever, since it is looked up"
_CASE = "sealed with the case's own key, which case_file.wrapped holds"
_READERS = "sealed to the keys of named readers, which the program does not hold"
_PROOF = "a proof that names its key; older keys stay in the file"

NOT_SEALED = {
    **dict.fromkeys(
        (
            "address.mark",
            "case_file.mark",
            "former.mark",
            "invitation.mark",
            "link_code.address",
            "link_code.guest_address",
            "link_code.mark",
            "mailbox.mark",
            "picture.id",
            "picture.mark",
            "quarantine.mark",
            "rating_token.mark",
            "reply_window.mark",
            "tombstone.mark",
            "unit_group.mark",
            "upload.mark",
            "upload_part.mark",
        ),
        _MARK,
    ),
    **dict.fromkeys(
        (
            "case_event.note",
            "case_file.content",
            "case_file.identity",
            "evidence.content",
            "evidence.origin",
        ),
        _CASE,
    ),
    "sealed_part.content": _READERS,
    **dict.fromkeys(
        ("audit.link", "audit.mark", "audit_checkpoint.link", "audit_checkpoint.signature"), _PROOF
    ),
}
"""Other columns of bytes, and why a new key leaves them alone."""
