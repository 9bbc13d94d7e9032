"""The grammar of a check-in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrcli.edit.checkin_line import CLEARED, CheckinLine, LineForm, format_line, parse_line
from okrcli.model.scalars import InvalidValueError

MINUTES = LineForm("min")
LONG = LineForm("thousand an hour")
STEPS = LineForm(milestones=("beta", "public"))
BINARY = LineForm(is_binary=True)


def line(
    text: str | None = None, confidence: int | None = None, note: str | None = None, **fields: object
) -> CheckinLine:
    return CheckinLine(text=text, confidence=confidence, note=note, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "form", "expected"),
    [
        ("22", MINUTES, line("22")),
        ("15.5 min", MINUTES, line("15.5")),
        ("15.5min 7 ok", MINUTES, line("15.5", 7, "ok")),
        ("15.5 minutes 7", MINUTES, line("15.5", 7)),
        ("15 %", LineForm("%"), line("15")),
        ("15% 7", LineForm("%"), line("15", 7)),
        ("€15 3", LineForm("€"), line("15", 3)),
        ("1 incident 8", LineForm("incidents"), line("1", 8)),
        ("720 thousand an hour 7 ok", LONG, line("720", 7, "ok")),
        ("720 thousand 7 ok", LONG, line("720", 7, "ok")),
        ("720 thousand orders", LONG, line("720", None, "thousand orders")),
        ("22 7 The webinar worked", MINUTES, line("22", 7, "The webinar worked")),
        ("22 The webinar worked", MINUTES, line("22", None, "The webinar worked")),
        ("22 7/10", MINUTES, line("22", 7)),
        ("22 10 3 of 4 customers", MINUTES, line("22", 10, "3 of 4 customers")),
        ("22 7 chờ máy chủ mới !服务器延迟", MINUTES, line("22", 7, "chờ máy chủ mới", blocker="服务器延迟")),
        ("22 !no budget", MINUTES, line("22", blocker="no budget")),
        ("22 wow! Really", MINUTES, line("22", None, "wow! Really")),
        ("22 Super ! On continue", MINUTES, line("22", None, "Super ! On continue")),
        ("!no budget", MINUTES, line(blocker="no budget")),
        ("22 !-", MINUTES, line("22", blocker=CLEARED)),
        ("!-", MINUTES, line(is_unchanged=True, blocker=CLEARED)),
        (".", MINUTES, line(is_unchanged=True)),
        (". 5 Slow week", MINUTES, line(None, 5, "Slow week", is_unchanged=True)),
        (". Slow week", MINUTES, line(None, None, "Slow week", is_unchanged=True)),
        ("+3", MINUTES, line("3", sign="+=")),
        ("-2 7", MINUTES, line("-2", 7, sign="+=")),
        ("=-2", MINUTES, line("-2")),
        ("-=2", MINUTES, line("2", sign="-=")),
        ("+=3 min", MINUTES, line("3", sign="+=")),
        ("1.5k", MINUTES, line("1.5k")),
        ("1,000", MINUTES, line("1,000")),
        ("missed 4", MINUTES, line("missed", 4)),
        ("y 7 Signed", BINARY, line("yes", 7, "Signed")),
        ("Done", BINARY, line("yes")),
        ("n", BINARY, line("no")),
        ("beta", STEPS, line("beta")),
        ("beta, public 7 Out", STEPS, line("beta,public", 7, "Out")),
        ("beta public Out", STEPS, line("beta,public", None, "Out")),
        ("publik", STEPS, line("publik")),
        ("  ", MINUTES, line()),
        ("22  7\n It \t worked ", MINUTES, line("22", 7, "It worked")),
    ],
)
def test_a_line_has_these_parts(typed: str, form: LineForm, expected: CheckinLine) -> None:
    assert parse_line(typed, form) == expected


@pytest.mark.parametrize(
    ("typed", "form", "message", "hint"),
    [
        ("15 %", MINUTES, "`%` does not fit: the unit is `min`", "write 15, or with a note 15 7 %"),
        ("15h", MINUTES, "`h` does not fit: the unit is `min`", "write 15"),
        ("15 hours of pain", MINUTES, "`hours` does not fit", "write 15, or with a note 15 7 hours of pain"),
        ("45%", LineForm(), "`%` does not fit: it has no unit", "write 45"),
        (
            "22 12 fixes",
            MINUTES,
            "confidence is a whole number from 0 to 10, found `12`",
            "write the confidence before a note that begins with a number: 7 12 fixes",
        ),
        ("158 15", MINUTES, "confidence is a whole number from 0 to 10, found `15`", "write one such as 7"),
        ("22 7.5", MINUTES, "confidence is a whole number from 0 to 10, found `7.5`", ""),
        ("22 -1", MINUTES, "confidence is a whole number from 0 to 10, found `-1`", ""),
    ],
)
def test_what_can_be_a_mistake_is_refused(typed: str, form: LineForm, message: str, hint: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        parse_line(typed, form)
    assert message in caught.value.message
    assert hint in (caught.value.hint or "")


NUMBERS = ("22", "-3", "=-2", "+3", ".", "7", "10", "12", "15min", "1,000", "")
WORDS = (
    "min",
    "minutes",
    "%",
    "h",
    "beta",
    "public",
    "y",
    "done",
    "note",
    "ที่สั่ง",
    "服务器",
    "thousand an hour",
    "missed",
)
SIGNS = ("!no", "!-", "!", "!!", "-", "=")
PIECES = st.sampled_from((*NUMBERS, *WORDS, *SIGNS, "thousand an hour"))


@given(st.lists(PIECES, max_size=6).map(" ".join), st.sampled_from([MINUTES, LONG, STEPS, BINARY, LineForm()]))
def test_a_line_that_is_written_out_is_read_as_the_same(typed: str, form: LineForm) -> None:
    try:
        parsed = parse_line(typed, form)
    except InvalidValueError:
        return
    assert parse_line(format_line(parsed, form), form) == parsed
