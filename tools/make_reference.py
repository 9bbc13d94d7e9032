"""Writes docs/reference/, okrcli/schemas/ and the table for completion from the code.

Run it with `make docs`. A test checks that the files are what it would write.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import types
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin
from unittest.mock import patch

import typer
from pydantic.fields import FieldInfo

import okrcli
from okrcli.checks import catalogue
from okrcli.cli.app import run
from okrcli.cli.command_table import COMMANDS, command_of
from okrcli.diagnostics import Code
from okrcli.model import records, settings
from okrcli.model.field_errors import NOUNS, fields_of, record_in
from okrcli.model.record_base import field_infos, is_record
from okrcli.model.scalars import NullAsDefault, ScalarType
from okrcli.text import quote_value
from tools.completion_table import completion_table
from tools.field_texts import field_texts
from tools.file_schema import ROOTS, file_schema
from tools.list_messages import texts_by_heading
from tools.view_schema import form_of, report_schema

FOLDER: Final = Path(__file__).parents[1] / "docs" / "reference"
SCHEMAS: Final = Path(okrcli.__file__).parent / "schemas"
COMPLETION: Final = Path(okrcli.__file__).parent / "cli" / "completion.json"
MADE: Final = "<!-- Made by tools/make_reference.py from the code. Change the code, then: make docs -->"

TITLES: Final[dict[type, str]] = {
    records.WorkspaceFile: "The workspace file",
    records.PlanFile: "The plan file",
    records.CheckinFile: "The check-in file",
    records.PackFile: "Packed check-ins",
    records.PeopleFile: "The people file",
    records.ClosingSheet: "The closing sheet",
    records.CheckinEntry: "Entry of a check-in file",
    records.InlineCheckin: "Check-in inside a key result",
    settings.CheckinSettings: "Settings of check-ins",
    settings.CycleSettings: "Settings of cycles",
    settings.TypeSettings: "Settings of types",
    settings.LintSettings: "Settings of lint",
    settings.PaceSettings: "Settings of the pace",
    settings.ScoreSettings: "Settings of scores",
    settings.VerdictSettings: "Settings of verdicts",
    settings.StatusSettings: "Settings of statuses",
    settings.StatusLabels: "Words for statuses",
    settings.AuditSettings: "Settings of the audit",
}
"""Headings where the noun alone would not do."""

EXAMPLES: Final[dict[type, str]] = {
    records.WorkspaceFile: """\
cycle: 2026-Q4
people:
  - {id: mai, name: Mai Tran, email: mai@example.com}
objectives:
  - id: regulars
    title: People in our street drink our coffee every week
    owner: mai
    key_results:
      - {id: subscribers, title: Subscribers grow from 120 to 200, start: 120, target: 200}
""",
    records.PlanFile: """\
cycle: 2026-Q4
objectives:
  - id: demand
    title: Open a channel that brings us customers every week
    key_results:
      - {id: mql, title: Grow inbound MQLs from 20 to 30 a month, start: 20, target: 30}
""",
    records.CheckinFile: """\
id: 7k2m9x4t
cycle: 2026-Q4
date: 2026-10-12
at: 2026-10-12T09:04:05Z
by: mai
checkins:
  - kr: demand/mql
    value: 22
    confidence: 7
wins:
  - The pricing guide is the most read page of the site.
""",
    records.PackFile: """\
cycle: 2026-Q4
packed:
  - id: 7k2m9x4t
    cycle: 2026-Q4
    date: 2026-10-12
    at: 2026-10-12T09:04:05Z
    by: mai
    checkins:
      - kr: demand/mql
        value: 22
""",
    records.PeopleFile: """\
people:
  - {id: mai, name: Mai Tran, email: mai@example.com}
teams:
  - {id: marketing, parent: company, members: [mai]}
""",
    records.ClosingSheet: """\
cycle: 2026-Q4
items:
  - id: demand/mql
    decision: carry_forward
    learnings: One channel is not enough.
retrospective:
  - question: What did we learn that changes the next OKRs?
    answer: A webinar brings more than a campaign, so we plan four of them.
""",
    records.ClosingItem: """\
id: demand/mql
decision: modify
score: 0.8
reason: A new tool lost two weeks of requests
learnings: Count requests in one place.
""",
    records.QuestionAnswer: """\
question: What did we learn that changes the next OKRs?
answer: A webinar brings more than a campaign, so we plan four of them.
""",
    records.Objective: """\
