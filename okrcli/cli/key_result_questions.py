"""The questions of `okr new` about key results and their actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from okrcli.cli.draft_question import MANY, ObjectiveContext, ObjectiveQuestion, id_question
from okrcli.edit.draft import KeyResultDraft, ObjectiveDraft, in_words, measured_as, read_action
from okrcli.edit.templates import BLANKS, title_with_lines, with_blank_filled
from okrcli.language.title_parser import propose
from okrcli.model.scalars import InvalidValueError, parse_number, read_title


def about_key_result_id(draft: ObjectiveDraft, context: ObjectiveContext, position: int) -> ObjectiveQuestion:
    """The question for the id of a key result."""
    key_result = draft.key_results[position]
    siblings = {(other.measure or {}).get("id", "") for other in draft.key_results}

    def with_id(name: str) -> ObjectiveDraft:
        measure = {"id": name, **(key_result.measure or {})}
        return draft.with_key_result(replace(key_result, measure=measure), position)

    heading, used = f"Key result {position + 1}", {*context.used, *siblings}
    question = id_question("key results", heading, key_result.title, siblings, used, with_id)
    fields = ", ".join(f"{name}: {text}" for name, text in (key_result.measure or {}).items())
    return replace(question, details=[(fields, "detail")])


def about_key_result(draft: ObjectiveDraft) -> ObjectiveQuestion:
    """The question for the next key result; the answer is empty when there are no more."""
    count = len(draft.key_results)

    def read(typed: str) -> ObjectiveDraft:
        return draft.with_key_result(KeyResultDraft(read_title(typed))) if typed else replace(draft, has_all=True)

    return ObjectiveQuestion(
        "key result",
        "key results",
        f"Key result {count + 1}",
        "Which other number shows that it worked?" if count else "Which number shows on the last day that it worked?",
        (
            "What changes for customers or for the business, with a number: “Grow inbound MQLs from 20 to 30”.",
            "Work that you plan to do is a task: add it as an action.",
            "Two to five are enough. “12 of 40 customers” is clearer than “30 %”.",
        ),
        read,
        enter="no more" if count else None,
        skip="" if count else None,
        details=[(f"{count} key results are many. Can you leave one out?", "advice")] if count >= MANY else (),
        kind="key_result",
    )


def about_measure(draft: ObjectiveDraft, context: ObjectiveContext, position: int) -> ObjectiveQuestion:
    """The question for start, target and unit of a key result."""
    key_result = draft.key_results[position]
    proposal = propose(key_result.title, context.period)

    def read(typed: str) -> ObjectiveDraft:
        measured = measured_as(key_result, typed, context.period) if typed else key_result.measured(proposal)
        return draft.with_key_result(measured, position)

    remark = proposal.remark
    if proposal.kind == "binary":
        remark = "done or not done: is there a number that changes when it is done?"
    return ObjectiveQuestion(
        "measure",
        "key results",
        f"Key result {position + 1}",
        "How is it measured?",
        (
            "20 to 30 MQL     from the value of today to the target",
            "at least 45      a limit to keep, also at most, above, under, between 40 and 60",
            "3 calls a week   a target for each period",
            "done             done or not done; with a day: done by 15 Dec",
            "find out         the value is not known yet; the result is to find it",
            "Other words, such as “Events per month from 1 to 4”, become the definition.",
        ),
        read,
        enter=in_words(proposal) if proposal.kind else None,
        details=[(remark, "advice")] if remark else (),
    )


def about_start(draft: ObjectiveDraft, position: int) -> ObjectiveQuestion:
    """The question for the value at the start."""
    key_result = draft.key_results[position]

    def read(typed: str) -> ObjectiveDraft:
        measure = dict(key_result.measure or {})
        number = parse_number(typed or "0")
        if f"{number:f}" == measure.get("target"):
            raise InvalidValueError(
                "the target has this value already", "type another value, or b to change the measure"
            )
        measure = {"start": f"{number:f}", **measure} if number else measure
        return draft.with_key_result(replace(key_result, measure=measure, lacks_start=False), position)

    return ObjectiveQuestion(
        "start",
        "key results",
        f"Key result {position + 1}",
        "What is the value today?",
        ("The value at the beginning. If you do not know it, type b, then “find out”.",),
        read,
        enter="0",
    )


def about_action(draft: ObjectiveDraft, context: ObjectiveContext, position: int) -> ObjectiveQuestion:
    """The question for the next action; the answer is empty when there are no more."""
    key_result = draft.key_results[position]

    def read(typed: str) -> ObjectiveDraft:
        if not typed:
            return draft.with_key_result(replace(key_result, has_all_actions=True), position)
        actions = (*key_result.actions, read_action(typed, context.period))
        return draft.with_key_result(replace(key_result, actions=actions), position)

    return ObjectiveQuestion(
        "action",
        "key results",
        f"Key result {position + 1}",
        "What must happen next, and by when?" if key_result.actions else "What must happen first, and by when?",
        ("A task for it, with a day and an @owner: “Publish the guide by 20 Oct @linh”. Progress stays the same.",),
        read,
        enter="nothing more" if key_result.actions else "nothing yet",
        skip="",
    )


def about_blank(
    draft: ObjectiveDraft, position: int, part: KeyResultDraft, put_back: Callable[..., KeyResultDraft]
) -> ObjectiveQuestion:
    """The question for the first blank of a key result from a template, or of its guardrail."""
    name = part.blanks[0]
    text, why = BLANKS.get(name, (f"What is its {name}?", "The value for the file."))
    return ObjectiveQuestion(
        f"blank {name}",
        "key results",
        f"Key result {position + 1}",
        text,
        (why,),
        lambda typed: draft.with_key_result(put_back(with_blank_filled(part, name, typed)), position),
        enter="none" if name == "unit" else None,
        skip="" if name == "unit" else None,
        details=[(title_with_lines(part), "plain")],
    )
