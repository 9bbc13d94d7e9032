"""The text of a JSON document."""

from __future__ import annotations

import json
import re
from typing import Any


class Typed(str):
    """A number with the digits that a person typed; `as_json` writes it as a number."""


def as_json(document: dict[str, Any]) -> str:
    """The text of a report: keys in their order, ISO dates, no NaN, typed numbers digit for digit."""

    def marked(value: Any) -> Any:
        if isinstance(value, Typed):
            return f"\0{value}\0"
        if isinstance(value, dict):
            return {key: marked(item) for key, item in value.items()}
        return [marked(item) for item in value] if isinstance(value, list) else value

    text = json.dumps(marked(document), ensure_ascii=False, indent=2, allow_nan=False)
    return re.sub(r'"\\u0000([-0-9.]+)\\u0000"', r"\1", text)
