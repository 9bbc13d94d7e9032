"""The conversation of `okr cycle close`: grade, decision and texts of each item, then looking back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from okrcli.cli.conversation import prompts
from okrcli.edit import grades
from okrcli.edit.closing_sheet import about, sheet_text
from okrcli.edit.closing_words import DECISIONS, read_grade
from okrcli.edit.contradictions import contradictions
from okrcli.edit.grades import NOTHING, GradeInput, Item
from okrcli.model.number_format import score_text
from okrcli.model.plan import PlannedCycle, Ref
from okrcli.model.records import Decision, QuestionAnswer
from okrcli.model.scalars import InvalidValueError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible
from okrcli.workspace.workspace import Workspace


@dataclass(slots=True)
class ClosingConversation:
    """The answers of a person so far."""

    workspace: Workspace
    cycle: PlannedCycle
    inputs: dict[Ref, GradeInput]
    answers: dict[str, str]
    has_sheet: bool = False
    """True if a sheet brings the first answers: of what is decided in it, the computed grade is taken."""
    save: Callable[[str], None] = field(default=lambda text: None)
    """A function that keeps the answers so far, as the text of a sheet."""

    def ask(self) -> None:
        """Ask for everything that nobody has said yet."""
        _say(f"{self.cycle.id}: what was reached, and what becomes of it", "bold")
        _say("Enter keeps what is in [ ]; Ctrl-C ends, writes nothing, and keeps your answers for later", "dim")
        self._ask_items()
        self._ask_questions()

    def sheet(self) -> str:
        """The answers so far as the text of a sheet."""
        plan = self.workspace.plan
        items = self._items()
        questions = [
            QuestionAnswer(question=entry.question, answer=self.answers.get(entry.question) or entry.answer)
            for entry in grades.questions_of(plan, self.cycle)
        ]
        return sheet_text(self.workspace, self.cycle, items, questions, self.inputs)

    def _items(self) -> list[Item]:
        plan = grades.with_grades(self.workspace.plan, self.inputs)
        return list(grades.items_of(plan, self.cycle.id, self.workspace.day))

    def _ask_items(self) -> None:
        """Ask for each item, key results first, because grades of objectives follow from theirs."""
        plan = self.workspace.plan
        for ref, _ in plan.objectives_of(self.cycle.id):
            for item_ref in (*(result for result, _ in plan.key_results_of(ref)), ref):
                self._ask_item(next(item for item in self._items() if item.ref == item_ref))

    def _say_of(self, ref: Ref, **fields: Decimal | str | None) -> None:
        """Take an answer; Enter is none."""
        given = {name: value for name, value in fields.items() if value is not None}
        if given:
            self.inputs[ref] = replace(self.inputs.get(ref, NOTHING), **given)  # type: ignore[arg-type]
            self.save(self.sheet())

    def _ask_item(self, item: Item) -> None:
        is_closed, given = self.cycle.state == "closed", self.inputs.get(item.ref, NOTHING)
        is_graded = is_closed or (self.has_sheet and given.decision is not None)
        is_missed = item.grade.type == "committed" and item.grade.verdict == "missed"
        has_all = not (self.has_sheet and is_missed and given.explanation is None)
        if has_all and not grades.missing_lines([item], self.inputs, takes_grades=is_graded):
            return
        streams.echo_err("")
        title = visible(" ".join(item.record.title.split()))
        streams.echo_err(f"{streams.styled(str(item.ref), 'cyan', sys.stderr)}  {title}")
        _say(f"  {about(self.workspace.plan, item, self.workspace)}", "dim")
        ref, own = item.ref, item.record.score
        if given.score is None and item.grade.computed is not None and not is_graded:
            self._say_of(ref, score=_ask_grade(item))
        score = self.inputs.get(ref, NOTHING).score
        if not grades.is_proposal(item.grade, score) and not (given.reason or (own and own.reason)):
            self._say_of(ref, reason=_ask_until_answered("  why is it another one?"))
        if item.needs_decision and given.decision is None:
            self._say_of(ref, decision=self._ask_decision(item))
        if given.explanation is None and is_missed:
            self._say_of(ref, explanation=prompts.ask("  what happened?") or None)
        if given.learnings is None:
            self._say_of(ref, learnings=prompts.ask("  what was learned?") or None)

    def _ask_decision(self, item: Item) -> Decision:
        """The decision of the person, who may type the first letters of it. There is no default."""
        while True:
            answer = prompts.ask(f"  {' · '.join(word.replace('_', ' ') for word in DECISIONS)}:").lower()
            typed = "_".join(answer.replace("-", " ").replace("_", " ").split())
            fits = [word for word in DECISIONS if typed and word.startswith(typed)]
            if len(fits) != 1:
                word, _ = item.suggestion
                suggested = f" (suggested: {word.replace('_', ' ')})" if word else ""
                streams.echo_err(f"  say one of them; only you decide{suggested}")
                continue
            with_it = {**self.inputs, item.ref: replace(self.inputs.get(item.ref, NOTHING), decision=fits[0])}
            if item.ref.key_result is None and (lines := self._contradictions(item, with_it)):
                for line in lines:
                    prompts.show(f"  {line}")
                continue
            return fits[0]

    def _contradictions(self, item: Item, inputs: dict[Ref, GradeInput]) -> list[str]:
        """The contradictions between an objective and its key results, all of which are decided already."""
        group = [other for other in self._items() if other.ref.parent == item.ref]
        return list(contradictions(group, inputs))

    def _ask_questions(self) -> None:
        """Ask the questions of the retrospective that nobody has answered."""
        unanswered = [
            entry.question
            for entry in grades.questions_of(self.workspace.plan, self.cycle)
            if not entry.answer and entry.question not in self.answers
        ]
        if unanswered:
            streams.echo_err("")
            _say("Looking back (Enter leaves a question open)", "bold")
        for question in unanswered:
            if text := prompts.ask(f"{visible(question)}\n "):
                self.answers[question] = text
                self.save(self.sheet())


def _say(line: str, style: str) -> None:
    streams.echo_err(streams.styled(line, style, sys.stderr))


def _ask_grade(item: Item) -> Decimal | None:
    """The grade that the person gives; None for the computed one."""
    offered = score_text(item.grade.value)
    while answer := prompts.ask(f"  grade [{offered}]:"):
        try:
            return read_grade(answer)
        except InvalidValueError as refusal:
            prompts.show_refusal(refusal)
    return None


def _ask_until_answered(question: str) -> str:
    while not (answer := prompts.ask(question)):
        streams.echo_err("  both numbers stay visible, and somebody will ask")
    return answer
