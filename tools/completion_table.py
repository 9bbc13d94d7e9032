"""The table for completion in shells: every command with its options and arguments, and what each of them takes.

A completion may not load Typer or the commands, which takes longer than a person waits for Tab. So the table is made
from them beforehand, as okrcli/cli/completion.json.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, Literal, get_args, get_origin

from typer.main import get_command

from okrcli.cli.app import app_of
from okrcli.cli.command_table import VISIBLE
from okrcli.model import records
from okrcli.model.field_errors import name_in_files
from okrcli.model.record_base import field_infos
from okrcli.model.settings import ObjectiveType
from okrcli.reports.groups import GROUPINGS
from okrcli.workspace.selectors import KEYS, NEEDS, NOT, PACE_WORDS

_LISTED: Final = frozenset(("FORMAT", "WHEN", "SHELL", "WHAT"))
"""The names of arguments and options whose words are listed in their help."""
_OPTIONS: Final[dict[str, Any]] = {
    "--cycle": "cycle",
    "--owner": "member",
    "--me": "person",
    "--team": "team",
    "--parent": "goal",
    "--status": list(get_args(records.ReportedStatus)),
    "--parts": list(get_args(records.PartsMake)),
    "--needs": list(NEEDS),
    "--group": list(GROUPINGS),
    "--sort": ["attention", "progress", "confidence", "title", "file"],
    "--for": ["leadership", "team"],
    "--service": ["github", "gitlab"],
    "--type": list(get_args(ObjectiveType)),
    "--kind": ["key_result", "objective"],
    "--level": ["head", "manager", "team", "person"],
    "--template": "template",
    "--decide": "decision",
}
"""The values of options, by name."""
_METAVARS: Final[dict[str, Any]] = {
    "PERSON": "person",
    "FILE": "files",
    "PATH": "files",
    "[PATH…]": "files",
    "DIR": "folders",
    "[DIR]": "folders",
    "[CYCLE]": "cycle",
    "PREV": "cycle",
    "[NEXT]": "cycle",
    "[NAME[=TARGET]]...": "member",
    "ID": "goal",
    "TO": "goal",
    "[ID…]": "goal",
    "[A..B] [ID…]": "goal",
    "ID|CODE": "goal",
    "ID|FILE": "item",
    "ID=NUMBER": "goal=",
    "ID=TEXT": "goal=",
    "[ITEM]": "step",
    "[ID [VALUE]]…": "checkin",
    "[SELECTOR…]": "selector",
    "[SELECTOR|PATH…]": "selector",
    "FIELD=VALUE…": "field",
    "[PARENT] TITLE [FIELD=VALUE]…": "addition",
    "[KIND]": ["okrs", "plan", "checkin", "pack", "people", "report"],
}
"""The other kinds of values of an argument or option, by its name in the help."""
_ITEMS: Final = frozenset(("set", "remove"))
"""The commands whose `ID` is that of an action or milestone too."""
_DECIDED: Final = frozenset(("since", "reason", "score", "decision", "rolled_from"))
"""The fields that have commands of their own."""
_RECORDS: Final = {
    "objective": records.Objective,
    "key result": records.KeyResult,
    "action": records.Action,
    "milestone": records.Milestone,
}


def completion_table() -> str:
    """The text of the table."""
    root = get_command(app_of())
    commands = {name: root.commands[name] for name in VISIBLE}  # type: ignore[attr-defined]
    table = {
        **_command(root, ()),
        "commands": {name: _command(command, (name,)) for name, command in commands.items()},
        "fields": {kind: dict(_fields(record)) for kind, record in _RECORDS.items()},
        "selector": {
            "keys": [*KEYS, NOT],
            "status": [*PACE_WORDS, *get_args(records.State)],
            "type": list(get_args(ObjectiveType)),
            "needs": list(NEEDS),
        },
        "decisions": list(get_args(records.Decision)),
    }
    text = json.dumps(table, ensure_ascii=False, indent=1)
    return re.sub(r"\[[^{}]*?\](?=,?\n *[\"}])", lambda match: re.sub(r"\n +", "", match[0]), text) + "\n"


def _command(command: Any, path: tuple[str, ...]) -> dict[str, Any]:
    """A command: the first line of its help, its options, arguments and subcommands."""
    options: dict[str, Any] = {}
    arguments = []
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            arguments.append([_taken(parameter, path), parameter.nargs == -1])
            continue
        takes = None if parameter.is_flag else _taken(parameter, path)
        options |= {name: [takes, _sentence(parameter.help)] for name in parameter.opts}
    options["--help"] = [None, "Show the help."]
    node: dict[str, Any] = {"help": _sentence(command.help), "options": options, "arguments": arguments}
    if inner := getattr(command, "commands", {}) if path else {}:
        node["commands"] = {name: _command(below, (*path, name)) for name, below in inner.items()}
    return node


def _taken(parameter: Any, path: tuple[str, ...]) -> Any:
    """The values of an option or argument: a list of words, or the name of a kind of values; else an empty text."""
    metavar = parameter.metavar or ""
    if metavar in _LISTED and "--needs" not in parameter.opts:
        return _words(parameter.help)
    if parameter.opts[0] in _OPTIONS:
        return _OPTIONS[parameter.opts[0]]
    is_argument = parameter.param_type_name == "argument"
    if path[:1] == ("cycle",) and metavar in ("[ID]", "ID") and is_argument:
        return "cycle"
    if metavar == "ID" and is_argument and path[-1] in _ITEMS:
        return "item"
    return _METAVARS.get(metavar, "")


def _words(help: str) -> list[str]:
    """The words that a help lists: `table (default), json or ics.`"""
    listed, _, more = re.sub(r" \([^)]*\)", "", help).partition(";")
    words = [part.split()[0] for part in re.split(r", | or ", listed.rstrip("."))]
    return [*words, *(["auto"] if more.startswith(" auto") else [])]


def _sentence(help: str | None) -> str:
    """The first line of a help, without the full stop."""
    return (help or "").strip().split("\n")[0].rstrip(".")


def _fields(record: Any) -> Any:
    """The fields that are set by `okr set`, each with what it takes."""
    for name, info in field_infos(record).items():
        arguments = [info.annotation, *get_args(info.annotation)]
        words = [word for each in arguments if get_origin(each) is Literal for word in get_args(each)]
        field = name_in_files(name)
        if field in _DECIDED:
            continue
        if field in ("owner", "updater"):
            yield field, "member"
        elif field == "state":
            yield field, [word for word in (*words, "active") if word not in ("draft", "closed")]
        elif words:
            yield field, words
        elif "tuple" not in str(info.annotation) or field in ("contributes_to", "supports"):
            yield field, "goal" if field in ("contributes_to", "supports") else ""
