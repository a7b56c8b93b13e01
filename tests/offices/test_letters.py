"""What `langnghe office check` says of an office's letters."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import docx
import pytest

from bot.app import read_office
from bot.operations import check_office
from feedback.errors import OfficePackInvalid

OFFICE = Path(__file__).resolve().parents[2] / "offices" / "binh-luc"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    shutil.copytree(OFFICE, tmp_path / "office")
    return tmp_path / "office"


def test_the_sample_office_is_in_order(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check_office(office)
    assert "no faults" in capsys.readouterr().err


def test_every_fault_of_every_template_is_named(office: Path) -> None:
    letters = office / "letters"
    document = docx.Document(io.BytesIO((letters / "mistake.docx").read_bytes()))
    document.add_paragraph("Gửi {{ nguoi_nhan }}")
    document.save(str(letters / "mistake.docx"))
    (letters / "condolence.docx").write_bytes(b"not Word")
    (letters / "receipt.docx").unlink()
    (letters / "own.docx").write_bytes(b"")
    with pytest.raises(OfficePackInvalid) as invalid:
        check_office(office)
    mistake, condolence, receipt, own = invalid.value.faults
    assert mistake.startswith("letters/mistake.docx: `{{ nguoi_nhan }}` is no place of a letter")
    assert condolence.startswith("letters/condolence.docx: is no Word file")
    assert receipt == "letters/receipt.docx: the file is missing; letters.yaml names it"
    assert own == "letters/own.docx: letters.yaml has no letter `own`"


def test_what_word_keeps_beside_an_open_file_is_no_template(office: Path) -> None:
    (office / "letters" / "~$mistake.docx").write_bytes(b"lock")
    assert "~$mistake" not in read_office(office).office.letters.templates
    check_office(office)
