"""A workspace with people and teams, and plan files of owners."""

PEOPLE = """\
people:
  - {id: mai, email: mai@example.com}
  - {id: linh, email: linh@example.com}
  - {id: omar}
  - {id: odd, email: "a#b@example.com"}
teams:
  - {id: company}
  - {id: marketing, parent: company, members: [mai, linh]}
"""


def plan(*owners: str) -> str:
    lines = "".join(
        f"  - {{id: o{n}, title: T{f', owner: {owner}' if owner else ''}}}\n" for n, owner in enumerate(owners)
    )
    return f"cycle: 2026-Q4\nobjectives:\n{lines}"
