"""Names that were misspelt."""

from __future__ import annotations

from collections.abc import Sequence


def did_you_mean(typed: str, known: Sequence[str]) -> str | None:
    """The hint for a misspelt name, or None when nothing is near."""
    from difflib import get_close_matches

    near = get_close_matches(typed.lower(), known, n=3, cutoff=0.6)
    return f"did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else None
