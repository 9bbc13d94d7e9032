"""The lexicons of four languages: from the files of the package, and the words that a workspace adds to them.

en.yaml and its neighbours beside this file are for reading: each list is explained in the language it is about.
A file is read when the first text of its language comes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, cast

from okrcli.language.folding import appended, folded, is_han, is_kana, is_thai, joined, units_of
from okrcli.language.measure_words import MeasureWords
from okrcli.language.number_patterns import NumberWords
from okrcli.language.text import LEADS, Lexicon, Weight
from okrcli.language.unit_words import LIMITS
from okrcli.yaml import reader

FOLDER: Final = Path(__file__).parent
Language = Literal["en", "vi", "th", "zh"]
LANGUAGES: Final = ("en", "vi", "th", "zh")
_VIETNAMESE: Final = re.compile("[ăđơư\u1ea0-\u1ef9]")
_MAYBE_VIETNAMESE: Final = re.compile("[àáãâèéêìíòóôõùúý]")
_BARE_VIETNAMESE: Final = re.compile(r"\d ?(?:ty|trieu|nghin)\b|\btu \d.*\b(?:len|xuong) \d")
"""Vietnamese words around a number, typed without marks."""
_VERBS: Final = frozenset(LEADS) - {"topics"} | {"generic_verbs"}
WEIGHTS: Final = ("counted_tasks", "dated_tasks", "metric_objectives")
"""The rules on which authors disagree; each language has its own weight for them."""
_PLAIN: Final = ("months", "dates", "targets", "joins")
"""Lists that go into the patterns of the scanner, not into sets of words."""


def language_of(text: str) -> Language:
    """The language of a text, by its script and letters; English where nothing else shows."""
    if any(map(is_thai, text)):
        return "th"
    if any(map(is_han, text)) and not any(map(is_kana, text)):
        return "zh"
    lower = unicodedata.normalize("NFC", text).lower()
    if _VIETNAMESE.search(lower):
        return "vi"
    if _MAYBE_VIETNAMESE.search(lower) and not _file("vi")["familiar"].isdisjoint(units_of(folded(text))):
        return "vi"
    return "vi" if _BARE_VIETNAMESE.search(lower) else "en"


def lexicon_of(text: str) -> Lexicon:
    """The lexicon for a text, without the words of a workspace."""
    return _own_words().of(text)


@cache
def _own_words() -> Words:
    return Words()


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
        measure = _merged([file["measure"] for file in files])
        lists = {name: self._words(name, language, files) for name in own if _is_list(own, name)}
        lists["numerals"] = self._words("numerals", language, [{"numerals": frozenset(own["measure"]["numerals"])}])
        plain = {name: sorted(lists.pop(name)) for name in _PLAIN}
        counted = {appended(numeral, counter) for numeral in lists["numerals"] for counter in lists["counters"]}
        lists["numbers"] = lists["numbers"] | counted | frozenset(map(_spelt, measure.get("multiples", ())))
        frames = {name: tuple(_frame(word) for word in words if "…" in word) for name, words in lists.items()}
        words = {name: frozenset(word for word in words if "…" not in word) for name, words in lists.items()}
        return Lexicon(
            language,
            words,
            spoken["say"],
            spoken["shapes"],
            {name: cast(Weight, own[name]) for name in WEIGHTS},
            _beginnings(word for some in words.values() for word in some),
            _number_words(language, plain, lists, measure, own["measure"]),
            _measure_words(lists, measure, files),
            {name: patterns for name, patterns in frames.items() if patterns},
        )

    def _words(self, name: str, language: str, files: Sequence[Mapping[str, Any]]) -> frozenset[str]:
        words = frozenset[str]().union(*(file[name] for file in files))
        for where, of, added, removed in self._changes:
            if of == name and where in (None, language):
                spelt = str.strip if name in _PLAIN else _spelt
                words = words.union(map(spelt, added)).difference(map(spelt, removed))
        return words - {""}


def _is_list(file: Mapping[str, Any], name: str) -> bool:
    return isinstance(file[name], frozenset) and name not in ("familiar", "months_with_day")


def _merged(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The words of a measure in a language, with those of English behind them."""
    merged: dict[str, Any] = {}
    for part in parts:
        for name, words in part.items():
            if isinstance(words, dict):
                known = merged.setdefault(name, {})
                for key, value in words.items():
                    known[key] = [*known.get(key, ()), *value] if isinstance(value, list) else value
            else:
                merged[name] = [*merged.get(name, ()), *words]
    return merged


