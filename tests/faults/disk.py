"""A disk of our own under SQLite: writes down every write, fails on order, loses power.

SQLite reaches files through a VFS (https://www.sqlite.org/vfs.html). This one is the system's
with three methods in between: write, truncate, sync. So everything else, locks and shared memory
included, is what really runs.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

IOERR_WRITE, IOERR_FSYNC, FULL = 778, 1034, 13
_SECTOR = 512
_P, _I, _L = ctypes.c_void_p, ctypes.c_int, ctypes.c_longlong
# The name of an opened file is handed on as the pointer it is: SQLite keeps it, and a copy of ours
# would be gone by the time it names the shared memory after it.
_OPEN = ctypes.CFUNCTYPE(_I, _P, _P, _P, _I, _P)
_DELETE = ctypes.CFUNCTYPE(_I, _P, ctypes.c_char_p, _I)
_WRITE = ctypes.CFUNCTYPE(_I, _P, _P, _I, _L)
_TRUNCATE = ctypes.CFUNCTYPE(_I, _P, _L)
_SYNC = ctypes.CFUNCTYPE(_I, _P, _I)
_METHODS = ("xClose", "xRead", "xWrite", "xTruncate", "xSync", "xFileSize", "xLock", "xUnlock",
            "xCheckReservedLock", "xFileControl", "xSectorSize", "xDeviceCharacteristics",
            "xShmMap", "xShmLock", "xShmBarrier", "xShmUnmap", "xFetch", "xUnfetch")  # fmt: skip
_CALLS = ("xOpen", "xDelete", "xAccess", "xFullPathname", "xDlOpen", "xDlError", "xDlSym",
          "xDlClose", "xRandomness", "xSleep", "xCurrentTime", "xGetLastError",
          "xCurrentTimeInt64", "xSetSystemCall", "xGetSystemCall", "xNextSystemCall")  # fmt: skip


class _Methods(ctypes.Structure):
    _fields_ = [("iVersion", _I), *((name, _P) for name in _METHODS)]


class _Vfs(ctypes.Structure):
    _fields_ = [("iVersion", _I), ("szOsFile", _I), ("mxPathname", _I), ("pNext", _P),
                ("zName", ctypes.c_char_p), ("pAppData", _P),
                *((name, _P) for name in _CALLS)]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Operation:
    """What was asked of the disk: `data` is None for a truncation, which stands for deleting too;
    `sync` is for making it last."""

    file: str
    offset: int = 0
    data: bytes | None = None
    sync: bool = False


@dataclass
class Disk:
    """What happened on the disk since it was put in, and what is to go wrong."""

    log: list[Operation] = field(default_factory=list)
    code: int = 0
    """What the next failing operation answers."""
    first: int = 0
    """Operations that still succeed before the first that fails."""
    times: int = 0
    """How many fail then."""
    failed: int = 0

    def fail(self, code: int, after: int, times: int = 1) -> None:
        """Have `times` operations fail, after so many more that succeed."""
        self.code, self.first, self.times, self.failed = code, after, times, 0

    def _verdict(self) -> int:
        if not self.times:
            return 0
        if self.first:
            self.first -= 1
            return 0
        self.times -= 1
        self.failed += 1
        return self.code

    def cuts(self, points: list[int], chance: random.Random) -> Iterator[dict[str, bytes]]:
        """Yield the files as a power cut leaves them at each point of the log, in order.

        What was synced is there. Of what was not, any sector may be there or not.
        """
        lasting: dict[str, bytearray] = {}
        pending: dict[str, list[Operation]] = {}
        done = 0
        for point in sorted(points):
            for each in self.log[done:point]:
                waiting = pending.setdefault(each.file, [])
                if each.sync:
                    for operation in waiting:
                        _apply(lasting.setdefault(each.file, bytearray()), operation)
                    waiting.clear()
                else:
                    waiting.append(each)
            done = point
            files = {name: bytearray(content) for name, content in lasting.items()}
            for name, waiting in pending.items():
                for operation in waiting:
                    _tear(files.setdefault(name, bytearray()), operation, chance)
            yield {name: bytes(content) for name, content in files.items()}


def _apply(content: bytearray, operation: Operation) -> None:
    if operation.data is None:
        del content[operation.offset :]
        return
    end = operation.offset + len(operation.data)
    content.extend(bytes(max(0, end - len(content))))
    content[operation.offset : end] = operation.data


def _tear(content: bytearray, operation: Operation, chance: random.Random) -> None:
    kept = chance.choice((0.0, 0.5, 1.0))
    if operation.data is None:
        if chance.random() < kept:
            _apply(content, operation)
        return
    for start in range(0, len(operation.data), _SECTOR):
        if chance.random() < kept:
            part = operation.data[start : start + _SECTOR]
            _apply(content, Operation(operation.file, operation.offset + start, part))


_alive: list[object] = []
"""What C code points at must not be freed."""


@contextmanager
def put_in() -> Iterator[Disk]:
    """Put the disk under every database that is opened from now on in this process."""
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    library.sqlite3_vfs_find.argtypes = [ctypes.c_char_p]
    library.sqlite3_vfs_register.argtypes = [_P, _I]
    library.sqlite3_vfs_unregister.argtypes = [_P]
    system = library.sqlite3_vfs_find(None)
    disk = Disk()
    names: dict[int, str] = {}
    methods: dict[int, int] = {}
    open_file, delete = _OPEN(system.contents.xOpen), _DELETE(system.contents.xDelete)

    def opened(_vfs: int, name: int | None, file: int, flags: int, out: int | None) -> int:
        result: int = open_file(ctypes.addressof(system.contents), name, file, flags, out)
        place = ctypes.cast(file, ctypes.POINTER(_P))
        real = place.contents.value
        if result or not real or not name:
            return result
        names[file] = Path(ctypes.string_at(name).decode()).name
        if real not in methods:
            methods[real] = _between(real, disk, names)
        place.contents.value = methods[real]
        return result

    def deleted(_vfs: int, name: bytes, sync_folder: int) -> int:
        result: int = delete(ctypes.addressof(system.contents), name, sync_folder)
        if not result:
            disk.log.append(Operation(Path(name.decode()).name))
            if sync_folder:
                disk.log.append(Operation(Path(name.decode()).name, sync=True))
        return result

    call, call_delete = _OPEN(opened), _DELETE(deleted)
    ours = _Vfs.from_buffer_copy(system.contents)
    ours.zName, ours.xOpen = b"test-disk", ctypes.cast(call, _P)
    ours.xDelete = ctypes.cast(call_delete, _P)
    _alive.extend((call, call_delete, ours, open_file, delete))
    library.sqlite3_vfs_register(ctypes.addressof(ours), 1)
    try:
        yield disk
    finally:
        library.sqlite3_vfs_unregister(ctypes.addressof(ours))
        library.sqlite3_vfs_register(ctypes.addressof(system.contents), 1)


def _between(real: int, disk: Disk, names: dict[int, str]) -> int:
    """Return methods that write down and may fail, and otherwise do what the real ones do."""
    system = _Methods.from_address(real)
    write, truncate, sync = (
        _WRITE(system.xWrite),
        _TRUNCATE(system.xTruncate),
        _SYNC(system.xSync),
    )

    def written(file: int, data: int, size: int, offset: int) -> int:
        code = disk._verdict() or write(file, data, size, offset)
        if not code:
            disk.log.append(Operation(names[file], offset, ctypes.string_at(data, size)))
        return code

    def truncated(file: int, size: int) -> int:
        code = disk._verdict() or truncate(file, size)
        if not code:
            disk.log.append(Operation(names[file], size))
        return code

    def synced(file: int, flags: int) -> int:
        code = disk._verdict() or sync(file, flags)
        if not code:
            disk.log.append(Operation(names[file], sync=True))
        return code

    ours = _Methods.from_buffer_copy(system)
    calls = _WRITE(written), _TRUNCATE(truncated), _SYNC(synced)
    ours.xWrite, ours.xTruncate, ours.xSync = (ctypes.cast(each, _P) for each in calls)
    _alive.extend((ours, *calls, write, truncate, sync))
    return ctypes.addressof(ours)
