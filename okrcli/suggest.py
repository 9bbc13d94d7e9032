"""Suggestions for misspelt names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_NEAR: Final = 0.6
_NEAR_A_WORD: Final = 0.8
_TIE: Final = 0.05


def did_you_mean(typed: str, known: Sequence[str]) -> str | None:
    """The hint `did you mean …?` for a misspelt name; None when no known name is similar.

    It names up to three, if they are about as similar as the best. The similarity is `difflib`'s ratio. Where no whole
    name is similar, one word of it is enough: `chrun` means `churn-falls`.
    """
    folded = typed.lower()
    whole = _most_similar(_NEAR, [(_similarity(folded, name.lower()), name) for name in known])
    if whole or "-" in typed:
        return one_of_these(whole)
    by_word = ((max(_similarity(folded, word) for word in _words_of(name)), name) for name in known)
    return one_of_these(_most_similar(_NEAR_A_WORD, list(by_word)))


def one_of_these(names: Sequence[str]) -> str | None:
    """The hint `did you mean …?` with up to three names; None without any.

    `mql` is enough where `demand/mql` is named too and no other reference ends with `mql`.
    """
    short = [name for name in names if not _has_shorter_form(name, names)]
    return f"did you mean {' or '.join(f'`{name}`' for name in short[:3])}?" if short else None


def _similarity(a: str, b: str) -> float:
    """The similarity of two texts, from 0 to 1."""
    from difflib import SequenceMatcher

    return SequenceMatcher(None, a, b).ratio()


def _words_of(name: str) -> list[str]:
    """The words of an id, in lower case."""
    return name.lower().replace("/", "-").split("-")


def _most_similar(least: float, ratios: Sequence[tuple[float, str]]) -> list[str]:
    """The names that are about as similar as the best; none if the best one is below the least similarity."""
    best = max((ratio for ratio, _ in ratios), default=0.0)
    return [name for ratio, name in ratios if ratio >= max(least, best - _TIE)]


def _has_shorter_form(name: str, names: Sequence[str]) -> bool:
    """True for a reference whose last id alone is among the names and means nothing else of them."""
    last = name.rpartition("/")[2]
    return last != name and last in names and sum(each.endswith(f"/{last}") for each in names) == 1
