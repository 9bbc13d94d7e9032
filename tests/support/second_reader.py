"""Files read by ruamel.yaml's pure composer, which shares no code with libyaml: does it find the same data?"""

import re
from decimal import Decimal
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from okrcli.text import number_text

_TAB_BEFORE_COMMENT = re.compile(r"\t+(?=#|[ \t]*\r?$)", re.MULTILINE)


def is_read_so_by_ruamel(raw: bytes, data: object) -> bool:
    """Whether ruamel.yaml finds exactly this data in a file, keys in this order, numbers with these digits.

    It refuses a tab before a comment and at the end of a line, which YAML allows there: it is given a space.
    """
    try:
        node = YAML(typ="safe", pure=True).compose(_TAB_BEFORE_COMMENT.sub(" ", raw.decode("utf-8-sig")))
    except YAMLError:
        return False
    return _has(node, data)


def _has(node: Any, data: object) -> bool:
    """Whether a node has the structure and the texts of the data."""
    if isinstance(data, dict):
        return (
            node.id == "mapping"
            and [key.value for key, _ in node.value] == list(data)
            and all(_has(item, data[key.value]) for key, item in node.value)
        )
    if isinstance(data, list):
        return node.id == "sequence" and len(node.value) == len(data) and all(map(_has, node.value, data))
    if isinstance(data, str):
        return node.id == "scalar" and bool(node.value == data)
    text = number_text(data) if isinstance(data, Decimal) else node.value
    words = ("true", "false") if isinstance(data, bool) else ("", "~", "null")
    is_word = isinstance(data, Decimal) or node.value.lower() in words
    return node.id == "scalar" and node.style is None and node.value == text and is_word
