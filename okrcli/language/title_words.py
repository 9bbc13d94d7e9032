"""The words of titles in four languages: what says from, to, at least, by, and what is counted."""

from __future__ import annotations

import re
from typing import Final

from okrcli.model.records import Kind

_FROM: Final = (
    r"(?:\bfrom|\bwas|\bcurrently|\bnow|\btoday|\bbaseline(?: of)?|\btừ(?: mức)?|\btu"
    r"|\bhiện(?: tại| nay)?(?: là)?|จาก(?:เดิม)?|ปัจจุบัน|从|從|由|目前|现在|現在)"
)
_TO: Final = (
    r"(?:(?:\bup |\bdown )?\bto|\binto|->|→|⇒|=>|➜|\blên(?: đến| tới| thành| mức)?"
    r"|\bxuống(?: còn| mức| đến| tới)?|\bđến|\btới"
    r"|\bthành|\bcòn|\blen|\bxuong|เป็น|ถึง|สู่|ไปที่|เหลือ|(?:提高|提升|增加|增长|增長|上升"
    r"|扩大|扩展|降低|下降|减少|減少|缩短|縮短|降|升|减|增)?"
    r"(?:到|至|为|為))"
)
_LIMITS: Final[tuple[tuple[Kind, str], ...]] = (
    (
        "at_least",
        r"≥|>=|\bat or above|\bat least|\bno less than|\bnot less than|\bminimum(?: of)?|\bmin\.?|\bít nhất"
        r"|\btối thiểu|\bkhông dưới|อย่างน้อย|ไม่ต่ำกว่า|ไม่น้อยกว่า|至少|不低于|不低於|不少于"
        r"|不少於",
    ),
    (
        "at_most",
        r"≤|<=|\bat or (?:below|under)|\bat most|\bno more than|\bnot more than|\bup to|\bmaximum(?: of)?|\bmax\.?"
        r"|\bwithin|\bnhiều nhất|\btối đa|\bkhông quá|\bkhông vượt quá|ไม่เกิน|อย่างมาก|ภายใน|最多"
        r"|不超过|不超過|不高于|不高於",
    ),
    (
        "below",
        r"<|\bunder|\bbelow|\bless than|\bfewer than|\blower than|\bdưới|\bthấp hơn|ต่ำกว่า"
        r"|น้อยกว่า|低于|低於|少于|少於|小于",
    ),
    (
        "above",
        r">|\bover|\babove|\bmore than|\bgreater than|\bhigher than|\btrên|\bhơn|\bcao hơn"
        r"|\bvượt(?: quá)?|มากกว่า|สูงกว่า|เกิน|超过|超過|高于|高於|大于|多于",
    ),
)
_LIMIT: Final = "(?:" + "|".join(words for _, words in _LIMITS) + ")"
_AFTER_LIMIT: Final[tuple[tuple[Kind, str], ...]] = (
    ("at_least", r"\s*(?:or more|or higher|or better|or above|trở lên|ขึ้นไป|[\u4e00-\u9fff]{0,2}以上)"),
    ("at_most", r"\s*(?:or less|or fewer|or lower|or below|trở xuống|ลงมา|[\u4e00-\u9fff]{0,2}以[下内內])"),
)
BETWEEN: Final = re.compile(r"(?:\bbetween|\bgiữa|ระหว่าง|\btrong khoảng|在)\s*$", re.IGNORECASE)
RANGE: Final = re.compile(r"\s*(?:-|–|~|\bto|\bor|\bđến|\bhoặc|ถึง|至|到)\s*", re.IGNORECASE)
BY: Final = re.compile(r"(?:\bby|\bthêm|อีก|ขึ้น|ลง|(?:提高|提升|增加|增长|增長|降低|下降|减少)了?)\s*$", re.IGNORECASE)
COUNTS: Final = re.compile(
    r"(?:\b(?:hire|publish|launch|ship|close|win|sign|recruit|train|run|hold|complete|conduct"
    r"|interview|deliver|write"
    r"|create|onboard|generate|produce|acquire|book|collect|get|gain|add|earn|host|organi[sz]e"
    r"|make|sell|migrate|convert"
    r"|fix|open|visit|call|send|land|secure|raise|find|release|build|attract|coach|test|retire"
    r"|remove|automate|document"
    r"|tuyển(?: dụng)?|ký(?: kết| được)?|đăng|xuất bản|tổ chức|chạy|hoàn thành|phỏng vấn"
    r"|đào tạo|mở|bán(?: được)?|có(?: được)?"
    r"|thu(?: hút| được| về)?|tạo(?: ra)?|viết|chốt|gặp|ra mắt)|招聘|招募|发布|發布|签约|簽約"
    r"|签下|举办|舉辦|完成|获得|獲得|新增|培训|培訓|访谈|訪談|开设|销售|发展|获取|撰写|上线)"
    rf"\s*(?:the first |another |a total of |được |{_LIMIT}\s*)?$",
    re.IGNORECASE,
)
COUNTS_OF: Final = re.compile(
    r"^\s*(?:จ้าง|รับสมัคร|รับ|จัด|ปิด(?:การขาย)?|เปิด|เขียน|ขาย|หา|สัมภาษณ์|อบรม|เผยแพร่"
    r"|สร้าง|ส่งมอบ|ได้(?:รับ)?)[\u0e00-\u0e7fA-Za-z ]{0,30}$"
)
"""Thai puts what is counted before the number: `จ้างวิศวกร 3 คน`."""
FINDS: Final = re.compile(r"\s*(?:find out|establish (?:a|the) baseline|tìm ra|หาว่า|摸清|查明)", re.IGNORECASE)
_EACH: Final = r"(?:\b(?:an?|per|each|every|mỗi|hàng)|/|ต่อ|ทุก|每)"
_PERIODS: Final = (
    ("day", "day|ngày|วัน|天|日"),
    ("week", "week|tuần|สัปดาห์|周|週"),
    ("month", "month|tháng|เดือน|月"),
    ("quarter", "quarter|quý|ไตรมาส|季"),
)
DOUBLES: Final = re.compile(
    r"\b(?:double|triple|halve|twice|gấp đôi|gấp ba)\b|เท่าตัว|翻倍|翻一番|减半|減半", re.IGNORECASE
)
KEEPS: Final = re.compile(
    r"\b(?:keep|stay|hold|maintain|remain|sustain|every|each|always|never|giữ|duy trì|luôn"
    r"|mỗi)|รักษา|คง|ทุก|保持|维持|維持|每",
    re.IGNORECASE,
)
MOVES: Final = re.compile(
    r"^\s*(?:\b(?:grow|increase|raise|lift|improve|boost|reduce|cut|lower|decrease|shrink"
    r"|shorten|bring|get|drop|drive|expand|move"
    r"|push|tăng|giảm|nâng|hạ|rút ngắn|cải thiện|đưa|đạt)\b|เพิ่ม|ลด|ยก|ทำให้|将|將|把|提高"
    r"|提升|增加|降低|减少|減少|缩短)",
    re.IGNORECASE,
)
DOES: Final = re.compile(
    r"^\s*(?:\b(?:ship|launch|release|deliver|complete|finish|publish|open|sign|migrate|move"
    r"|hire|roll out|go live|set up|build"
    r"|introduce|replace|retire|close|obtain|pass|get|win|implement|adopt|create|write|define"
    r"|decide|upgrade|switch|ra mắt|triển khai"
    r"|hoàn thành|hoàn tất|phát hành|xây dựng|ký|mở|chuyển|nâng cấp|lấy|đạt)\b|เปิดตัว|ปล่อย"
    r"|ส่งมอบ|จัดทำ|สร้าง|ย้าย|เสร็จ|上线|发布|發布|推出"
    r"|完成|建立|交付|迁移|签署|获得|通过)",
    re.IGNORECASE,
)

