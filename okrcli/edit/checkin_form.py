"""A form for check-ins without git and without a terminal: its text, the address that fills it, and its answers.

The form is an issue of the hosting service. Its text is made from the plan. An answer is the event that the service
sends about the issue. Everything in it was typed by a person who may be hostile, so it is read and never run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from okrcli.errors import RefusedError
from okrcli.git.web_address import WebAddress
from okrcli.model.plan import Plan, Ref
from okrcli.sanitize import visible
from okrcli.text import quote_value

MOST_OPTIONS: Final = 150
"""The most key results in the list of a form. With more, it asks for the id, which the links of reminders fill in."""
PATHS: Final = {
    "github": ".github/ISSUE_TEMPLATE/okr-check-in.yml",
    "gitlab": ".gitlab/issue_templates/OKR check-in.md",
}
"""The file of the form, by service."""
TITLE: Final = "Check-in"
_HEADINGS: Final = {
    "Key result": "key_result",
    "Id of the key result": "id",
    "Value": "value",
    "Confidence": "confidence",
    "Note": "note",
    "Blocker": "blocker",
}
"""The headings of the fields in an answer. The first one marks an issue as an answer."""
_MARK: Final = "Made by `okr setup forms` from the plan. After a change of the plan: okr setup forms --write"
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?")
_YES: Final = frozenset(("yes", "y", "done", "true"))


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """An answer: the person, and the check-in as `okr checkin --from` reads it."""

    by: str
    author: str
    """Name and e-mail address for the commit: `Mai Tran <mai@example.com>`."""
    checkins: str
    """JSON."""


# ── The form ──────────────────────────────────────────────────────────────────────────────────────────────────────


def form_text(plan: Plan, day: date, service: str) -> str:
    """The file of the form for the key results of the cycles that run on a day."""
    return _github_form(plan, day) if service == "github" else _gitlab_form(plan, day)


def form_link(address: WebAddress, ref: Ref) -> str:
    """The address of the form, filled for a key result."""
    if address.service == "gitlab":
        parts = [f"### {heading}\n\n{ref if heading == 'Id of the key result' else ''}\n" for heading in _HEADINGS]
        return address.new_issue({"issue[title]": TITLE, "issue[description]": "\n".join(parts)})
    return address.new_issue({"template": "okr-check-in.yml", "key_result_id": str(ref)})


def _options(plan: Plan, day: date) -> list[str]:
    """The key results, as `demand/mql: Grow inbound MQLs`; empty if there are too many for a list."""
    running = [cycle.id for cycle in plan.cycles.values() if day in cycle.period]
    lines = [
        f"{ref}: {' '.join(key_result.title.split())}"
        for cycle in running
        for objective, kept in plan.objectives_of(cycle)
        if kept.state is None
        for ref, key_result in plan.key_results_of(objective)
        if key_result.state is None
    ]
    options = [visible(line)[:200] for line in dict.fromkeys(lines)]
    return options if len(options) <= MOST_OPTIONS else []


def _github_form(plan: Plan, day: date) -> str:
    fields: list[dict[str, Any]] = []
    options = _options(plan, day)
    if options:
        fields.append(_field("dropdown", "key_result", "Key result", options=options))
    else:
        fields.append({"type": "markdown", "attributes": {"value": "Write the id, as it is in your reminder."}})
    fields += [
        _field(
            "input",
            "key_result_id",
            "Id of the key result",
            description="Only if it is not chosen above: `demand/mql`.",
        ),
        _field("input", "value", "Value", description="A number; `done` for what is done; or the ids of milestones."),
        _field("dropdown", "confidence", "Confidence", options=[str(number) for number in range(11)]),
        _field("textarea", "note", "Note", description="What happened, in a sentence."),
        _field("input", "blocker", "Blocker"),
    ]
    head = {"name": "OKR check-in", "description": "Record the value of a key result.", "title": TITLE}
    lines = [f"# {_MARK}", *(f"{name}: {_quoted(text)}" for name, text in head.items()), "body:"]
    for field in fields:
        lines.append(f"  - type: {field['type']}")
        lines += [f"    id: {field['id']}"] if "id" in field else []
        lines.append("    attributes:")
        for name, given in field["attributes"].items():
            if isinstance(given, list):
                lines += [f"      {name}:", *(f"        - {_quoted(option)}" for option in given)]
            else:
                lines.append(f"      {name}: {_quoted(given)}")
    return "\n".join(lines) + "\n"


def _field(kind: str, name: str, label: str, **attributes: Any) -> dict[str, Any]:
    return {"type": kind, "id": name, "attributes": {"label": label, **attributes}}


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _gitlab_form(plan: Plan, day: date) -> str:
    options = _options(plan, day)
    listed = "\n".join(f"- {option.replace('--', '- -')}" for option in options)
    names = f"<!-- One of these:\n{listed}\n-->\n" if options else "<!-- Its id, such as demand/mql. -->\n"
    about = {
        "Key result": names,
        "Value": "<!-- A number; done for what is done; or the ids of milestones. -->\n",
        "Confidence": "<!-- 0 to 10. -->\n",
    }
    parts = [f"### {heading}\n\n{about.get(heading, '')}" for heading in _HEADINGS if heading != "Id of the key result"]
    return f"<!-- {_MARK} -->\n" + "\n".join(parts)


# ── The answer ────────────────────────────────────────────────────────────────────────────────────────────────────


def read_answer(raw: bytes, plan: Plan) -> FormAnswer:
    """The answer in an event of GitHub (`issues`) or GitLab (`issue`).

    Raises RefusedError, in words for the person who answered, for an account that is not in the plan, for an issue that
    another person has edited, and for an answer without a key result.
    """
    try:
        event = json.loads(raw)
        service, body, author, editor = _parts(event)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise RefusedError("this is not an event about an issue of GitHub or GitLab") from None
    if author != editor:
        raise RefusedError(
            "another person has edited this issue, so it is not recorded", "open a new one from the form"
        )
    person = _person(plan, service, event)
    known = plan.people[person]
    name = " ".join((known.name or person).split())
    address = known.email or f"{_account(service, event)}@users.noreply.{service}.com"
    return FormAnswer(person, visible(f"{name} <{address}>"), _checkin(_fields(body), plan, person))


def _parts(event: Any) -> tuple[str, str, Any, Any]:
    """The service, the text of the issue, its author, and who has made or edited it now."""
    if "object_attributes" in event:
        issue = event["object_attributes"]
        return "gitlab", str(issue["description"] or ""), issue["author_id"], event["user"]["id"]
    issue = event["issue"]
    return "github", str(issue["body"] or ""), issue["user"]["login"], event["sender"]["login"]


def _account(service: str, event: Mapping[str, Any]) -> str:
    return str(event["user"]["username"] if service == "gitlab" else event["issue"]["user"]["login"])


def _person(plan: Plan, service: str, event: Mapping[str, Any]) -> str:
    account = _account(service, event)
    for name, person in plan.people.items():
        if (getattr(person, service) or "").lower() == account.lower():
            return name
    host = {"github": "GitHub", "gitlab": "GitLab"}[service]
    raise RefusedError(
        f"no person in `people:` has the {host} account {quote_value(account)}",
        f"add it to okrs.yaml: {{id: …, {service}: {visible(account)}}}",
    )


def _fields(body: str) -> dict[str, str]:
    """The answers by field; a heading that is no field, or that comes again, belongs to the text above it."""
    fields: dict[str, str] = {}
    current, lines = "", list[str]()
    for line in [*re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL).splitlines(), None]:
        name = _HEADINGS.get(line[4:].strip(), "") if line is not None and line.startswith("### ") else ""
        if line is not None and (not name or name in fields or name == current):
            lines.append(line)
            continue
        text = "\n".join(lines).strip()
        if current and text not in ("", "_No response_", "None"):
            fields[current] = text
        current, lines = name, []
    return fields


def _checkin(fields: Mapping[str, str], plan: Plan, person: str) -> str:
    chosen = fields.get("key_result", "").partition(":")[0].strip()
    typed = fields.get("id", "").strip()
    if chosen and typed and chosen != typed:
        raise RefusedError(f"the form names two key results: {quote_value(chosen)} and {quote_value(typed)}")
    name = typed or chosen
    if not name:
        raise RefusedError("the form names no key result")
    pairs = [("kr", _quoted(name)), *_value(fields.get("value", ""), name, plan)]
    if confidence := fields.get("confidence"):
        pairs.append(("confidence", confidence if _NUMBER.fullmatch(confidence) else _quoted(confidence)))
    pairs += [(key, _quoted(" ".join(fields[key].split()))) for key in ("note", "blocker") if key in fields]
    if len(pairs) == 1:
        raise RefusedError("the form has no value, no confidence and no note")
    entry = ", ".join(f'"{key}": {text}' for key, text in pairs)
    return f'{{"by": {_quoted(person)}, "checkins": [{{{entry}}}]}}\n'


def _value(text: str, name: str, plan: Plan) -> Iterator[tuple[str, str]]:
    """The field for a value: a number, `done`, or the milestones that are reached."""
    if not text:
        return
    inside = (item for objective in plan.objectives for item in plan.key_results_of(objective))
    if any(key_result.milestones and str(ref) == name for ref, key_result in inside):
        yield "done", json.dumps([word.strip() for word in text.split(",")], ensure_ascii=False)
    elif text.lower() in _YES:
        yield "done", "true"
    else:
        yield "value", text.lstrip("+") if _NUMBER.fullmatch(text) else _quoted(text)
