"""The pages and tables that hpviz writes as HTML: Jinja2 templates, in which every value is text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader(__name__, "."),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )


def render(template: str, **values: Any) -> str:
    """Fill a template.

    Parameters
    ----------
    template
        Its file name in this folder: ``"table.html"``.
    values
        What it names. Text is escaped; HTML that was rendered before is passed as `markupsafe.Markup`.
    """
    return _environment().get_template(template).render(**values)
