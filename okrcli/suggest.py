"""Suggestions for misspelt names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_NEAR: Final = 0.6
_TIE: Final = 0.05


def did_you_mean(typed: str, known: Sequence[str]) -> str | None:
    """The hint `did you mean …?` for a misspelt name; None when no known name is similar.

    It names up to three, if they are about as similar as the best. The similarity is `difflib`'s ratio.
    """
    from difflib import SequenceMatcher

    folded = typed.lower()
    ratios = [(SequenceMatcher(None, folded, name.lower()).ratio(), name) for name in known]
    best = max((ratio for ratio, _ in ratios), default=0.0)
    if best < _NEAR:
        return None
    return one_of_these([name for ratio, name in ratios if ratio >= best - _TIE])


def one_of_these(names: Sequence[str]) -> str | None:
    """The hint `did you mean …?` with up to three names; None without any."""
    return f"did you mean {' or '.join(f'`{name}`' for name in names[:3])}?" if names else None