_ABOUT: Final = r"(?:(?:[~≈+]|about|around|roughly|khoảng|ประมาณ|大?约)\s*)?"
_ARROWS: Final = re.compile("->|→|⇒|=>|➜")
_TO_END: Final = re.compile(rf"{_TO}\s*(?:(?:{_LIMIT}|每[天日周月年])\s*)?{_ABOUT}$", re.IGNORECASE)
_FROM_END: Final = re.compile(
    rf"{_FROM}\s*(?:is|là|[:=]|(?:an?\s+)?(?:average|baseline|current|about|around)(?:\s+of)?|当前的?|每[天日周月年])?\s*{_ABOUT}$",
    re.IGNORECASE,
)
_GOAL: Final = re.compile(
    rf"(?:{_TO}|\b(?:reach(?:es)?|achieves?|hits?|exceeds?|attains?|đạt(?: được)?)|ทำ|บรรลุ|แตะ|达到|達到|实现)"
    rf"\s*(?-i:[A-Z]{{2,6}} )?(?:{_LIMIT}\s*)?$",
    re.IGNORECASE,
)
_SHARED: Final = re.compile(r"(?:[^,;!?]|,(?=\d)){0,40}")
_SPANS: Final = (
    r"h|d|s|min|ms|seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|quarters?|years?|giây|phút|giờ"
    r"|tiếng|ngày|tuần|tháng|quý|năm"
    r"|วินาที|นาที|ชั่วโมง|วัน|สัปดาห์|เดือน|ปี|秒|分钟|小时|天|周|个月|年"
)
_SPAN: Final = re.compile(
    rf"\s*(?:working |business )?(?P<span>{_SPANS})(?![a-z\u00e0-\u024f\u1e00-\u1eff])", re.IGNORECASE
)
_WITH: Final = re.compile(rf"\b(?:with|có|của)\s*(?:{_LIMIT}\s*)?$", re.IGNORECASE)
_ASIDE: Final = re.compile(
    r"(?:\b(?:within|in|for|over|after|every|last|next|trong(?: vòng)?|sau|qua)|ภายใน|ใน|หลัง"
    r"|在)\s*$",
    re.IGNORECASE,
)
_INSIDE: Final = re.compile(rf"\s*(?:{_SPANS})[之以]?[内內]")

