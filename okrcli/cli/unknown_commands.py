"""Hints for commands and options that do not exist: the right one to type, never one that does something else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from okrcli.cli.command_table import COMMANDS, HIDDEN, VISIBLE
from okrcli.suggest import one_of_these

_CHECKIN: Final = "okr checkin ID VALUE"
_DUE: Final = "what is due: okr due"
_FILES: Final = "settings are in okrs.yaml; check the setup: okr setup"
_MINE: Final = "your items: okr, without a command"
_NEW: Final = "an objective: okr new; a key result or an action: okr add"
_PAGE: Final = "okr report --format html -o report.html"
_PEOPLE: Final = "people and teams are in okrs.yaml; by person: okr status --group owner"
_SEARCH: Final = "okr list WORD"
_STATE: Final = 'okr set ID state=cancelled --reason "…"'

GUESSES: Final = {
    # whose and when
    **dict.fromkeys(("me", "my", "mine", "home"), _MINE),
    **dict.fromkeys(("today", "next", "todo", "tasks", "inbox", "silent", "overdue", "late"), _DUE),
    **dict.fromkeys(("week", "weekly", "standup", "meeting"), "okr agenda"),
    **dict.fromkeys(("calendar", "ics"), "okr due --format ics"),
    # views
    **dict.fromkeys(("stats", "dashboard", "health", "board", "overview", "summary"), "okr status"),
    **dict.fromkeys(("view", "open", "cat", "info", "get"), "okr show ID; to change it: okr edit ID"),
    **dict.fromkeys(("ls", "objectives", "goals"), "okr list"),
    **dict.fromkeys(("search", "find", "grep"), _SEARCH),
    **dict.fromkeys(("plan", "map", "alignment"), "what contributes to what: okr tree; a new objective: okr new"),
    **dict.fromkeys(("chart", "graph", "plot"), "okr trend ID"),
    **dict.fromkeys(("why",), "okr explain ID"),
    **dict.fromkeys(("digest", "publish", "newsletter"), "okr report"),
    **dict.fromkeys(("web", "ui", "serve", "html", "site", "browse"), _PAGE),
    **dict.fromkeys(("watch",), "watch okr status"),
    **dict.fromkeys(("review",), "what changed: okr diff; the meeting: okr agenda"),
    **dict.fromkeys(("nudge", "notify", "reminder"), "okr remind"),
    # people and settings
    **dict.fromkeys(("users", "user", "people", "person", "teams", "team", "members"), _PEOPLE),
    **dict.fromkeys(("whoami", "who", "login"), "your identity: okr setup"),
    **dict.fromkeys(("config", "settings", "setting", "configure", "alias"), _FILES),
    # writing
    **dict.fromkeys(("update", "record", "check-in", "log-progress", "progress"), _CHECKIN),
    **dict.fromkeys(("note", "comment", "win"), 'okr checkin ID -m "…", or okr checkin --win "…"'),
    **dict.fromkeys(("create", "start", "begin"), _NEW),
    **dict.fromkeys(("change", "update-field", "assign"), "okr set ID FIELD=VALUE"),
    **dict.fromkeys(("delete", "rm", "del"), f"okr remove ID; to keep its history: {_STATE}"),
    **dict.fromkeys(("cancel", "drop", "abandon", "archive"), _STATE),
    "pause": 'okr set ID state=paused --reason "…"',
    **dict.fromkeys(("postpone", "defer"), 'okr set ID state=postponed --reason "…"'),
    **dict.fromkeys(("resume", "reopen", "activate", "unpause"), 'okr set ID state=active --reason "…"'),
    **dict.fromkeys(("complete", "finish", "tick"), "okr done ID"),
    "rename": "okr set ID id=NEW",
    "mv": "okr move ID TO; another id: okr set ID id=NEW",
    **dict.fromkeys(("depend", "need", "ask"), 'okr request add ID --to OTHER "…"'),
    **dict.fromkeys(("accept", "approve", "consent"), "okr agree ID"),
    **dict.fromkeys(
        ("refuse", "decline", "reject"), 'okr agree ID --refuse --reason "…"; a request: okr request refuse ID'
    ),
    **dict.fromkeys(("template", "templates"), "okr new --templates"),
    **dict.fromkeys(("revert", "rollback", "back"), "okr undo"),
    # the end of a cycle
    **dict.fromkeys(("close", "end"), "okr cycle close"),
    **dict.fromkeys(("cycles", "quarter", "period"), "okr cycle"),
    **dict.fromkeys(("score", "scores", "grade", "grades"), "okr cycle score"),
    **dict.fromkeys(("retro", "retrospective"), "okr cycle retro"),
    "pack": "okr cycle pack ID",
    # checks and history
    **dict.fromkeys(("check", "test", "verify", "ci"), "okr validate"),
    **dict.fromkeys(("format", "tidy"), "okr fmt"),
    **dict.fromkeys(("wording",), "okr lint"),
    **dict.fromkeys(("history", "changes", "changelog"), "okr log"),
    **dict.fromkeys(("annotate", "praise"), "okr blame ID"),
    # sharing and setting up
    **dict.fromkeys(("push", "pull", "share", "fetch"), "okr sync"),
    **dict.fromkeys(("commit", "save"), "every command that writes makes a commit; to share it: okr sync"),
    **dict.fromkeys(("merge", "conflicts"), "okr resolve"),
    "import": "check-ins: okr checkin --from FILE.json; plans are YAML files: okr init",
    "export": "for programs: okr status --json, as every view; for readers: okr report --format html",
    **dict.fromkeys(("doctor", "env", "environment"), "okr setup"),
    **dict.fromkeys(("git", "install"), "okr setup git"),
    **dict.fromkeys(("hook", "hooks", "pre-commit"), "okr setup git --hook"),
    "codeowners": "okr setup codeowners",
    "schema": "okr setup schema",
    **dict.fromkeys(("completion", "completions"), "okr setup completion SHELL"),
    **dict.fromkeys(("tour", "tutorial", "example"), "okr demo"),
    "version": "okr --version",
    **dict.fromkeys(("man", "manual", "docs", "topics", "commands", "usage"), "okr help"),
    **dict.fromkeys(("upgrade", "self-update"), "pip install --upgrade okrcli"),
    # below a group
    **dict.fromkeys(("setup status", "setup doctor"), "okr setup"),
    **dict.fromkeys(("setup install", "setup hook", "setup hooks"), "okr setup git --hook"),
    **dict.fromkeys(("setup uninstall", "setup remove"), "okr setup git --remove"),
    **dict.fromkeys(("request new", "request create"), 'okr request add ID --to OTHER "…"'),
    **dict.fromkeys(("request accept", "request approve"), "okr request agree ID"),
    **dict.fromkeys(("request decline", "request reject"), 'okr request refuse ID --reason "…"'),
    **dict.fromkeys(("cycle new", "cycle start", "cycle create"), "okr cycle open NEXT --from PREV"),
    **dict.fromkeys(("cycle end", "cycle finish"), "okr cycle close"),
}
"""Commands that people try by guess, or know from other tools, each with what to type here."""

_DAY_OF_VIEW: Final = "the day of a view is --on DATE"
_DAY_OF_CHANGE: Final = "the day of a check-in or a change is --date DATE"
_SELECTING: Final = ("status", "list", "tree", "due", "agenda", "report", "remind", "trend", "cycle score")
"""The views that take words such as `team:NAME`."""
_WEB: Final = f"for a browser: {_PAGE}"

OPTION_GUESSES: Final = {
    "": {
        "--on": "write it after the command: okr status --on DATE",
        "-v": "okr --version",
        "--verbose": "the traceback of a crash: okr --debug",
        **dict.fromkeys(("-q", "--quiet"), "the exit codes: okr help exit-codes"),
        **dict.fromkeys(("--me", "--mine"), _MINE),
    },
    "checkin": {
        **dict.fromkeys(("-i", "--interactive", "--all", "-a"), "all your key results: okr checkin, without an id"),
        **dict.fromkeys(("--edit", "-e"), "the plan: okr edit ID; a check-in: okr checkin --correct ID VALUE"),
        **dict.fromkeys(("--value", "-v"), f"write the value after the id: {_CHECKIN}"),
        **dict.fromkeys(("--message", "--comment"), "a note is -m TEXT, or --note TEXT"),
    },
    "status": {
        **dict.fromkeys(("--me", "--mine"), f"{_MINE}; another person: okr status owner:NAME"),
        **dict.fromkeys(("-a",), "okr status --all"),
        **dict.fromkeys(("-w", "--watch"), "watch okr status"),
    },
    "log": {
        **dict.fromkeys(("--on", "--until"), "okr log --since DATE, or okr status --on DATE"),
        "--oneline": "git log --oneline; what changed: okr log --intent",
        "--goalposts": "okr log --intent; those without a reason: okr audit",
    },
    "show": dict.fromkeys(("--web", "--open"), _WEB),
    "report": {
        **dict.fromkeys(("--open", "--web"), _WEB),
        "--html": _PAGE,
        "--pdf": f"{_PAGE}, then print it",
    },
    "validate": {
        **dict.fromkeys(("--quiet", "-q"), "okr validate --format concise; its exit code is 1 for errors"),
        **dict.fromkeys(("--watch", "-w"), "watch okr validate"),
    },
    "request add": {"--on": "the other one is --to ID", "--need": "write the need at the end, in quotes"},
    "request agree": {"--on": "the other one is --to ID"},
    "request refuse": {"--on": "the other one is --to ID"},
    "cycle close": {"--on": "a cycle is closed as of its last day; leave --on out"},
}
"""Options that people try, by command, each with what to type instead."""


def command_hint(path: str, typed: str, subcommands: Sequence[str] = ()) -> str | None:
    """The hint for a command that does not exist; None if nothing is near.

    `path` is the command above it, empty for `okr` itself, with its `subcommands`.
    """
    word = typed.lower()
    if hint := GUESSES.get(f"{path} {word}".strip()):
        return hint
    known = subcommands or [name for name in VISIBLE if name not in HIDDEN]
    begun = [name for name in known if len(word) > 1 and name.startswith(word)]
    near = [name for name in (subcommands or COMMANDS) if distance(word, name) <= (1 if len(word) < 6 else 2)]
    return one_of_these([f"okr {path} {name}".replace("  ", " ") for name in begun or near])


def option_hint(path: str, option: str, known: Collection[str]) -> str | None:
    """The hint for an option that a command does not have, which knows the others; None if there is none."""
    if hint := OPTION_GUESSES.get(path, {}).get(option):
        return hint
    if option == "--on" and "--date" in known:
        return _DAY_OF_CHANGE
    if option in ("--date", "--day", "--as-of") and "--on" in known:
        return _DAY_OF_VIEW
    if option in ("--team", "--owner") and path in _SELECTING:
        return f"write it as a word: okr {path} {option[2:]}:NAME"
    return None


def distance(typed: str, name: str) -> int:
    """The number of letters to add, take out, change or swap with their neighbour to get from one word to the other."""
    before: list[int] = []
    last = list(range(len(name) + 1))
    for row, letter in enumerate(typed, start=1):
        line = [row]
        for column, other in enumerate(name, start=1):
            costs = [last[column] + 1, line[-1] + 1, last[column - 1] + (letter != other)]
            if before and column > 1 and (letter, other) == (name[column - 2], typed[row - 2]):
                costs.append(before[column - 2] + 1)
            line.append(min(costs))
        before, last = last, line
    return last[-1]