def _number_words(
    language: str,
    plain: Mapping[str, Sequence[str]],
    lists: Mapping[str, frozenset[str]],
    measure: Mapping[str, Any],
    own: Mapping[str, Any],
) -> NumberWords:
    """The words of the scanner. Where counters are used, numerals that are not in `numbers` count only before one."""
    numerals = {str(word): Decimal(str(value)) for word, value in own["numerals"].items()}
    english = {str(word): Decimal(str(value)) for word, value in _file("en")["measure"]["numerals"].items()}
    is_counted = language != "en"
    alone = {word: value for word, value in numerals.items() if not is_counted or word in lists["numbers"]}
    return NumberWords(
        language,
        {word: int(power) for word, power in measure["scales"].items()},
        numerals=english | alone,
        counted_numerals=numerals if is_counted else {},
        limited_numerals={str(word): Decimal(value) for word, value in measure["limited_numerals"].items()},
        limits=[word for kind in LIMITS for word in measure[kind]],
        counters=sorted(lists["counters"]),
        half_units=sorted(
            {*(word for words in measure["spans"].values() for word in words), *measure.get("units", ())}
        ),
        percent_numerals={word: int(value) for word, value in measure.get("percent_numerals", {}).items()},
        dates=plain["dates"],
        months=plain["months"],
        months_with_day=sorted(_file("en")["months_with_day"]),
        levels=plain["targets"],
        joins=plain["joins"],
        **{name: tuple(measure.get(name, ())) for name in _NUMBER_LISTS},
    )


_NUMBER_LISTS: Final = (
    "percent",
    "percent_before",
    "halves",
    "zeros",
    "names",
    "every",
    "per",
    "currencies",
    "before_days",
)


def _measure_words(
    lists: Mapping[str, frozenset[str]], measure: Mapping[str, Any], files: Sequence[Mapping[str, Any]]
) -> MeasureWords:
    names = [file["month_names"] for file in files]
    return MeasureWords(
        {name: words for name, words in measure.items() if isinstance(words, list)},
        lists["deliveries"] | lists["activities"],
        lists["deliveries"] - lists["generic_verbs"],
        lists["rises"] | frozenset(measure.get("rising", ())),
        lists["falls"] | frozenset(measure.get("falling", ())),
        [[name for months in names if months for name in months[month]] for month in range(12)],
        measure["spans"],
        measure["periods"],
    )


@cache
def _file(language: str) -> dict[str, Any]:
    """A file of the package: its lists as sets of folded words, English verbs in all their forms."""
    name = f"{language}.yaml"
    data, problems = reader.read((FOLDER / name).read_bytes(), name)
    if problems:
        raise AssertionError(f"{name}: {problems[0].message}")
    lexicon: dict[str, Any] = dict(cast(dict[str, Any], data))
    lexicon["month_names"] = ()
    if "months" in lexicon:
        lexicon["month_names"] = tuple(tuple(names) for names in lexicon["months"])
        alone = set(lexicon.get("months_with_day", ()))
        lexicon["months"] = [name for names in lexicon["months"] for name in names if name not in alone]
    for key, value in lexicon.items():
        if isinstance(value, list):
            words = map(str, value) if key in _PLAIN else map(_spelt, map(str, value))
            has_forms = language == "en" and key in _VERBS
            lexicon[key] = frozenset(form for word in words for form in (_forms(word) if has_forms else [word]))
    if "signs" in lexicon:
        lexicon["signs"] = frozenset(lexicon["signs"])
    return lexicon


def _spelt(word: str) -> str:
    """A word as it is compared; its gaps (`…`) stay."""
    return " … ".join(joined(units_of(folded(part))) for part in word.split("…"))


def _beginnings(words: Iterable[str]) -> frozenset[str]:
    """Of each word its first unit, its first two, and so on."""
    beginnings = set()
    for word in words:
        run = ""
        for unit in units_of(word):
            run = appended(run, unit)
            beginnings.add(run)
    return frozenset(beginnings)


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
