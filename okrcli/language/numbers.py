"""Amounts in a text of any language: each number that can be a target, with its scale, its sign and its place.

Days, quarters, years, versions and digits that are part of a name are no amounts. Thai and full-width digits are
digits; `4,3 tỷ`, `1.200` in a Vietnamese text, `1.5M`, `2 ล้าน` and `30万` are read as they are meant there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_DIGITS: Final = {
    **{0x0E50 + digit: str(digit) for digit in range(10)},
    **{0xFF10 + digit: str(digit) for digit in range(10)},
}
_SIGNS: Final = _DIGITS | {
    ord(wide): plain
    for wide, plain in zip("％，．～＞＜＝＋−（）：＄￥\u00a0\u202f\u3000", "%,.~><=+-():$¥   ", strict=True)
}
_VIETNAMESE: Final = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)

_LETTERS: Final = {"k": 3, "K": 3, "M": 6, "m": 6, "mn": 6, "mm": 6, "MM": 6, "B": 9, "bn": 9, "tr": 6}
"""Scales that are a letter or two beside the number; they are worked out (`20k` is 20000)."""
_WORDS: Final = {
    "thousand": 3,
    "million": 6,
    "millions": 6,
    "billion": 9,
    "billions": 9,
    "nghìn": 3,
    "ngàn": 3,
    "nghin": 3,
    "triệu": 6,
    "trieu": 6,
    "tỷ": 9,
    "tỉ": 9,
    "ty": 9,
    "พันล้าน": 9,
    "หมื่นล้าน": 10,
    "แสนล้าน": 11,
    "ร้อยล้าน": 8,
    "สิบล้าน": 7,
    "พัน": 3,
    "หมื่น": 4,
    "แสน": 5,
    "ล้าน": 6,
    "百万": 6,
    "百萬": 6,
    "千万": 7,
    "千萬": 7,
    "万亿": 12,
    "百": 2,
    "千": 3,
    "万": 4,
    "萬": 4,
    "亿": 8,
    "億": 8,
}
"""Scales that are a word. People say and check in such values with the word, so it stays, as part of the unit."""
_MONEY: Final = r"US\$|S\$|A\$|NT\$|HK\$|[$€£¥₫฿]|USD|EUR|GBP|VND|VNĐ|THB|CNY|RMB|SGD"
_SMALL: Final = {
    **dict(zip("一二三四五六七八九十", range(1, 11), strict=True)),
    "两": 2,
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}

_MONTHS: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_THAI_MONTHS: Final = (
    "(?:มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม"
    r"|ม\.ค\.|ก\.พ\.|มี\.ค\.|เม\.ย\.|พ\.ค\.|มิ\.ย\.|ก\.ค\.|ส\.ค\.|ก\.ย\.|ต\.ค\.|พ\.ย\.|ธ\.ค\.)"
)
_YEAR: Final = r"(?:20[0-4]\d|25[5-9]\d)"
_NO_AMOUNT: Final = re.compile(
    "|".join(
        [
            r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|(?<![\d.,])\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?!\d)",
            r"(?<![\d.,/])\d{1,2}/\d{1,2}(?![\d%/])",
            rf"(?<![\w.,])\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTHS}(?![a-z])(?:,? {_YEAR}(?!\d))?",
            rf"(?<![a-z]){_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?(?![\d.,%\w])(?:,? {_YEAR}(?!\d))?",
            rf"(?:\d{{1,2}} ?)?{_THAI_MONTHS}(?: ?{_YEAR})?",
            rf"(?:ngày |mùng )?\d{{1,2}} tháng \d{{1,2}}(?:,? (?:năm )?{_YEAR})?"
            r"|(?<!mỗi )(?<!hàng )(?:ngày|mùng|tháng|tuần|năm|quý) (?:\d{1,2}|\d{4})(?![\d.,]*\d|%)"
            r"(?:/\d+)*",
            r"(?:วันที่|เดือน(?:ที่)?|ไตรมาส(?:ที่)?|ปี|สัปดาห์ที่|พ\.ศ\.|ค\.ศ\.) ?\d+(?:/\d+)*",
            r"(?:\d{4} ?年)?(?:\d{1,2} ?月) ?(?:\d{1,2} ?[日号號])?(?:底|初|末|前)?|\d{4} ?年"
            r"|第 ?\d+ ?[季周週版期届阶]\w?|\d ?季度",
            r"(?<![\w.])(?:Q[1-4]|H[12]|FY ?'?\d{2,4}"
            r"|W\d{1,2})(?:[ /'-]{0,2}(?:20)?\d{2}(?![\d.,%]))?(?![a-z0-9])",
            rf"(?<![\w.,$€£¥₫฿]){_YEAR}[-/ ]?[QH][1-4](?!\w)",
            r"#\d+|(?<![\w.])\d+(?:st|nd|rd|th)(?!\w)|(?<!\w)24/7(?!\w)|(?<!\w)360(?:-degree|°)",
            r"(?<!\w)(?:soc|iso(?:/iec)?|ios|android|windows|web|office|python|java|php|node|react|gpt"
            r"|claude|gemini|type"
            r"|tier|phase|version|sprint|stage|level|step|part|module|chapter|series|group|layer"
            r"|article|section"
            r"|no\.|number|top|covid|pci(?: dss)?|wcag|basel|industry|day|week|month|quarter|year"
            r"|phiên bản|giai đoạn"
            r"|cấp|vòng|top|เวอร์ชัน|ระยะที่|ระดับ|อันดับ|版本|阶段)[ -]?v?\d[\d.]*(?![\d%])",
            r"(?<![\w.])(?!US\$|USD|EUR|GBP|VN[DĐ]|THB|CNY|RMB|SGD)[a-z]+[-_]?\d[a-z0-9_.-]*",
            r"(?<![\w.,])(?-i:\d+(?:FA|D|G|P))(?!\w)|(?<![\w.,])\d+-(?:day|week|month|year|hour|minute)(?!s?\b\d)|(?<![\w.,])\d[a-z]\d\w*"
            r"|(?<![\w.,])\d+(?:\.\d+){2,}(?!\d)(?<!\d{3})",
            r"(?<=[a-z] )[1-9]\.0(?![\d%])|release \d+\.\d+|(?<=\d[.,]\d) ?/ ?\d+|out of \d+",
            r"(?<!\w)(?:per|each|every|mỗi) \d[\d.,]*k?|(?:ต่อ|每) ?\d[\d.,]*",
            r"(?<!\w)(?:1[:-]1|1-on-1|one-on-one|50/50)(?!\w)",
        ]
    ),
    re.IGNORECASE,
)
_PLAIN: Final = r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?|\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,]\d+)?"
_AMOUNT: Final = re.compile(
    rf"(?P<money>(?:{_MONEY}) ?)?(?<![\d])(?P<minus>(?<!\w)-)?(?P<digits>{_PLAIN})"
    rf"(?: ?(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?![a-z\u00e0-\u024f\u1e00-\u1eff])"
    r"|(?P<letters>k|K|M|mn|mm|MM|B|bn|tr|(?(money)m|\b\B))(?![\w]))?"
    rf"(?: ?(?P<sign>%|percent\b|phần trăm|เปอร์เซ็นต์|(?:{_MONEY})(?!\w)))?(?P<plus>\+)?",
)
_SPELLED: Final = re.compile(
    r"(?<![\w-])(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?![\w-])"
    r"|(?<![一二三四五六七八九十百千万第每])[一二两三四五六七八九十](?=[个名家位场次篇份套座])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount and where it stands in the plain text."""

    begin: int
    end: int
    written: str
    """As it stands there."""
    number: Decimal | None
    """As written, without the scale that is a word; None where it can be read in two ways."""
    word: str = ""
    """The scale that is a word: `million`, `tỷ`, `ล้าน`, `万`."""
    sign: str = ""
    """`%`, or the sign of a currency."""
    is_scaled: bool = False
    """Whether its scale was a letter, and is worked out in the number."""

    @property
    def is_spelled(self) -> bool:
        """Whether it is written in letters: `three`."""
        return not any(map(str.isdigit, self.written))

    @property
    def is_year(self) -> bool:
        """Whether it can be a year; what stands beside it has to tell."""
        return re.fullmatch(_YEAR, self.written) is not None

    @property
    def whole(self) -> Decimal | None:
        """The number with its scale worked out."""
        return None if self.number is None else _shortest(self.number * 10 ** _WORDS.get(self.word.lower(), 0))