id: demand
title: Open a channel that brings us customers every week
owner: marketing
type: aspirational
contributes_to: [growth]
key_results:
  - {id: mql, title: Grow inbound MQLs from 20 to 30 a month, start: 20, target: 30}
""",
    records.KeyResult: """\
id: mql
title: Grow inbound MQLs from 20 to 30 a month
owner: mai
start: 20
target: 30
unit: MQL
actions:
  - {title: Publish the pricing guide, due: 2026-10-20, owner: linh}
""",
    records.PathPoint: """\
on: 2026-11-15
value: 30
""",
    records.Milestone: """\
id: beta
title: Ten customers use the beta
weight: 2
due: 2026-11-20
""",
    records.Action: """\
id: guide
title: Publish the pricing guide
owner: linh
due: 2026-10-20
done: 2026-10-19
""",
    records.Guardrail: """\
id: backlog
title: Support tickets that wait for more than a day
unit: tickets
must_not_exceed: 20
warn_at: 15
""",
    records.Agreement: """\
by: linh
agreement: agreed
since: 2026-09-28
condition: If we hire one more writer
version: 8968fb13
""",
    records.Tripwire: """\
on: 2026-11-16
below: 0.25
then: Drop two of four projects
by: mai
""",
    records.OwnScore: """\
override: 0.6
reason: Two weeks of strike that nobody could plan for
learnings: The guide brings more than the fair, at a tenth of the price.
""",
    records.Dependency: """\
to: platform/tracking
need: Tracking links that work
agreement: agreed
by: omar
since: 2026-10-05
""",
    records.ChangeRecord: """\
date: 2026-11-02
field: target
from: 30
to: 25
reason: The budget for events was cut by half.
""",
    records.CheckinEntry: """\
kr: demand/mql
value: 22
confidence: 7
note: The webinar brought more than the campaign.
""",
    records.InlineCheckin: """\
date: 2026-10-12
value: 22
confidence: 7
by: mai
""",
    records.Cycle: """\
id: advent
title: Before Christmas
start: 2026-11-01
length: 7w
""",
    records.Person: """\
id: mai
name: Mai Tran
email: mai@example.com
""",
    records.Team: """\
id: marketing
name: Marketing
parent: company
members: [mai, linh]
""",
    settings.Settings: """\
commit: true
sync: rebase
checkin: {frequency: weekly}
""",
    settings.CheckinSettings: "frequency: two_weeks\n",
    settings.CycleSettings: """\
fiscal_year_start: 4
fiscal_year_name: end
""",
    settings.TypeSettings: "default: committed\n",
    settings.LintSettings: "max_objectives: 4\nmin_key_results: 3\n",
    settings.LintWords: "list: deliveries\nlanguage: en\nadd: [spike, groom]\nremove: [run]\n",
    settings.PaceSettings: """\
committed: [1.0, 0.8]
grace: 0.1
""",
    settings.ScoreSettings: """\
bands: [0.5, 0.7, 0.9]
band_names: [red, amber, light green, dark green]
""",
    settings.VerdictSettings: "aspirational: 0.8\n",
    settings.StatusSettings: "labels: {at_risk: needs attention}\n",
    settings.StatusLabels: """\
at_risk: needs attention
off_track: behind
""",
    settings.AuditSettings: """\
days: 14
signatures: true
""",
    settings.RuleSetting: """\
