"""Altair charts that show themselves offline in any notebook, and know the figures they were drawn from."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import altair as alt

from hpviz.charts.drawing import formats
from hpviz.charts.drawing.names import drawable
from hpviz.charts.drawing.theme import CONFIG

if TYPE_CHECKING:
    import pandas as pd


class Picture(alt.TopLevelMixin):
    """What hpviz's charts add to Altair's; each is also an `altair.LayerChart` or the like.

    `table` gives the figures it was drawn from, `sentences` what it says, and `save` writes it by suffix. In
    a notebook it shows itself with no network and whatever renderer is set.
    """

    _figures: pd.DataFrame
    _sentences: tuple[str, ...]

    def table(self) -> pd.DataFrame:
        """Return the figures that are drawn."""
        return self._figures.copy()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the picture says."""
        return self._sentences

    def __str__(self) -> str:
        """Write what the picture says, and the first of its figures."""
        rows = self._figures.head(MOST_ROWS).round(3).to_string(index=False) if len(self._figures) else ""
        return "\n".join([*self._sentences, *([rows] if rows else [])])

    def to_dict(self, *args: Any, **options: Any) -> dict[str, Any]:
        """Return the Vega-Lite specification; hpviz's look goes in here, so that charts can be combined."""
        spec: dict[str, Any] = super().to_dict(*args, **options)
        if (options.get("context") or {}).get("top_level", True):
            own = self._kwds.get("config", alt.Undefined)  # type: ignore[attr-defined]
            chosen = {} if own is alt.Undefined else own.to_dict()
            spec["config"] = _merged(CONFIG, chosen)
            drawn: dict[str, Any] = drawable(spec)
            return drawn
        return spec

    def copy(self, deep: Any = True) -> Self:  # noqa: FBT002 - Altair's own signature
        """Copy the chart with its figures."""
        copied: Self = super().copy(deep=deep)  # type: ignore[misc]
        return _with_figures(copied, self._figures, self._sentences)

    def save(self, fp: Any, *args: Any, **options: Any) -> None:
        """Write the chart: .png, .svg, .html (self-contained) or .json (Vega-Lite), by suffix.

        With more arguments this is Altair's own `save`.
        """
        if args or options or not isinstance(fp, (str, Path)):
            super().save(fp, *args, **options)
            return
        formats.write(fp, lambda suffix: formats.rendered(self, suffix))

    def _repr_mimebundle_(self, *_: Any, **wanted: Any) -> Any:
        """Return the chart in every type; to IPython, which says what it wants, with its display options."""
        bundle = formats.bundle(self)
        return (bundle, formats.display_options()) if wanted else bundle


# So many rows of figures are printed.
MOST_ROWS = 15
# A line below a heading may have so many letters, whatever stands in the others.
FEWEST_LETTERS = 80

AnyPicture = TypeVar("AnyPicture", bound=Picture)


# Below, `copy` comes from Altair's schema too, with other types; Picture's is the one that counts.
class LayerPicture(Picture, alt.LayerChart):  # type: ignore[misc]
    """A layered chart."""


class RowPicture(Picture, alt.HConcatChart):  # type: ignore[misc]
    """Charts side by side."""


class StackPicture(Picture, alt.VConcatChart):  # type: ignore[misc]
    """Charts one below the other."""


class FacetPicture(Picture, alt.FacetChart):  # type: ignore[misc]
    """The same chart for each of several rows."""


_KINDS: dict[type, type[Picture]] = {
    alt.LayerChart: LayerPicture,
    alt.HConcatChart: RowPicture,
    alt.VConcatChart: StackPicture,
    alt.FacetChart: FacetPicture,
}


def picture(chart: Any, figures: pd.DataFrame, sentences: tuple[str, ...]) -> Picture:
    """Make a picture of a layered, concatenated or faceted chart."""
    made = _KINDS[type(chart)].__new__(_KINDS[type(chart)])
    made.__dict__.update(chart.__dict__)
    return _with_figures(made, figures, sentences)


def with_sentence(made: AnyPicture, sentence: str) -> AnyPicture:
    """Add a sentence below those of a picture; the picture itself where it is empty."""
    if not sentence:
        return made
    heading = made.title.copy()  # type: ignore[attr-defined]
    wide = max([FEWEST_LETTERS, *map(len, heading.subtitle)])
    heading.subtitle = [*heading.subtitle, *textwrap.wrap(sentence, wide)]
    noted = made.copy(deep=False)
    noted.title = heading  # type: ignore[attr-defined]
    return _with_figures(noted, made._figures, (*made.sentences, sentence))  # noqa: SLF001


def _with_figures(made: AnyPicture, figures: pd.DataFrame, sentences: tuple[str, ...]) -> AnyPicture:
    # Altair keeps what is set as an attribute as a part of the chart.
    object.__setattr__(made, "_figures", figures)
    object.__setattr__(made, "_sentences", sentences)
    return made


def _merged(ours: dict[str, Any], chosen: dict[str, Any]) -> dict[str, Any]:
    merged = ours | chosen
    for name, part in chosen.items():
        if isinstance(part, dict) and isinstance(ours.get(name), dict):
            merged[name] = ours[name] | part
    return merged
