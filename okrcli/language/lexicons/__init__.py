"""The words that `wording` knows: from the files of the package, and what a workspace adds to them.

en.yaml and its neighbours beside this file are for reading: each list is explained in the language it is about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, cast

from okrcli.language.quantities import Quantities, folded, units_of
from okrcli.language.text import LEADS, Lexicon, Weight, appended, joined
from okrcli.yaml import reader

FOLDER: Final = Path(__file__).parent
Language = Literal["en", "vi", "th", "zh"]
LANGUAGES: Final = ("en", "vi", "th", "zh")
_VIETNAMESE: Final = re.compile("[ăđơư\u1ea0-\u1ef9]")
_MAYBE_VIETNAMESE: Final = re.compile("[àáãâèéêìíòóôõùúý]")
_KANA: Final = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_VERBS: Final = frozenset(LEADS) - {"topics"} | {"generic_verbs"}
WEIGHTS: Final = ("counted_tasks", "dated_tasks", "metric_objectives")
"""What authors do not agree on, so that each language has its own weight for it."""
_PLAIN: Final = ("months", "dates", "targets", "joins")
"""Lists that go into patterns of quantities, not into sets of words."""


def language_of(text: str) -> Language:
    """The language of a text, by its script and letters; English where nothing else shows."""
    if any("\u0e00" <= sign <= "\u0e7f" for sign in text):
        return "th"
    if any("\u3400" <= sign <= "\u9fff" for sign in text) and not _KANA.search(text):
        return "zh"
    lower = unicodedata.normalize("NFC", text).lower()
    if _VIETNAMESE.search(lower):
        return "vi"
    if _MAYBE_VIETNAMESE.search(lower) and not _file("vi")["familiar"].isdisjoint(units_of(folded(text))):
        return "vi"
    return "en"


class Words:
    """All lexicons with what a workspace adds; each is read when the first text of its language comes."""

    def __init__(self, changes: Iterable[tuple[str | None, str, Sequence[str], Sequence[str]]] = ()) -> None:
        """`changes`: language (None for every one), list, words to add, words to take out."""
        self._changes = tuple(changes)
        self._made: dict[str, Lexicon] = {}

    def of(self, text: str) -> Lexicon:
        """The lexicon for a text: of its language, with English beside it, which stands in texts of any language."""
        language = language_of(text)
        spoken = "zh-hant" if language == "zh" and not _file("zh-hant")["signs"].isdisjoint(text) else language
        if spoken not in self._made:
            self._made[spoken] = self._lexicon(language, _file(spoken))
        return self._made[spoken]

    def _lexicon(self, language: Language, spoken: Mapping[str, Any]) -> Lexicon:
        own = _file(language)
        files = [own] if language == "en" else [own, _file("en")]
        lists = {name: self._words(name, language, files) for name in own if _is_list(own, name)}
        texts = {name: sorted(lists.pop(name)) for name in _PLAIN}
        counted = {appended(numeral, counter) for numeral in lists["numerals"] for counter in lists["counters"]}
        lists["numbers"] = lists["numbers"] | counted
        frames = {name: tuple(_frame(word) for word in words if "…" in word) for name, words in lists.items()}
        plain = {name: frozenset(word for word in words if "…" not in word) for name, words in lists.items()}
        return Lexicon(
            language,
            plain,
            spoken["say"],
            spoken["shapes"],
            {name: cast(Weight, own[name]) for name in WEIGHTS},
            Quantities(**texts),
            _beginnings(word for words in plain.values() for word in words),
            {name: found for name, found in frames.items() if found},
        )

    def _words(self, name: str, language: str, files: Sequence[Mapping[str, Any]]) -> frozenset[str]:
        words = frozenset[str]().union(*(file[name] for file in files))
        for where, of, added, removed in self._changes:
            if of == name and where in (None, language):
                spelt = str.strip if name in _PLAIN else _spelt
                words = words.union(map(spelt, added)).difference(map(spelt, removed))
        return words - {""}


def _is_list(file: Mapping[str, Any], name: str) -> bool:
    return isinstance(file[name], frozenset) and name != "familiar"


@cache
def _file(language: str) -> dict[str, Any]:
    """A file of the package: its lists as sets of folded words, English verbs in all their forms."""
    name = f"{language}.yaml"
    data, problems = reader.read((FOLDER / name).read_bytes(), name)
    if problems:
        raise AssertionError(f"{name}: {problems[0].message}")
    found: dict[str, Any] = dict(cast(dict[str, Any], data))
    for key, value in found.items():
        if isinstance(value, list):
            words = map(str, value) if key in _PLAIN else map(_spelt, map(str, value))
            has_forms = language == "en" and key in _VERBS
            found[key] = frozenset(form for word in words for form in (_forms(word) if has_forms else [word]))
    if "signs" in found:
        found["signs"] = frozenset(found["signs"])
    return found


def _spelt(word: str) -> str:
    """A word as it is compared; its gaps (`…`) stay."""
    return " … ".join(joined(units_of(folded(part))) for part in word.split("…"))


def _beginnings(words: Iterable[str]) -> frozenset[str]:
    """Of each word its first unit, its first two, and so on."""
    found = set()
    for word in words:
        run = ""
        for unit in units_of(word):
            run = appended(run, unit)
            found.add(run)
    return frozenset(found)


def _forms(verb: str) -> list[str]:
    """An English verb and its forms: ship, ships, shipped, shipping."""
    first, _, rest = verb.partition(" ")
    rest = f" {rest}" if rest else ""
    stem = first[:-1] if first.endswith(("e", "y")) else first
    doubled = first + first[-1] if re.fullmatch(r"[a-z]*[^aeiou][aeiou][bdgmnpt]", first) and len(first) < 7 else first
    if first.endswith("y") and first[-2:-1] not in ("a", "e", "o", "u"):
        made = [first, f"{stem}ies", f"{stem}ied", f"{first}ing"]
    elif first.endswith("e"):
        made = [first, f"{first}s", f"{first}d", f"{stem}ing"]
    else:
        suffix = "es" if first.endswith(("s", "x", "ch", "sh")) else "s"
        made = [first, f"{first}{suffix}", f"{doubled}ed", f"{doubled}ing"]
    return [f"{form}{rest}" for form in made]


def _frame(word: str) -> re.Pattern[str]:
    """`from … to` as a pattern: anything, but something, stands in the gap."""
    parts = [re.escape(part.strip()) for part in word.split("…")]
    return re.compile(".+?".join(parts).replace("\\#", r"\d[\d ]*"))