rule: no-key-results
severity: error
paths: [okrs/2026-Q4]
reason: The plan of this quarter is agreed.
""",
}
"""One short example of every record; a test reads them all."""

GROUPS: Final = {
    "0": "Files and YAML",
    "1": "Fields and measures",
    "2": "References",
    "3": "Cycles and days",
    "4": "Check-ins",
    "5": "Alignment",
    "6": "Configuration",
    "7": "History and policy",
    "8": "Wording",
}
"""The meanings of the first digit of a code."""

VARIABLES: Final = {
    "OKR_TODAY": "The day that counts as today, `YYYY-MM-DD`. Unset: that of the clock.",
    "OKR_FLAT": "Not empty and not `0`: for a screen reader, text line by line, plain questions. As `--flat`.",
    "GIT_PAGER": "The pager for a text that is longer than the terminal. `cat` or empty: none, as `--no-pager`.",
    "PAGER": "The pager where `GIT_PAGER` does not say which. Unset: `less`.",
    "LESS": "The options of `less`. Unset: `FRX`, as git sets them.",
    "OKR_USER": "Who you are, as an id. Wins over the e-mail address that git has; `--by` wins over it.",
    "OKR_EDITOR": "The editor of `okr edit`, with arguments if you like. Wins over the one that git would open.",
    "VISUAL": "The editor where neither `OKR_EDITOR` nor git says which.",
    "EDITOR": "The editor where `VISUAL` does not say which. Unset: `vi`.",
    "OKR_DEBUG": "Not empty: a crash shows its traceback, as with `--debug`.",
    "NO_COLOR": "Not empty: no colour, unless `--color always` asks for it.",
    "FORCE_COLOR": "Not empty and not `0`: colour also where the output is no terminal. `NO_COLOR` wins.",
    "CLICOLOR_FORCE": "The same as `FORCE_COLOR`.",
    "CLICOLOR": "`0`: no colour. `TERM=dumb` means the same.",
    "CI": "Set, and neither `0` nor `false`: nothing is ever asked, as with `--no-input`.",
    "GITHUB_ACTIONS": "`true`: `okr validate` without `--format` writes annotations for GitHub.",
    "GITHUB_STEP_SUMMARY": "The file to which `okr validate --format github` adds a table. GitHub sets it.",
    "SHELL": "Which shell `okr setup` looks at for completion.",
    "COLUMNS": "How wide the output may be. Unset: as wide as the terminal.",
    "XDG_STATE_HOME": "Where the lock of a workspace without git lies. Unset: `~/.local/state`.",
    "XDG_CACHE_HOME": "Where the cache of a workspace without git lies. Unset: `~/.cache`.",
}
"""Every environment variable that is looked at."""


# ── Records ───────────────────────────────────────────────────────────────────────────────────────────────────────


def title_of(record: type) -> str:
    """The heading under which a record is described."""
    return TITLES.get(record) or NOUNS[record].capitalize()


def form_text(annotation: Any) -> str:
    """The values of a field, in a few words: a form, a choice of words, a list, or a link to another record."""
    record = record_in(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        marker = arguments[1]
        return form_name(marker) if isinstance(marker, ScalarType) else form_text(arguments[0])
    if origin in (Union, types.UnionType):
        return form_text(next(argument for argument in arguments if argument is not types.NoneType))
    if origin is Literal:
        return ", ".join(f"`{word}`" for word in arguments)
    if origin is tuple:
        return f"list of {form_text(arguments[0])}"
    if origin is dict:
        return f"names, each with {form_text(arguments[1])}"
    if record:
        return f"[{NOUNS[record]}](#{title_of(record).lower().replace(' ', '-')})"
    raise TypeError(f"no words for {annotation!r}")


def form_name(form: ScalarType) -> str:
    """The name of a form; text that must not be empty says so."""
    return f"{form.name}, not empty" if "minLength" in form.json_schema else form.name


def default_text(field: FieldInfo) -> str:
    """The value if the field is left out: `required`, its default, or – for nothing."""
    if field.is_required():
        return "**required**"
    if field.default_factory is not None or field.default in (None, ()) or is_record(field.default):
        return "–"
    if isinstance(field.default, tuple):
        return f"`[{', '.join(map(str, field.default))}]`"
    return quote_value(field.default)


def record_section(record: type) -> str:
    """One record: what it is, its fields in a table, and an example."""
    annotations, texts = fields_of(record), field_texts(record)
    rows = [
        (f"`{name}`", form_text(annotation), default_text(field), texts[own_name])
        for (own_name, field), (name, annotation) in zip(field_infos(record).items(), annotations.items(), strict=True)
    ]
    return (
        f"## {title_of(record)}\n\n{inspect.getdoc(record)}\n\n"
        f"{table(('Field', 'Form', 'Default', 'Meaning'), rows)}\n```yaml\n{EXAMPLES[record]}```\n"
    )


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table; line breaks and bars inside of cells do not break it."""
    lines = [head, ("---",) * len(head), *rows]
    return "".join(
        f"| {' | '.join(' '.join(cell.split()).replace('|', '&#124;') for cell in row)} |\n" for row in lines
    )


