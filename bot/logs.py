"""Structured logs that cannot hold content, names or tokens.

Our own lines carry only the keys below, and an error is told by its type and the places it went
through, never by its message or by values: messages of libraries quote what they choked on.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_ALLOWED = frozenset(
    {
        *("event", "level", "timestamp", "error", "where", "result", "status", "tries"),
        *("channel", "kind", "count", "seconds", "form", "version", "unit", "mode", "question"),
        *("port", "path", "files", "faults", "id", "waiting", "schema", "sqlite"),
        *("_record", "_from_structlog"),  # structlog's own, gone before anything is written
    }
)


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send every log line, the libraries' too, as one JSON object a line to standard error."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _tell_errors_without_values,
        _drop_unknown_keys,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_silence_libraries, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.captureWarnings(True)  # they quote values too
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)


def log(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of one module."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def places(error: BaseException) -> str:
    """Return where an error went through, innermost last: `dispatcher.py:88 > work.py:41`."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames)


def _tell_errors_without_values(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    raised: Any = line.pop("exc_info", None)
    error = raised[1] if isinstance(raised, tuple) else raised
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        line["error"] = type(error).__name__
        line["where"] = places(error)
    return line


def _drop_unknown_keys(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    return {key: value for key, value in line.items() if key in _ALLOWED}


def _silence_libraries(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Keep of a library's line only who spoke: python-telegram-bot, for one, logs whole updates."""
    record: logging.LogRecord = line["_record"]
    line["event"] = f"{record.name}: {record.module}:{record.lineno}"
    return line
