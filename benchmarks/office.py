"""The office that is measured: the sample pack with a survey of five questions."""

from __future__ import annotations

import shutil
from pathlib import Path

SAMPLE = Path(__file__).parent.parent / "offices" / "binh-luc"
LINK = "/start r_bench"
"""Opens the survey as its QR code would."""
QUESTIONS = 5
_QUESTION = """
  - kind: scale
    name: q{number}
    not_applicable: false
    text: {{vi: "Câu hỏi số {number}: Ông/Bà có hài lòng không?", en: "Question {number}?"}}
"""


def make_office(folder: Path) -> Path:
    """Return a copy of the sample office with the survey that is measured."""
    office = folder / "office"
    shutil.copytree(SAMPLE, office)
    questions = "".join(_QUESTION.format(number=number) for number in range(1, QUESTIONS + 1))
    (office / "surveys" / "bench.yaml").write_text(
        'name: bench\nasks_unit: false\ntitle: {vi: "Đo tốc độ", en: "Benchmark"}\n'
        f"questions:{questions}",
        "utf-8",
    )
    return office