def forms(annotation: Any) -> Iterator[ScalarType]:
    """Every form inside an annotation."""
    if get_origin(annotation) is Annotated and isinstance(marker := get_args(annotation)[1], ScalarType):
        yield marker
    for argument in get_args(annotation):
        if not isinstance(argument, ScalarType | NullAsDefault):
            yield from forms(argument)


def format_page() -> str:
    """docs/reference/format.md."""
    used = {
        form_name(form): inspect.getdoc(form.read) or ""
        for record in NOUNS
        for annotation in fields_of(record).values()
        for form in forms(annotation)
    }
    intro = f"""\
# The format

{MADE}

What `okrs.yaml` and the files below `okrs/` may hold. Fields that are not listed here are refused. The files are YAML,
read strictly: UTF-8, one document, no anchors, aliases or tags, and every value means what it looks like (`no` is a
text, `010` is not a number). An example shows the group itself; in a list, each one begins with a dash.

"""
    sections = "\n".join(map(record_section, NOUNS))
    return f"{intro}{sections}\n## Forms\n\n{table(('Form', 'What it takes'), sorted(used.items()))}"


# ── Codes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def code_section(code: Code) -> str:
    """One code: how severe, why, and what to write instead; the same that `okr explain` shows."""
    first = " ".join((f"{code.severity.capitalize()}.", *code.notes))
    parts = (f"### {code.number} {code.name}", first, code.why, f"Bad: {code.bad}", f"Good: {code.good}")
    return "\n\n".join(parts) + "\n"


def codes_page() -> str:
    """docs/reference/codes.md."""
    parts = [
        f"""\
# Codes of findings

{MADE}

Every finding of `okr validate` has a code, and each of them has a small workspace in `tests/checks/gallery/` that
shows its report. A code keeps its meaning for ever, and a retired one is never used again. Errors make
`okr validate` exit 1; warnings do so with `--strict`. `okr explain OKR202` shows the same page;
[how to choose, excuse and fix findings](../how-to/findings.md).
"""
    ]
    group = ""
    for code in catalogue():
        if code.number[3] != group:
            group = code.number[3]
            parts.append(f"## {GROUPS[group]}\n")
        parts.append(code_section(code))
    return "\n".join(parts)


# ── Commands ──────────────────────────────────────────────────────────────────────────────────────────────────────


def command_names() -> list[str]:
    """The commands in the order of `okr help`, then the hidden ones."""
    return list(COMMANDS)


def words_below(name: str) -> list[str]:
    """The words that a command has below it: `list` of `okr cycle list`."""
    if name not in COMMANDS:
        return []
    command = command_of(name)
    return [str(inner.name) for inner in command.registered_commands] if isinstance(command, typer.Typer) else []