_OPENING_DAY: Final = re.compile(r"^\s*(?:by|before|until|trước|đến|ภายใน|ก่อน|在|于)?\s{2,}[,前]?之?", re.IGNORECASE)
_STOPS: Final = frozenset(
    """a an and are as at before between but by compared during each every for from in into inside is of on or out over
    per than that the their this through to until up via when where which while who with within without more fewer less
    after across q1 q2 q3 q4 mỗi một trong vào trước và hoặc cho ở tại của từ với đến cuối quý năm để bằng qua theo trên
    dưới ngày tháng tuần trở khi do not today now currently lên xuống thành còn len xuong den""".split()  # noqa: SIM905
)
_NOUN: Final = re.compile(r"\s*(?P<words>[^\W\d_]+(?:[-'’][^\W\d_]+)*(?: [^\W\d_]+(?:[-'’][^\W\d_]+)*){0,4})")
_MAX_WORDS: Final = 4
_EVERY: Final = re.compile("hàng (?:ngày|tuần|tháng|quý|năm)")
_THAI: Final = re.compile(r"\s*([\u0e00-\u0e7f]+)")
_THAI_STOP: Final = re.compile("ต่อ|ภายใน|ใน|ทุก|และ|ก่อน|ของ|จาก|เป็น|ถึง|ขึ้นไป|ที่|ให้|โดย")
_HAN: Final = re.compile(
    r"\s*(百分点|个百分点|美元|元|人民币|个工作日|小时|分钟|秒|天|周|个月|人|名|位|家|次|篇|场"
    r"|件|条|单|份|倍|万元|套|台|门|项|座|所|分|个)"
)
_UNSPACED: Final = re.compile("[\u0e00-\u0e7f\u3040-\u9fff]")
_ACRONYM: Final = re.compile(r"(?<![\w])([A-Z]{2,6}s?)\s*$")
_PLURAL: Final = re.compile(
    r"(?<![\w])(?!(?:(?:in|de)creases|grows|rises|drops|falls|goes|moves|improves|climbs)\s*$)([a-z]{3,}[^su\W\d]s)\s*$"
)


def is_way(before: str, between: str) -> bool:
    """Whether what stands before and between two numbers makes them a way: `from 20 to`, `20 →`."""
    found = _TO_END.search(between)
    if not found or not _SHARED.fullmatch(between[: found.start()]):
        return False
    return bool(_FROM_END.search(before) or _ARROWS.search(found[0]))


