"""A letter as a Word file: an office's template with what belongs in its places.

What people wrote is a value of the template and never part of it: nothing in it is read as a
place, as Word's XML or as an instruction. The templates themselves are an office's own; they run
in a sandbox all the same, since they are files that came by e-mail once.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from feedback.letter_book import PLACEHOLDERS, LetterBook
from feedback.letter_book import faults as wrong
from handlers.reports.letter_pdf import unfit

_QR = "qr"
_QR_SIZE = Mm(32)
_LARGEST = 20 * 1024 * 1024
"""Bytes a template may unpack to."""


class TemplateBroken(Exception):
    """A Word file is no template of a letter; says what is wrong with it."""


def places(template: bytes) -> frozenset[str]:
    """Return the names of a template's places; raises TemplateBroken.

    It is filled in once with sample words, so that whatever would go wrong with a citizen's
    letter goes wrong here.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            if sum(each.file_size for each in packed.infolist()) > _LARGEST:
                raise TemplateBroken("is too large; make the pictures in it smaller")
        found = DocxTemplate(io.BytesIO(template)).get_undeclared_template_variables(
            _environment()
        )
        filled = fill(template, dict.fromkeys({*PLACEHOLDERS, *found} - {_QR}, "x"))
    except TemplateBroken:
        raise
    except TemplateError as error:
        raise TemplateBroken(f"cannot be filled in: {error}") from None
    except Exception as error:  # whatever a damaged file can lead Word's readers to
        raise TemplateBroken(f"is no Word file (.docx) that can be read: {error}") from None
    if features := unfit(filled):
        raise TemplateBroken(f"has {' and '.join(features)}, which a PDF would not show")
    return frozenset(found)


def fill(template: bytes, values: Mapping[str, str], qr: bytes | None = None) -> bytes:
    """Return a template with its places filled in; `qr` is a PNG."""
    made = DocxTemplate(io.BytesIO(template))
    context: dict[str, object] = {name: plain(value) for name, value in values.items()}
    context[_QR] = InlineImage(made, io.BytesIO(qr), width=_QR_SIZE) if qr else ""
    made.render(context, _environment(), autoescape=True)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def plain(words: str) -> str:
    """Return words without what XML cannot hold and docxtpl would take for a page break."""
    return "".join(
        letter
        for letter in words
        if letter in "\n\t" or (letter >= " " and not _forbidden(ord(letter)))
    )


def _forbidden(code: int) -> bool:
    return 0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF)


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def faults(book: LetterBook) -> list[str]:
    """Return what is wrong with the templates of an office, as `file: what`."""
    found = []
    for id, kind in book.kinds.items():
        file = f"letters/{id}.docx"
        if id not in book.templates:
            found.append(f"{file}: the file is missing; letters.yaml names it")
            continue
        try:
            found += [f"{file}: {what}" for what in wrong(kind, places(book.templates[id]))]
        except TemplateBroken as why:
            found.append(f"{file}: {why}")
    unknown = sorted({*book.templates} - {*book.kinds})
    found += [f"letters/{id}.docx: letters.yaml has no letter `{id}`" for id in unknown]
    return found
