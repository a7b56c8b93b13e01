from feedback.conversation import Ended, Submitted
from feedback.question import Given
from tests.feedback.sample import Talk, form, pick
from tests.questions.asking import NOW, OFFICE, a, cell, refuses, shown

NOTE = a("note")
END = a("note", ends=True)


def test_a_note_is_said_before_the_next_question_and_takes_no_answer() -> None:
    talk = Talk(form(NOTE, pick("q1"), review=False), office=OFFICE, now=NOW)
    assert talk.said.startswith("Hỏi?")
    assert talk.held.at == "q1"
    assert refuses(NOTE, Given(text="vâng"))
    assert talk.says("co").outcome == Submitted({"q1": "yes"}, {})


def test_a_note_that_ends_sends_nothing() -> None:
    assert END.ends_form()
    assert not NOTE.ends_form()
    talk = Talk(form(pick("q1"), END, pick("q2")), office=OFFICE, now=NOW).says("co")
    assert talk.outcome == Ended("it")
    assert talk.step.conversation is None


def test_a_note_has_no_answer_to_show_count_or_export() -> None:
    assert not NOTE.answerable
    assert shown(NOTE, None) == ""
    assert cell(NOTE, None) is None
    assert NOTE.tally(None) == ()