def is_way_back(before: str, between: str) -> bool:
    """Whether the first of two numbers is the target: `to 30 from 20`, `to 30 (now 20)`."""
    return bool(_FROM_END.search(between) and (_GOAL.search(before) or limit_of(before, "")))


def ends_with_from(before: str) -> bool:
    """Whether a text ends with a word for `from`."""
    return bool(_FROM_END.search(before))


def is_goal(before: str) -> bool:
    """Whether a text ends with a word for `to` or `reach`, so that a number behind it is a target."""
    return bool(_GOAL.search(before))


def is_count(before: str) -> bool:
    """Whether a text ends with what makes a number a count that begins at 0: `Hire`, `Publish`, `招聘`."""
    return bool(COUNTS.search(before) or COUNTS_OF.search(before))


def begins_with_count(text: str) -> bool:
    """Whether a title begins with a verb of that sort."""
    return bool(COUNTS.search(" ".join(text.split()[:1])) or COUNTS_OF.search(re.split(r"[^\u0e00-\u0e7f]", text)[0]))


def period_of(before: str, after: str) -> str | None:
    """The period for which a count holds: `a week`, `mỗi tuần`, `每周`."""
    for name, words in _PERIODS:
        if re.search(rf"{_EACH}\s?(?:{words})(?![a-z])", after, re.IGNORECASE):
            return name
        if re.search(rf"(?:每|\bmỗi |ทุก)(?:{words})", before, re.IGNORECASE):
            return name
    return None


def is_aside(before: str, after: str) -> bool:
    """Whether a number between these texts only qualifies: a time within which something happens, or whose it is."""
    is_time = _SPAN.match(after) and _ASIDE.search(before)
    return bool(is_time or _INSIDE.match(after) or _WITH.search(before))


def is_bracketed(before: str, after: str) -> bool:
    """Whether a number between these texts stands in brackets."""
    return before.count("(") > before.count(")") and ")" in after


def limit_of(before: str, after: str) -> Kind | None:
    """The limit that the words around a number make of it."""
    for kind, words in _LIMITS:
        if re.search(rf"(?:{words})\s*$", before, re.IGNORECASE):
            return kind
    return next((kind for kind, words in _AFTER_LIMIT if re.match(words, after, re.IGNORECASE)), None)


def span_after(after: str) -> str:
    """The span of time that a number counts, in one spelling; empty where it counts something else."""
    found = _SPAN.match(after)
    return found["span"].lower().rstrip("s") if found else ""


def noun_after(after: str) -> str:
    """What is counted, as the words directly behind a number say it; empty where they do not."""
    if found := _SPAN.match(after):
        return found[0].strip()
    if found := _THAI.match(after):
        word = _THAI_STOP.split(found[1])[0]
        return word if len(word) <= 12 else ""
    if found := _HAN.match(after):
        return found[1]
    found = _NOUN.match(_EVERY.split(after)[0])
    if not found:
        return ""
    taken: list[str] = []
    for word in found["words"].split():
        if word.lower() in _STOPS or _UNSPACED.search(word):
            break
        taken.append(word)
    return " ".join(taken) if len(taken) <= _MAX_WORDS else ""


def noun_before(before: str) -> str:
    """What is counted, where the word before `from`, `to` or a limit is an abbreviation or a plural."""
    rest = re.sub(rf"(?:{_FROM}|{_TO}|{_LIMIT}|\b(?:of|about|around)\b|\s|[:(=~≈+])+$", "", before, flags=re.IGNORECASE)
    if re.search(r"\bper\b", rest):
        return ""
    found = _ACRONYM.search(rest) or (_PLURAL.search(rest) if rest.isascii() else None)
    return found[1] if found else ""


def joined(scale: str, noun: str) -> str:
    """A scale and what is counted: `tỷ đồng`, `万元`, `million users`."""
    space = "" if scale and ord(scale[0]) > 0x0DFF and ord(scale[0]) < 0xFB00 and not noun.isascii() else " "
    return space.join(filter(None, [scale, noun]))


def without_day(text: str) -> str:
    """A title without the day in front of what is done: `By 15 Dec, ship …`."""
    return _OPENING_DAY.sub("", text, count=1)
