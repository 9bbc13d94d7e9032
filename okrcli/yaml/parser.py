"""The events and tokens of PyYAML's parser as plain values. Only this module and `reader` import PyYAML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple, Protocol

from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.tokens import AliasToken, AnchorToken, DirectiveToken, KeyToken, TagToken

from okrcli.yaml.source import Mark


class KeyStep(NamedTuple):
    """One event of the parser. `style` is the quote, `|` or `>` of a scalar; `flow` marks `[ ]` and `{ }`."""

    kind: Literal["document", "mapping", "sequence", "end", "scalar", "alias"]
    start: Mark
    end: Mark
    value: str = ""
    style: str = ""
    flow: bool = False


class Sign(NamedTuple):
    """One token of the scanner; only the kinds that are refused have a name."""

    kind: Literal["anchor", "alias", "tag", "directive", "key", "other"]
    start: Mark
    end: Mark
    value: str = ""


class UnreadableError(Exception):
    """A syntax error of the parser: problem, context, the mark of the error, and the mark where its part began."""

    def __init__(self, problem: str, context: str, at: Mark, began: Mark) -> None:
        super().__init__(problem)
        self.problem = problem
        self.context = context
        self.at = at
        self.began = began


class _YamlMark(Protocol):
    line: int
    column: int


def steps(text: str) -> Iterator[KeyStep]:
    """The parser's events as plain values. Raises UnreadableError at a syntax error."""
    for event in _until_error(CParser(text.encode()).get_event):
        kind = type(event)
        start, end = _mark(event.start_mark), _mark(event.end_mark)
        if kind is ScalarEvent:
            yield KeyStep("scalar", start, end, event.value, event.style or "")
        elif kind is MappingStartEvent:
            yield KeyStep("mapping", start, end, flow=bool(event.flow_style))
        elif kind is SequenceStartEvent:
            yield KeyStep("sequence", start, end, flow=bool(event.flow_style))
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            yield KeyStep("end", start, end)
        elif kind is AliasEvent:
            yield KeyStep("alias", start, end)
        elif kind is DocumentStartEvent:
            yield KeyStep("document", start, end)


def signs_of(text: str) -> Iterator[Sign]:
    """The scanner's tokens as plain values. Raises UnreadableError at a syntax error."""
    for token in _until_error(CParser(text.encode()).get_token):
        kind = type(token)
        start, end = _mark(token.start_mark), _mark(token.end_mark)
        if kind is AnchorToken:
            yield Sign("anchor", start, end, f"&{token.value}")
        elif kind is AliasToken:
            yield Sign("alias", start, end, f"*{token.value}")
        elif kind is TagToken:
            yield Sign("tag", start, end)
        elif kind is DirectiveToken:
            yield Sign("directive", start, end)
        elif kind is KeyToken and start != end:  # where no `?` was written it has no width
            yield Sign("key", start, end)
        else:
            yield Sign("other", start, end)


def _until_error(take: Callable[[], Any]) -> Iterator[Any]:
    try:
        while (item := take()) is not None:
            yield item
    except MarkedYAMLError as error:
        if error.problem_mark is None:
            raise
        at, began = _mark(error.problem_mark), _mark(error.context_mark or error.problem_mark)
        raise UnreadableError(error.problem or "", error.context or "", at, began) from None


def _mark(mark: _YamlMark) -> Mark:
    return Mark(mark.line, mark.column)