def plain(text: str) -> str:
    """The text with its digits and signs in one spelling. Places in it are those that `Amount` names."""
    return unicodedata.normalize("NFC", text).translate(_SIGNS)


def without_names(text: str) -> str:
    """A plain text of the same length in which days, versions and names with digits are blank."""
    return _NO_AMOUNT.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def amounts_of(text: str) -> list[Amount]:
    """The amounts of a plain text, from left to right."""
    bare = without_names(text)
    return sorted([*_figures(bare, bool(_VIETNAMESE.search(text))), *_spelled(bare)], key=lambda amount: amount.begin)


def _figures(text: str, is_vietnamese: bool) -> Iterator[Amount]:
    for found in _AMOUNT.finditer(text):
        number = _number(found["digits"], is_vietnamese)
        if number is not None:
            number = _shortest((-number if found["minus"] else number) * 10 ** _LETTERS.get(found["letters"] or "", 0))
        sign = (found["money"] or found["sign"] or "").strip()
        sign = "%" if sign in ("percent", "phần trăm", "เปอร์เซ็นต์") else sign
        yield Amount(
            found.start(), found.end(), found[0].strip(), number, found["word"] or "", sign, bool(found["letters"])
        )


def _shortest(number: Decimal) -> Decimal:
    """The same number without zeros that say nothing: 1200000 for 1200000.0."""
    text = f"{number:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def _spelled(text: str) -> Iterator[Amount]:
    for found in _SPELLED.finditer(text):
        yield Amount(found.start(), found.end(), found[0], Decimal(_SMALL[found[0].lower()]))


def _number(digits: str, is_vietnamese: bool) -> Decimal | None:
    """What digits with separators mean; None where countries differ and the language does not tell."""
    signs = [sign for sign in digits if not sign.isdigit()]
    if not signs:
        return Decimal(digits)
    last = len(digits) - digits.rindex(signs[-1]) - 1
    if len(signs) > 1 and len(set(signs)) == 1:
        return Decimal(re.sub("[., ]", "", digits))
    if len(set(signs)) == 2:
        whole, _, rest = digits.rpartition(signs[-1])
        return Decimal(f"{re.sub('[., ]', '', whole)}.{rest}")
    if signs[0] == " ":
        return Decimal(digits.replace(" ", ""))
    if last != 3 or digits.startswith("0"):
        return Decimal(digits.replace(",", "."))
    if signs[0] == ("." if is_vietnamese else ","):
        return Decimal(digits.replace(signs[0], ""))
    return None if is_vietnamese or digits.endswith("0") else Decimal(digits)
