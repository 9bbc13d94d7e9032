"""The Jinja2 templates beside this module, with every printed value escaped."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template


def template_file(name: str) -> str:
    """The text of a file beside this module."""
    return files("okrcli.render.html").joinpath(name).read_text("utf-8")


@cache
def load_template(name: str, clean: Callable[[str], str], **filters: Callable[..., str]) -> Template:
    """The template in the file `name`. It prints each text cleaned by `clean`, then escaped.

    `filters` are further functions that it may call. An unknown variable in it is an error.
    """
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if type(value) is str else value,
    )
    environment.filters.update(filters)
    return environment.from_string(template_file(name))