def printed(*arguments: str) -> str:
    """The output of `okr` for these arguments, 100 columns wide and without colour."""
    environment = {"COLUMNS": "100", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
    output = TextIOWrapper(BytesIO(), encoding="utf-8")
    with patch.dict(os.environ, environment), redirect_stdout(output):
        code = run(arguments)
        output.flush()
    if code:
        raise RuntimeError(f"okr {' '.join(arguments)} ended with {code}")
    return output.buffer.getvalue().decode()


def commands_page() -> str:
    """docs/reference/commands.md."""
    every = ((f"okr {name}", f"{name} --help") for name in command_names())
    shown_help = [("okr", "--help"), ("okr help", "help"), *every]
    parts = [f"# Commands\n\n{MADE}\n"]
    for heading, typed in (*shown_help, ("Exit codes", "help exit-codes")):
        below = [f"{typed.split()[0]} {word} --help" for word in words_below(typed.split()[0])]
        shown = "\n\n".join(f"$ okr {words}\n{printed(*words.split()).rstrip()}" for words in (typed, *below))
        parts.append(f"## {heading}\n\n```text\n{shown}\n```\n")
    rows = [(f"`{name}`", meaning) for name, meaning in VARIABLES.items()]
    parts.append(f"## Environment variables\n\n{table(('Variable', 'Meaning'), rows)}")
    return "\n".join(parts)


# ── Settings ──────────────────────────────────────────────────────────────────────────────────────────────────────


def settings_of(record: type = settings.Settings, before: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Name with points, form, default and meaning of every single setting."""
    annotations, texts = fields_of(record), field_texts(record)
    for name, field in field_infos(record).items():
        inner = record_in(annotations[name])
        if inner and is_record(field.default):
            yield from settings_of(inner, f"{before}{name}.")
        else:
            yield f"{before}{name}", form_text(annotations[name]), default_text(field), texts[name]


def settings_page() -> str:
    """docs/reference/settings.md."""
    rows = [(f"`{name}`", form.replace("(#", "(format.md#"), *rest) for name, form, *rest in settings_of()]
    return f"""\
# Settings

{MADE}

What a workspace decides for everybody in it, below `settings:` in `okrs.yaml`. What changes a number or a finding comes
from there alone; the environment ([commands](commands.md#environment-variables)) says who you are and how output looks.

{table(("Setting", "Form", "Default", "Meaning"), rows)}
A name with a point is a group:

```yaml
settings:
  commit: true
  checkin:
    frequency: weekly
```
"""


# ── JSON of views ─────────────────────────────────────────────────────────────────────────────────────────────────


def json_page() -> str:
    """docs/reference/json.md."""
    schema = report_schema()
    views = [choice["$ref"].rpartition("/")[2] for choice in schema["oneOf"]]
    others = sorted(name for name, content in schema["definitions"].items() if name not in views)
    intro = f"""\
# The JSON of views

{MADE}

What `--format json` (or `--json`) prints. Every document has a `kind`, which names its view, and a `schema_version`.
Within one version fields are added; none is taken away or changes its meaning. Every field is always there, and `null`
means that nothing is known. `okr setup schema report` prints the same as JSON Schema. Numbers that people typed stay as
they were typed; computed ones are in full where they have an end, and have 12 significant digits where they have none.
"""
    sections = [json_section(name, schema["definitions"][name]) for name in (*sorted(views), *others)]
    return "\n".join([intro, "## Views\n", *sections[: len(views)], "## Parts of views\n", *sections[len(views) :]])


def json_section(name: str, schema: dict[str, Any]) -> str:
    """One document, or one part of documents: a table of its fields, or the words that it takes."""
    head = f"### {name}\n\n{schema.get('description', '')}\n\n"
    if "properties" not in schema:
        return f"{head}{form_of(schema)}\n"
    rows = [(f"`{field}`", form_of(content), content["description"]) for field, content in schema["properties"].items()]
    return f"{head}{table(('Field', 'Form', 'Meaning'), rows)}"


# ── Messages ──────────────────────────────────────────────────────────────────────────────────────────────────────


def messages_page() -> str:
    """docs/reference/messages.md."""
    parts = [
        f"""\
# Messages

{MADE}

The texts of the program in the order of its modules: errors, hints, notes, labels and the help of options. Read this
page to check the terms, and start from it to translate the program. `{{name}}` is filled in when the text is
printed. The [commands](commands.md) and the explanations of [codes](codes.md) have pages of their own.
"""
    ]
    for heading, modules in texts_by_heading().items():
        parts.append(f"## {heading}\n")
        parts += ("\n".join((f"### {module}\n\n```text", *texts, "```\n")) for module, texts in modules.items())
    return "\n".join(parts)


# ── All of it ─────────────────────────────────────────────────────────────────────────────────────────────────────


def pages() -> dict[str, str]:
    """Every page of the reference by its file name."""
    return {
        "format.md": format_page(),
        "codes.md": codes_page(),
        "commands.md": commands_page(),
        "settings.md": settings_page(),
        "json.md": json_page(),
        "messages.md": messages_page(),
    }


def schemas() -> dict[str, str]:
    """Every JSON Schema of the package by its file name; a list of plain values stands on one line."""
    documents = {name: file_schema(name) for name in ROOTS} | {"report": report_schema()}
    texts = {name: json.dumps(document, ensure_ascii=False, indent=1) for name, document in documents.items()}
    return {f"{name}.json": re.sub(r"\[[^][{}]*\]", _on_one_line, text) + "\n" for name, text in texts.items()}


def _on_one_line(match: re.Match[str]) -> str:
    return re.sub(r"\n +", " ", match[0]).replace("[ ", "[").replace(" ]", "]") if "\n" in match[0] else match[0]


def main() -> None:
    """Write the pages, the schemas and the table for completion."""
    FOLDER.mkdir(exist_ok=True)
    SCHEMAS.mkdir(exist_ok=True)
    COMPLETION.write_text(completion_table(), encoding="utf-8", newline="\n")
    for name, text in schemas().items():
        (SCHEMAS / name).write_text(text, encoding="utf-8", newline="\n")
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
