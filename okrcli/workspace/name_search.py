"""Search of names: a typed text is compared with the words of ids, titles, names and addresses, in any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final

_MARK: Final = "[\u0300-\u036f]"
"""An accent of Latin, Greek or Cyrillic letters. The signs of Thai and other scripts are letters here."""
_STROKES: Final = str.maketrans({"đ": "d\u0335", "ł": "l\u0335", "ø": "o\u0338"})
"""Letters with a stroke, which Unicode does not decompose."""
_ASCII_BREAK: Final = re.compile("[^a-z0-9]+")
_BREAK: Final = r"(?:[^\w\u0300-\u036f\u0900-\u0eff\u1000-\u109f\u1780-\u17ff\u3099\u309a]|_)+"
_UNSPACED: Final = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
"""The scripts without spaces between words: Thai, Lao, Burmese, Khmer, Japanese and Chinese."""


def searchable(text: str) -> str:
    """The words of a text in lower case, with one space between two words and each accent as a character of its own."""
    if text.isascii():
        return _ASCII_BREAK.sub(" ", text.lower()).strip()
    lower = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_STROKES)
    return re.sub(_BREAK, " ", lower).strip()


@lru_cache(maxsize=64)
def word_matcher(typed: str, *, whole: bool = False) -> Callable[[str], bool]:
    """A function that is true for a text in which the typed words stand, the last of them perhaps only begun.

    With `whole` the last one must be a whole word too. They begin where a word of the text begins; in a script without
    spaces between words, anywhere. A letter that is typed without an accent stands for the letter with any accent. A
    text without letters and digits is in no text.
    """
    letters = re.findall(rf"(.)({_MARK}*)", searchable(typed), re.DOTALL)
    if not letters:
        return lambda text: False
    pattern = "".join(
        re.escape(letter + marks) + (f"(?!{_MARK})" if marks else f"{_MARK}*") for letter, marks in letters
    )
    is_unspaced = re.match(f"[{_UNSPACED}]", letters[0][0])
    begin = "" if is_unspaced else f"(?:^|(?<=[ {_UNSPACED}]))"
    end = "(?: |$)" if whole and not is_unspaced else ""
    search = re.compile(begin + pattern + end).search
    return lambda text: search(searchable(text)) is not None
