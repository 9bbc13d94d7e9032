"""Completion in shells: the words that can stand at the cursor, for the scripts of `okr setup completion`.

It is called for every Tab, so neither Typer nor a command is loaded: `completion.json`, which `make docs` writes from
the commands, says what each of them takes, and names come from the text of the files.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.workspace.completion_names import NamedItem

_TABLE: Final = Path(__file__).with_suffix(".json")
_GOALS: Final = ("objective", "key result")
_MOST: Final = 1000
"""The number of names that are proposed for an empty word: to find more takes too long, and fills many screens."""
_STEPS: Final = ("action", "milestone")
_KINDS_OF: Final = {
    "goal": _GOALS,
    "item": (*_GOALS, *_STEPS),
    "step": _STEPS,
    "checkin": ("key result", "objective", "guardrail", "action", "milestone"),
    "person": ("person",),
    "member": ("person", "team"),
    "team": ("team",),
    "cycle": ("cycle",),
}
"""The kinds of items that are proposed for an argument or option."""
_RECORD_OF: Final = {"objective": "objective", "kr": "key result", "action": "action", "milestone": "milestone"}


class Candidate(NamedTuple):
    """A word that can stand at the cursor."""

    text: str
    about: str = ""
    """The title or help, on one line."""

    @property
    def is_open(self) -> bool:
        """True if more of the same word follows, such as the value of a field."""
        return self.text.endswith((":", "="))


FILES: Final = Candidate(":files")
FOLDERS: Final = Candidate(":folders")
"""The only candidates where the shell completes names of files, or of folders, as usual."""


def candidates(words: Sequence[str], current: str, folder: Path) -> list[Candidate]:
    """The words that can stand at the cursor and begin with `current`, after these words of a command line."""
    line = _CommandLine(json.loads(_TABLE.read_text("utf-8")), folder)
    for word in words:
        line.read(word)
    found = list(line.at_cursor(current))
    if found in ([FILES], [FOLDERS]):
        return found
    return [
        each if each.about.isprintable() else Candidate(each.text, visible(each.about))
        for each in found
        if each.text.startswith(current)
    ]


class _CommandLine:
    """A command line up to the cursor, and what can follow."""

    def __init__(self, table: dict[str, Any], folder: Path) -> None:
        self._table = table
        self._folder = folder
        self._node = table
        self._arguments: list[str] = []
        self._option = ""
        """The option whose value comes next."""
        self._has_ended_options = False

    def read(self, word: str) -> None:
        """Take the next word into account."""
        name, sign, _ = word.partition("=")
        if self._option:
            if self._option == "-C":
                self._folder /= word
            self._option = ""
        elif word == "--":
            self._has_ended_options = True
        elif word.startswith("-") and len(word) > 1 and not self._has_ended_options:
            takes, _ = self._node["options"].get(name, (None, ""))
            self._option = name if takes is not None and not sign else ""
        elif not self._arguments and word in self._node.get("commands", {}):
            self._node = self._node["commands"][word]
        elif not (self._node is self._table and word == "help"):
            self._arguments.append(word)

    def at_cursor(self, current: str) -> Iterator[Candidate]:
        """The texts that can follow, before they are compared with the typed one."""
        options = self._node["options"]
        name, sign, value = current.partition("=")
        if self._option:
            return self._values(options[self._option][0], current)
        if current.startswith("-") and not self._has_ended_options:
            if sign:
                return _after(f"{name}=", self._values(options.get(name, ("", ""))[0], value))
            return (Candidate(text, about) for text, (_, about) in options.items() if _is_offered(text))
        if "commands" in self._node:
            commands = self._node["commands"] if not self._arguments else {}
            return (Candidate(text, node["help"]) for text, node in commands.items())
        return self._values(self._argument(), current)

    def _argument(self) -> Any:
        """The values for the argument at the cursor."""
        known = self._node["arguments"]
        position = min(len(self._arguments), len(known) - 1)
        is_there = position >= 0 and (position == len(self._arguments) or known[position][1])
        return known[position][0] if is_there else ""

    def _values(self, takes: Any, current: str) -> Iterator[Candidate]:
        """The values that an argument or option can take."""
        if isinstance(takes, list):
            return map(Candidate, takes)
        if takes in _KINDS_OF:
            return self._names(_KINDS_OF[takes], current)
        special: dict[str, Callable[[str], Iterator[Candidate]]] = {
            "files": lambda current: iter([FILES]),
            "folders": lambda current: iter([FOLDERS]),
            "selector": self._selectors,
            "field": self._fields_of_item,
            "addition": self._addition,
            "goal=": self._assigned,
            "decision": self._assigned,
            "template": lambda current: map(Candidate, _templates()),
        }
        return special[takes](current) if takes in special else iter(())

    def _names(self, kinds: Sequence[str], current: str) -> Iterator[Candidate]:
        """The items of these kinds, the own ones first: by id where only one item has it, else below its objective."""
        from okrcli.workspace.completion_names import named_items

        has_above = "/" in current
        person = self._person() if "key result" in kinds else ""
        begin = current.rpartition(":")[2].partition("/")[0]
        known = named_items(self._folder, kinds, None if current else _MOST, person, begin)
        begun = known if has_above else [item for item in known if item.id.startswith(current)]
        items: dict[tuple[str, str, str], NamedItem] = {}
        for kind in kinds:
            for item in begun:
                if item.kind == kind:
                    items.setdefault((kind, item.objective, item.id), item)
        count = Counter(id_ for _, _, id_ in items)
        own_first = sorted(items.items(), key=lambda pair: not pair[1].belongs_to(person)) if person else items.items()
        for (kind, objective, id_), item in own_first:
            is_full = has_above or (count[id_] > 1 and kind != "objective")
            yield Candidate(f"{objective}/{id_}" if is_full and item.above else id_, item.title)
        if "person" in kinds:
            yield Candidate("me", "you")

    def _person(self) -> str:
        """The id of the current person, as far as files tell; empty where they do not."""
        from okrcli.git.config_text import email_in_files
        from okrcli.workspace.completion_names import named_items

        if person := os.environ.get("OKR_USER"):
            return person
        email = email_in_files(self._folder).lower()
        people = named_items(self._folder, ("person",)) if email else ()
        return next((item.id for item in people if item.email.lower() == email), "")

    def _selectors(self, current: str) -> Iterator[Candidate]:
        """Names and words such as `owner:mai`; after a comma the next value of the same word."""
        known = self._table["selector"]
        begin = re.match("(?:not:)*", current)
        before = begin[0] if begin else ""
        key, sign, value = current.removeprefix(before).partition(":")
        if sign:
            takes = known.get(key) or {"owner": "member", "team": "team"}.get(key, "")
            earlier, comma, last = value.rpartition(",")
            return _after(f"{before}{key}:{earlier}{comma}", self._values(takes, last))
        words = (Candidate(f"{key}:") for key in known["keys"])
        return _after(before, iter([*self._names(_GOALS, current), *words]))

    def _fields_of_item(self, current: str) -> Iterator[Candidate]:
        """The fields of the named item, or the values of the field that is typed."""
        from okrcli.workspace.completion_names import named_items

        name = self._arguments[0].rpartition("/")[2]
        kinds = set() if "=" in current else {item.kind for item in named_items(self._folder) if item.id == name}
        return self._fields([kind for kind in self._table["fields"] if kind in kinds or not kinds], current)

    def _addition(self, current: str) -> Iterator[Candidate]:
        """The values after `okr add kr`: the parent, then fields."""
        kind = self._arguments[0]
        above = {"kr": "objective", "action": "key result", "milestone": "key result"}.get(kind)
        if above and len(self._arguments) == 1:
            return self._names([above], current)
        return self._fields([_RECORD_OF[kind]] if kind in _RECORD_OF else [], current)

    def _fields(self, kinds: Iterable[str], current: str) -> Iterator[Candidate]:
        fields = [field for kind in kinds for field in self._table["fields"][kind].items()]
        name, sign, value = current.partition("=")
        if not sign:
            return (Candidate(f"{name}=") for name in dict.fromkeys(name for name, _ in fields))
        known = [each for other, each in fields if other == name]
        words = dict.fromkeys(word for each in known if isinstance(each, list) for word in each)
        takes: Any = [*words] or (known[0] if known else "")
        return _after(f"{name}=", self._values(takes, value))

    def _assigned(self, current: str) -> Iterator[Candidate]:
        """Names with `=`; behind it a decision, where one is asked for."""
        name, sign, _ = current.partition("=")
        if sign:
            decisions = self._table["decisions"] if self._option == "--decide" else ()
            return _after(f"{name}=", map(Candidate, decisions))
        return (Candidate(f"{each.text}=", each.about) for each in self._names(_GOALS, current))


def _after(before: str, found: Iterator[Candidate]) -> Iterator[Candidate]:
    """The candidates behind the part of the word that is typed already."""
    return (each._replace(text=before + each.text) for each in found)


def _is_offered(option: str) -> bool:
    """True for a long option, and for a short one that has no long form."""
    return option.startswith("--") or option == "-C"


def _templates() -> list[str]:
    folder = Path(__file__).parents[1] / "templates"
    return sorted(path.stem for path in folder.glob("*.yaml"))


# ── What the scripts of the shells read ───────────────────────────────────────────────────────────────────────────


def answer(shell: str, arguments: Sequence[str]) -> str:
    """The lines for the script of a shell: a candidate on each, in zsh and fish with a tab and what it is about.

    The arguments are the words up to the cursor, the last of them being completed; for bash the line up to the cursor
    and the characters at which bash divides words. A candidate for bash ends with a space if the word ends with it.
    """
    if shell == "bash":
        line, breaks = arguments
        words, current = split_line(line)
        found = candidates(words, current, Path())
        if found in ([FILES], [FOLDERS]):
            return f"{found[0].text}\n"
        cut = max((current.rfind(sign) + 1 for sign in breaks if sign in ":="), default=0)
        end = "" if re.search(r"""(?:^|\s)["'][^"']*$""", line) else " "
        return "".join(f"{each.text[cut:]}{'' if each.is_open else end}\n" for each in found)
    *words, current = arguments
    return "".join(f"{each.text}\t{each.about}\n" for each in candidates(words, current, Path()))


def split_line(line: str) -> tuple[list[str], str]:
    """The words of a command line behind the name of the program, and the last one, perhaps empty or unfinished."""
    words: list[str] = []
    rest = line
    while match := _WORD.match(rest):
        words.append(match[0])
        rest = rest[match.end() :].lstrip()
    *complete, current = words if words and not line[-1:].isspace() else [*words, ""]
    return [_unquoted(word) for word in complete[1:]], _unquoted(current)


_WORD: Final = re.compile(r"""(?:\\.|"(?:\\.|[^"\\])*"?|'[^']*'?|[^\s"'\\]|\\$)+""", re.DOTALL)


def _unquoted(word: str) -> str:
    """A word without the quotes and backslashes of a shell."""
    return re.sub(
        r"""\\(.)|"((?:\\.|[^"\\])*)"?|'([^']*)'?""",
        lambda match: match[1] or re.sub(r"\\(.)", r"\1", match[2] or "") or match[3] or "",
        word,
        flags=re.DOTALL,
    )
