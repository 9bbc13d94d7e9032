"""Where the entries of a check-in come from when they are not arguments: a conversation, or JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Any, Final, NoReturn

from okrcli.cli import context
from okrcli.cli.session import CheckinQuestion, converse
from okrcli.edit import checkin_text, checkins
from okrcli.errors import OkrError, RefusedError, UsageError
from okrcli.model.number_format import percent_text, quantity, value_text
from okrcli.model.plan import Checkin, Plan, Ref
from okrcli.model.records import CheckinEntry, KeyResult, changed
from okrcli.model.scalars import InvalidValueError, read_day, read_slug, read_title
from okrcli.model.validation import read_record
from okrcli.render.terminal import streams
from okrcli.render.terminal.console import folded, status_word
from okrcli.reports.status import due_for
from okrcli.sanitize import visible
from okrcli.scoring.checkin_history import milestone_states
from okrcli.scoring.score import KeyResultScore, score_key_result
from okrcli.suggest import did_you_mean
from okrcli.text import number_text, quote_value
from okrcli.workspace.selecting import resolve_ref
from okrcli.workspace.workspace import Workspace

MAX_INPUT: Final = 1024 * 1024


# ── A conversation ────────────────────────────────────────────────────────────────────────────────────────────────


def converse_about(
    workspace: Workspace, by: str, old: Sequence[Checkin] = (), named: Sequence[str] = ()
) -> list[tuple[str, CheckinEntry]]:
    """Ask a person about all key results that are theirs, about those of `old` check-ins, or about the `named` ones.

    What is to be recorded comes back, with its cycles.
    """
    plan, day = workspace.plan, workspace.day
    running = [cycle.id for cycle in plan.cycles.values() if day in cycle.period or cycle is workspace.focus]
    if old or named:
        targets = [
            checkin.reading.kr for checkin in old if isinstance(checkin.reading, CheckinEntry) and checkin.reading.kr
        ]
        focus = workspace.focus.id if workspace.focus else None
        refs = [resolve_ref(plan, focus, name) for name in (*targets, *named)]
        results = [score_key_result(plan, ref, day) for ref in refs if ref.key_result and not ref.guardrail]
    else:
        results = [result for cycle in running for result in due_for(plan, cycle, by, day)]
    if not results:
        raise RefusedError(
            f"no key result of a running cycle is {by}'s to check in",
            "name one: okr checkin ID VALUE",
            "or set `owner:` or `updater:` in the plan",
        )
    results.sort(key=lambda result: result.next_due or day)
    tell_folded(
        streams.styled(f"{by}, {day} · {len(results)} key result{'s' if len(results) != 1 else ''}", "bold", sys.stderr)
    )
    for line in (
        "Enter keeps what is in [ ], s skips, b goes back, q ends, Ctrl-C writes nothing",
        "all in one line: the value, confidence and a note, as in 22 7 The webinar worked",
    ):
        tell_folded(streams.styled(line, "dim", sys.stderr))
    questions = [_question(plan, result, day, old[0].document if old else None) for result in results]
    answered = converse(questions, ask_line, tell_folded)
    cycles = {str(result.ref): result.ref.cycle for result in results}
    return [(cycles[entry.kr or ""], entry) for entry in answered]


def ask_line(label: str, default: str, end: str = ": ") -> str:
    """One line from the terminal; the question goes to stderr, so that stdout stays data."""
    offered = f" [{visible(default)}]" if default else ""
    while True:
        sys.stderr.write(f"{label}{offered}{end}")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        typed = " ".join(line.split())
        if visible(typed) == typed:
            return typed
        tell_folded("  that has a control character in it (an arrow key?), type it again")


def tell_folded(line: str) -> None:
    """A line of the session, folded between words where the terminal is narrower."""
    width = streams.width(sys.stderr)
    if width is None or "\x1b" in line:
        streams.echo_err(line)
        return
    indent = " " * (len(line) - len(line.lstrip()))
    for part in folded(line.strip(), max(width - len(indent), 20)) or [""]:
        streams.echo_err(indent + part if part else "")


def _question(plan: Plan, result: KeyResultScore, day: date, corrects: str | None) -> CheckinQuestion:
    key_result = plan.key_result(result.ref)
    kind = key_result.measure
    label, default = _value_prompt(plan, result, kind, day)
    unchanged = _unchanged(plan, result, day)

    def read(typed: str) -> CheckinEntry:
        entry = checkins.entry_for(plan, _said(result.ref, kind, typed), checkins.CheckinFields(), day)
        return changed(entry, corrects=corrects)

    def after(entry: CheckinEntry) -> Plan:
        file = checkins.new_files([(result.ref.cycle, entry)], (), "me", day, context.now(), None)[0]
        return checkins.with_files(plan, {"new": file})

    return CheckinQuestion(
        name=result.ref.short,
        heading=streams.styled(f"{result.ref.short} · {visible(key_result.title)}", "bold", sys.stderr),
        details=tuple(_details(result, key_result)),
        value_label=label,
        value_default=default,
        read=read,
        unchanged=unchanged and changed(unchanged, corrects=corrects),
        confidence=result.confidence,
        is_green=lambda entry: score_key_result(after(entry), result.ref, day).status.shown in ("on_track", "achieved"),
        preview=lambda entry: visible(
            _preview(checkin_text.in_words(plan, after(entry), result.ref.cycle, entry, day), entry)
        ),
        split=partial(_split_milestones, [item.id for item in key_result.milestones]),
    )


def _preview(words: str, entry: CheckinEntry) -> str:
    """An entry as the review shows it, with its note and its blocker."""
    note = f" “{entry.note}”" if entry.note else ""
    return words + note + (f" (blocked: {entry.blocker})" if entry.blocker else "")


def _split_milestones(known: Sequence[str | None], typed: str) -> tuple[str, str]:
    """The value and what stands behind it: one word, or for milestones all the ids, also with spaces between them."""
    words = typed.replace(",", " ").split(" ") if known else []
    ids = list(takewhile(known.__contains__, filter(None, words)))
    if not ids:
        return typed.partition(" ")[0], typed.partition(" ")[2]
    return ",".join(ids), typed[typed.index(ids[-1], sum(map(len, ids[:-1]))) + len(ids[-1]) :].lstrip(", ")


def _value_prompt(plan: Plan, result: KeyResultScore, kind: str | None, day: date) -> tuple[str, str]:
    """The words of the question for the value, and what Enter keeps."""
    key_result = plan.key_result(result.ref)
    if kind == "binary":
        return "done? y or n", "y" if result.progress == 1 else "n"
    if kind == "milestones":
        open_ones = [
            milestone.id
            for milestone, done in milestone_states(key_result, result.history, day)
            if milestone.id and not done
        ]
        return f"now done ({', '.join(open_ones) or 'all are done already'})", ""
    unit = f" {visible(key_result.unit)}" if key_result.unit else ""
    if key_result.aggregation == "sum":
        wanted = key_result.target_per_period if key_result.counts_periods else key_result.target
        target = "" if wanted is None else f" of {quantity(wanted)}"
        return f"how many more?{unit} ({quantity(result.current)}{target} so far)", ""
    last = checkins.last_value(plan, result.ref, day)
    return f"value{unit}", "" if last is None else number_text(last)


def _unchanged(plan: Plan, result: KeyResultScore, day: date) -> CheckinEntry | None:
    """The entry that Enter makes: the last value again; nothing for an increment, or before the first value."""
    key_result = plan.key_result(result.ref)
    if key_result.measure == "binary":
        return CheckinEntry(kr=str(result.ref), done=result.progress == 1)
    if key_result.aggregation == "sum" or key_result.measure == "milestones":
        return None
    last = checkins.last_value(plan, result.ref, day)
    return None if last is None else CheckinEntry(kr=str(result.ref), value=last)


def _said(ref: Ref, kind: str | None, typed: str) -> checkins.CheckinInput:
    if not typed:
        return checkins.CheckinInput(ref)
    if kind == "binary":
        if typed.lower() not in ("y", "yes", "n", "no"):
            raise InvalidValueError(f"{quote_value(typed)} is neither y nor n")
        return checkins.CheckinInput(ref, text="yes" if typed.lower().startswith("y") else "no")
    for sign in ("+=", "-="):
        if typed.startswith(sign):
            return checkins.CheckinInput(ref, sign, typed[2:].strip())
    if typed.startswith("+"):
        return checkins.CheckinInput(ref, "+=", typed[1:].strip())
    return checkins.CheckinInput(ref, text=typed.removeprefix("="))


def _details(result: KeyResultScore, key_result: KeyResult) -> list[str]:
    """What a person wants to see before answering: the picture, the last value, when, and the last note."""
    from okrcli.render.terminal.status import day_text
    from okrcli.render.terminal.trend import picture

    last = result.last_checkin
    if last is None:
        return [streams.styled("no check-in yet", "dim", sys.stderr)]
    days = result.days_silent or 0
    age = "today" if not days else f"{day_text(last.date)}, {days} day{'s' if days > 1 else ''} ago"
    value = visible(value_text(key_result, result.current)) if result.has_data and result.current is not None else ""
    percent = percent_text(result.raw) if result.raw is not None else ""
    parts = [picture(result), value, percent, status_word(result.status.shown) if result.status.shown else "", age]
    lines = [" · ".join(part for part in parts if part)]
    if last.reading.note:
        lines.append(streams.styled(f"“{visible(last.reading.note)}”", "dim", sys.stderr))
    return lines


# ── JSON ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CheckinDocument:
    """Check-ins that came as JSON: entries, and what they share."""

    entries: tuple[CheckinEntry, ...]
    wins: tuple[str, ...] = ()
    day: date | None = None
    by: str | None = None


def read_json(source: str, folder: Path) -> CheckinDocument:
    """The check-ins in a JSON file, or in standard input for `-`: a list of entries, or `{"checkins": […]}`.

    Raises RefusedError naming every entry that is wrong.
    """
    name = "standard input" if source == "-" else source
    raw = sys.stdin.buffer.read(MAX_INPUT + 1) if source == "-" else _bytes_of(folder / source)
    if len(raw) > MAX_INPUT:
        raise RefusedError(f"{name} is larger than 1 MiB")
    data = _parsed(raw, name)
    if isinstance(data, list):
        data = {"checkins": data}
    elif isinstance(data, dict) and "checkins" not in data and "wins" not in data:
        data = {"checkins": [data]}
    _refuse_half_characters(data, name)
    if not isinstance(data, dict) or not isinstance(data.get("checkins", []), list):
        raise RefusedError(f"{name} is not a list of check-ins", 'write [{"kr": "mql", "value": 22}]')
    return _document(data, name)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_INPUT + 1)
    except OSError as error:
        raise RefusedError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None


def _parsed(raw: bytes, name: str) -> Any:
    def refuse(text: str) -> NoReturn:
        raise ValueError(f"`{text}` is not a number")

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a key stands there twice")
        return found

    try:
        return json.loads(
            raw.decode("utf-8-sig"),
            parse_float=_number,
            parse_int=_number,
            parse_constant=refuse,
            object_pairs_hook=unique,
        )
    except UnicodeDecodeError as error:
        raise RefusedError(f"{name} is not UTF-8 (byte {error.object[error.start]:#04x})") from None
    except json.JSONDecodeError as error:
        raise RefusedError(
            f"{name}:{error.lineno}:{error.colno}: {error.msg.lower()}", "give JSON: a list of entries"
        ) from None
    except RecursionError:
        raise RefusedError(f"{name} is nested too deeply") from None
    except (ValueError, OkrError) as error:
        raise RefusedError(f"{name}: {error}") from None


def _refuse_half_characters(data: Any, name: str) -> None:
    r"""JSON can spell one half of a pair (`"\ud83d"`), which no file can hold."""
    waiting = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend((*item, *item.values()))
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, str) and any("\ud800" <= letter <= "\udfff" for letter in item):
            raise RefusedError(f"{name}: {quote_value(item)} has half of a character in it")


def _number(text: str) -> Decimal:
    from okrcli.model.scalars import parse_number

    return parse_number(text)


def _document(data: dict[str, Any], name: str) -> CheckinDocument:
    problems: list[str] = []
    entries = []
    for key in data.keys() - {"checkins", "wins", "date", "by"}:
        hint = did_you_mean(key, ["checkins", "wins", "date", "by"])
        problems.append(f"{name}: unknown field `{key}`" + (f": {hint}" if hint else ""))
    for position, item in enumerate(data.get("checkins", []), start=1):
        entry, found = read_record(CheckinEntry, item)
        problems.extend(f"{name}: entry {position}: {p.message}" + (f" ({p.hint})" if p.hint else "") for p in found)
        if entry is not None and entry.target is None:
            problems.append(
                f"{name}: entry {position}: it names none, or more than one, of `kr`, `objective`, `action`"
            )
        elif entry is not None:
            entries.append(entry)
    try:
        day = read_day(data["date"]) if "date" in data else None
        by = read_slug(data["by"]) if "by" in data else None
        if not isinstance(data.get("wins", []), list):
            raise InvalidValueError("`wins`: expected a list of texts")
        wins = tuple(read_title(win) for win in data.get("wins", []))
    except InvalidValueError as error:
        problems.append(f"{name}: {error}")
        day, by, wins = None, None, ()
    if problems:
        raise RefusedError("\n".join(problems))
    if not entries and not wins:
        raise UsageError(f"{name} holds no check-in", 'write [{"kr": "mql", "value": 22}]')
    return CheckinDocument(tuple(entries), wins, day, by)
