"""The names of a workspace for completion in a shell, found in the text of its files as fast as possible.

Nothing is validated, and no YAML is parsed: the lines with ids and titles are enough. A file that cannot be read has no
names.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Final

from okrcli.errors import RefusedError
from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE, Source, WorkingTree, find_root

KINDS: Final = {
    "objectives": "objective",
    "key_results": "key result",
    "actions": "action",
    "milestones": "milestone",
    "guardrails": "guardrail",
    "people": "person",
    "teams": "team",
    "cycles": "cycle",
}
"""The lists with names, each with the kind of its items."""
_ALL: Final = tuple(KINDS.values())
_IN_PLANS: Final = frozenset(KINDS.values()) - {"person", "team", "cycle"}
"""The kinds of items that a plan file has."""
_KEYS: Final = "|".join((*KINDS, "checkins", "depends_on", "changes"))
_NOT_PLAIN: Final = ("'", '"', "|", ">")
"""The first characters of values that are not the text itself."""
_QUOTED: Final = r'"(?:\\.|[^"\\])*"' + r"|'(?:''|[^'])*'"
_FIELDS: Final = frozenset(("id", "title", "name", "owner", "updater", "email"))
_IN_BRACKETS: Final = re.compile(
    rf"(?:(id|title|name|owner|updater|email): *({_QUOTED}|[^,\[\]{{}}]*)|({_KEYS}): *|([\[\]{{}}])|{_QUOTED})"
)
_SLUG: Final = re.compile("[a-z0-9][a-z0-9._-]{0,63}")
_CYCLE_ID: Final = re.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class NamedItem:
    """An item with an id. No dataclass: to import them takes longer than to read a plan.

    `kind` is one of the values of `KINDS`, `above` the item whose list it is in. `title` is on one line and without
    quotes; it is empty where it is not on the line of its key. So are `owner`, `updater` and `email`.
    """

    __slots__ = ("above", "email", "id", "kind", "owner", "title", "updater")

    def __init__(self, kind: str, above: NamedItem | None, id: str = "") -> None:
        self.kind = kind
        self.above = above
        self.id = id
        self.title = self.owner = self.updater = self.email = ""

    @property
    def objective(self) -> str:
        """The id of the objective that it is in; its own for an objective."""
        item = self
        while item.above is not None:
            item = item.above
        return item.id

    def belongs_to(self, person: str) -> bool:
        """True if the person checks it in or owns it, or owns the item above where it has no owner."""
        if person in (self.owner, self.updater):
            return True
        return not self.owner and self.above is not None and self.above.belongs_to(person)


def named_items(
    folder: Path,
    kinds: Container[str] = _ALL,
    most: int | None = None,
    person: str = "",
    begin: str = "",
) -> list[NamedItem]:
    """The items of these kinds in the workspace around a folder; an empty list where there is none.

    Later cycles come first. With `most`, once there are so many items only files are read that name the person. People,
    teams are in `okrs.yaml` or directly below `okrs/`, cycles in `okrs.yaml`; a cycle without more is a folder. Files
    without `begin`, the first characters of the wanted ids, are left out.
    """
    try:
        source = WorkingTree(find_root(folder))
        paths = sorted(_plan_paths(source), reverse=True)
    except (RefusedError, OSError):
        return []
    items: list[NamedItem] = []
    has_plans = any(kind in kinds for kind in _IN_PLANS)
    directly = [path for path in paths if path.count("/") == 1]
    for path in (*(paths if has_plans else directly), WORKSPACE_FILE):
        is_enough = most is not None and len(items) >= most
        if is_enough and not person:
            break
        try:
            raw = source.read(path)
        except OSError:
            continue
        if begin.encode("utf-8", "surrogateescape") not in raw:
            continue
        has_person = bool(person) and person.encode("utf-8", "surrogateescape") in raw
        if is_enough and not has_person:
            continue
        text = raw.decode("utf-8", "replace")
        items.extend(
            item for item in items_in(text, kinds, with_owners=has_person) if item.kind in kinds and _is_safe(item)
        )
    if "cycle" in kinds:
        known = {item.id for item in items if item.kind == "cycle"}
        folders = dict.fromkeys(path.split("/")[1] for path in paths if path.count("/") > 1)
        cycles = (NamedItem("cycle", None, name) for name in folders if name not in known)
        items.extend(filter(_is_safe, cycles))
    return items


def _plan_paths(source: Source) -> Iterator[str]:
    """The paths of the plan files below `okrs/`. Folders of check-ins are not entered."""
    waiting = [PLAN_FOLDER]
    while waiting:
        folder = waiting.pop()
        for name, kind in source.entries(folder):
            if kind == "folder" and name != "checkins" and name[0] != ".":
                waiting.append(f"{folder}/{name}")
            elif kind == "file" and name.endswith(".yaml") and name[0] != ".":
                yield f"{folder}/{name}"


def _is_safe(item: NamedItem) -> bool:
    """True for an id that has a meaning in no shell."""
    return bool((_CYCLE_ID if item.kind == "cycle" else _SLUG).fullmatch(item.id))


def items_in(text: str, kinds: Container[str] = _ALL, *, with_owners: bool = True) -> list[NamedItem]:
    """The items of a plan file or `okrs.yaml`, in file order; also of a file with errors.

    Items of other than these kinds may be in it too. To leave out the owners is faster.
    """
    items: list[NamedItem] = []
    lists = [_OpenList(-1, "", None)]
    for line in _lines_with_names(text, with_owners):
        body = line.lstrip(" ")
        column = len(line) - len(body)
        starts_item = body[:2] == "- "
        while body[:2] == "- ":
            column += 2
            body = body[2:]
        while column <= lists[-1].column:
            lists.pop()
        around = lists[-1]
        if starts_item and around.kind:
            around.item = NamedItem(around.kind, around.above)
            items.append(around.item)
        key, _, value = body.partition(":") if body[:1] not in ("{", "[") else ("", "", body)
        value = value.strip()
        if key in _FIELDS:
            _fill(around.item, key, value)
        elif value[:1] in ("{", "["):
            kind = KINDS.get(key, "")
            if not (kind or around.kind) or (kind or around.kind) in kinds or (kind or around.kind) in _IN_PLANS:
                items.extend(_in_brackets(value, kind, around.item))
        elif not value or value[0] == "#":
            lists.append(_OpenList(column, KINDS.get(key, ""), around.item or around.above))
    return items


class _OpenList:
    """A list around a line: the column of its key, the kind of its items, and the item of the line."""

    __slots__ = ("above", "column", "item", "kind")

    def __init__(self, column: int, kind: str, above: NamedItem | None) -> None:
        self.column = column
        self.kind = kind
        self.above = above
        self.item: NamedItem | None = None


def _lines_with_names(text: str, with_owners: bool) -> list[str]:
    """The lines that can hold an id, a title or the beginning of a list. To look at the others takes too long."""
    lines = text.replace("\r\n", "\n").split("\n") if "\r" in text else text.split("\n")
    return [
        line
        for line in lines
        if "id:" in line
        or "title:" in line
        or line[-1:] == ":"
        or "{" in line
        or (with_owners and "er:" in line)
        or "name:" in line
        or "email:" in line
        or ": #" in line
    ]


def _in_brackets(text: str, kind: str, item: NamedItem | None) -> list[NamedItem]:
    """The items in a list of this kind that is written in brackets; of a group the fields of `item` itself."""
    items: list[NamedItem] = []
    kinds, owners = [kind if text.startswith("[") else ""], [item]
    following = kind
    for match in _IN_BRACKETS.finditer(text):
        key, value, list_key, bracket = match.groups()
        if list_key:
            following = KINDS.get(list_key, "")
        elif key and owners[-1] is not None:
            _fill(owners[-1], key, value.strip())
        elif bracket == "[":
            kinds.append(following)
            following = ""
        elif bracket == "{" and kinds[-1] and len(kinds) > 1:
            items.append(NamedItem(kinds[-1], owners[-1]))
            owners.append(items[-1])
            kinds.append("")
        elif bracket == "{":
            owners.append(owners[-1])
            kinds.append("")
        elif bracket == "]" and len(kinds) > 1:
            kinds.pop()
        elif bracket == "}" and len(kinds) > 1:
            kinds.pop()
            owners.pop()
    return items


def _fill(item: NamedItem | None, key: str, value: str) -> None:
    """Set a field of an item from the text behind the key."""
    if item is None:
        return
    if value[:1] in _NOT_PLAIN or " #" in value:
        value = _unquoted(value) if value[:1] in ("'", '"') else value.partition(" #")[0]
        value = "" if value[:1] in ("|", ">") else value.strip()
    name = "title" if key == "name" else key
    if not getattr(item, name):
        setattr(item, name, value)


def _unquoted(text: str) -> str:
    """The text in quotes at the beginning; empty where they do not end."""
    match = re.match(_QUOTED, text)
    if match is None:
        return ""
    inner = match[0][1:-1]
    return inner.replace("''", "'") if text[0] == "'" else re.sub(r'\\(["\\])', r"\1", inner)
