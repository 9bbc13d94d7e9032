"""Lexicons: the language of a text, the words of each language, and those that a workspace adds."""

from __future__ import annotations

import pytest

from okrcli.language.lexicons import LANGUAGES, Words, language_of, lexicon_of

EXAMPLES = {"en": "Grow users", "vi": "Tăng doanh thu", "th": "เพิ่มยอดขาย", "zh": "提高收入"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        *((text, language) for language, text in EXAMPLES.items()),
        ("Grow the café", "en"),
        ("Tang doanh thu tu 4 ty len 5 ty", "vi"),
        ("売上を増やす 会社の", "en"),
        ("縮短時間", "zh"),
        ("", "en"),
    ],
)
def test_a_language_is_told_by_its_script_and_letters(text: str, language: str) -> None:
    assert language_of(text) == language


def test_every_language_has_an_example_and_the_same_lists_and_questions() -> None:
    lexicons = [lexicon_of(EXAMPLES[language]) for language in LANGUAGES]
    assert [lexicon.language for lexicon in lexicons] == list(LANGUAGES)
    assert len({frozenset(lexicon.lists) for lexicon in lexicons}) == 1
    assert len({frozenset(lexicon.say) for lexicon in lexicons}) == 1


def test_traditional_signs_have_the_lists_of_chinese_and_questions_of_their_own() -> None:
    traditional, simplified = lexicon_of("縮短時間"), lexicon_of("缩短时间")
    assert traditional.lists == simplified.lists
    assert traditional.say != simplified.say


def test_verbs_of_english_are_known_in_all_their_forms() -> None:
    assert {"ship", "ships", "shipped", "shipping"} <= lexicon_of("Grow users")["deliveries"]


def test_a_workspace_adds_words_and_takes_words_out() -> None:
    words = Words([("en", "deliveries", ["Yeet"], ["ship"])])
    deliveries = words.of("Grow users")["deliveries"]
    assert "yeet" in deliveries
    assert "ship" not in deliveries
    assert "yeet" not in words.of("Tăng doanh thu")["deliveries"]
    assert "ship" in lexicon_of("Grow users")["deliveries"]


def test_a_lexicon_is_built_once() -> None:
    assert lexicon_of("Grow users") is lexicon_of("Cut costs")
