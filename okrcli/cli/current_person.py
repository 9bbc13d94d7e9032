"""The person who types a command, and the word `me` for them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from okrcli.errors import RefusedError
from okrcli.text import quote_value

if TYPE_CHECKING:
    from okrcli.model.plan import Plan

ME: Final = "me"
"""The current person, where a name is asked for."""


def current_person(plan: Plan, by: str | None, root: Path) -> str:
    """The current person: `--by`, else `OKR_USER`, else the person with the e-mail address of git.

    Raises RefusedError if none of them names a person.
    """
    return match_person(plan, by, email_where_needed(root, by))


def email_where_needed(root: Path, by: str | None = None) -> str | None:
    """The e-mail address of git; None without git, and if `by` or `OKR_USER` names the person."""
    if by not in (None, ME) or os.environ.get("OKR_USER"):
        return None
    from okrcli.git.identity import configured_email

    return configured_email(root)


def match_person(plan: Plan, by: str | None, email: str | None, option: str = "--by") -> str:
    """The person with a name, that of `OKR_USER` or an e-mail address. Raises RefusedError if there is none.

    `option` is the one in which the name was typed; `me` there is the same as no option.
    """
    typed = (by if by != ME else None) or os.environ.get("OKR_USER")
    if typed:
        return _known_person(plan, typed, option)
    if email:
        if known := plan.ids_by_email.get(email.lower()):
            return known
        local = email.split("@")[0].lower()
        if not plan.people or local in plan.people:
            return _known_person(plan, local)
    elif len(plan.people) == 1:
        return next(iter(plan.people))
    address = f" (git e-mail: {email})" if email else ""
    raise RefusedError(
        f"cannot tell who you are{address}",
        f"add --by NAME, or set OKR_USER=NAME{_listed(plan)}",
        "or add yourself to `people:` in okrs.yaml with the e-mail address that git has",
    )


def with_current_person(plan: Plan, words: Iterable[str], root: Path) -> list[str]:
    """The selector words with the id of the current person in place of `me`, as in `owner:me`.

    Raises RefusedError if the current person is asked for and not known.
    """
    replaced = []
    for word in words:
        key, sign, names = word.rpartition("owner:")
        if sign and ME in names.split(","):
            own = current_person(plan, None, root)
            names = ",".join(own if name == ME else name for name in names.split(","))
        replaced.append(f"{key}{sign}{names}")
    return replaced


def with_own_id(plan: Plan, typed: Mapping[str, str], root: Path) -> dict[str, str]:
    """The typed fields with the id of the current person in place of `me`, as in `owner=me`.

    Raises RefusedError if the current person is asked for and not known.
    """
    return {
        field: current_person(plan, None, root) if text == ME and field in ("owner", "updater") else text
        for field, text in typed.items()
    }


def author_meant(plan: Plan, by: str | None, folder: Path) -> str | None:
    """The id of the person that a text names; else the text itself, which may name an author that only git knows."""
    from okrcli.workspace.people import id_of
    from okrcli.workspace.sources import find_root

    if by == ME:
        return current_person(plan, None, find_root(folder))
    return id_of(by, plan.people) if by else by


def person_if_known(plan: Plan, email: str | None) -> str:
    """The current person, as in `match_person`; an empty text if nothing names one."""
    try:
        return match_person(plan, None, email)
    except RefusedError:
        return ""


def _known_person(plan: Plan, name: str, option: str = "--by") -> str:
    from okrcli.workspace.people import id_hint, id_of, not_an_id

    name = id_of(name, plan.people)
    if plan.people and name not in plan.people:
        hint = id_hint(name, plan.people) or f"add them to `people:` in okrs.yaml{_listed(plan)}"
        raise RefusedError(f"unknown person {quote_value(name)}", hint)
    if message := not_an_id(name):
        raise RefusedError(f"{quote_value(name)} cannot be your id: {message}", f"use {option} ID{_listed(plan)}")
    return name


def _listed(plan: Plan) -> str:
    """The people of a plan as the end of a hint; empty if there are none, or too many to read."""
    return f"; there are: {', '.join(plan.people)}" if 0 < len(plan.people) <= 12 else ""
