"""People and teams by what others call them: an id, a name, an e-mail address.

Files and commits have ids. A command line takes the name or the address too; in a file it is a finding with the id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from okrcli.diagnostics import Finding
from okrcli.errors import AmbiguousNameError
from okrcli.model.hints import proposed_slug
from okrcli.model.records import Person, Team
from okrcli.model.scalars import InvalidValueError, read_slug
from okrcli.suggest import did_you_mean
from okrcli.text import folded
from okrcli.workspace.name_search import word_matcher

PERSON_FIELDS: Final = ("owner", "updater", "by", "members")
"""The fields of files that hold the id of a person or team."""

Member = Person | Team


def id_of(text: str, members: Mapping[str, Member]) -> str:
    """The id of the one person or team that a text names: by id, name, e-mail address, or whole words of these.

    The text itself if it names none. Raises AmbiguousNameError if it names several.
    """
    if text in members:
        return text
    has_words = word_matcher(text, whole=True)
    exact = [name for name, member in members.items() if folded(text) in _exact_names(member)]
    matches = exact or [name for name, member in members.items() if any(map(has_words, _texts(name, member)))]
    if len(matches) > 1:
        noun = "people" if all(isinstance(members[name], Person) for name in matches) else "people or teams"
        raise AmbiguousNameError(text, [(name, members[name].name or "") for name in matches], noun)
    return matches[0] if matches else text


def id_hint(text: str, members: Mapping[str, Member], known: Iterable[str] = ()) -> str | None:
    """The hint `did you mean …?` for an unknown person or team, by name, part of a name, address or spelling."""
    meant = [name for name, member in members.items() if folded(text) in {*_exact_names(member), *_parts(member)}]
    if meant:
        return f"did you mean {' or '.join(f'`{name}`' for name in meant[:3])}?"
    return did_you_mean(text, list(dict.fromkeys([*members, *known])))


def with_id_hints(findings: Iterable[Finding], members: Mapping[str, Member]) -> Iterator[Finding]:
    """The findings; one about a name or address in place of an id gets the id of that person or team as its hint."""
    hints: dict[str, str] = {}
    for name, member in members.items():
        for text in filter(None, (member.name, *_emails(member))):
            for field in PERSON_FIELDS if not_an_id(text) else ():
                key = f"`{field}`: {not_an_id(text)}".lower()
                hints[key] = f"{hints[key]} or `{name}`" if key in hints else f"write `{name}`"
    for finding in findings:
        hint = hints.get(finding.message.lower())
        yield replace(finding, hint=f"{hint}, the id of {_quoted(finding.message)}") if hint else finding


def not_an_id(text: str) -> str | None:
    """The message for a text that is no id; None for an id."""
    try:
        read_slug(text)
    except InvalidValueError as refusal:
        return refusal.message
    return None


def _quoted(message: str) -> str:
    """The value that a message quotes after the name of its field."""
    return message.split("`")[3]


def _emails(member: Member) -> tuple[str, ...]:
    return member.addresses if isinstance(member, Person) else ()


def _exact_names(member: Member) -> set[str]:
    return {folded(text) for text in (member.name, *_emails(member)) if text}


def _texts(name: str, member: Member) -> Iterator[str]:
    """The id, the name and the local part of each e-mail address of a person or team."""
    yield name
    yield member.name or ""
    yield from (email.partition("@")[0] for email in _emails(member))


def _parts(member: Member) -> Iterator[str]:
    """Parts of names and addresses that people type for a person, and the id that a name would give."""
    name = folded(member.name or "")
    yield from name.split()
    yield from (proposed_slug(part) for part in (name, *name.split()))
    yield from (folded(email).partition("@")[0] for email in _emails(member))
