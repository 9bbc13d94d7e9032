"""What each field means, read from the strings below the fields in `model`. For pages and schemas, never at start."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from itertools import pairwise

from okrcli.model import records


@cache
def field_texts(record: type) -> dict[str, str]:
    """The string that stands below each field of a record in `model.py`, also of the fields that it inherits."""
    texts: dict[str, str] = {}
    for base in record.__mro__:
        for field, below in pairwise(_bodies().get(base.__name__, [])):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr):
                texts.setdefault(field.target.id, inspect.cleandoc(ast.literal_eval(below.value)))
    return texts


@cache
def _bodies() -> dict[str, list[ast.stmt]]:
    return {
        node.name: node.body for node in ast.parse(inspect.getsource(records)).body if isinstance(node, ast.ClassDef)
    }
