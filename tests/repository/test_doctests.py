"""The examples of the docstrings: every public name has one, and each runs and says what comes out."""

from __future__ import annotations

import doctest
import importlib
import inspect
from pathlib import Path

import pytest

import hpviz
from hpviz.export import save
from hpviz.next_sweep import NextSweep
from hpviz.panel.requests import PanelPort

PACKAGE = Path(hpviz.__file__).parent
PROMPT = ">>> "
# A figure is written with the digits that are the same on any machine.
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def modules_with_examples() -> list[str]:
    files = [path for path in PACKAGE.rglob("*.py") if PROMPT in path.read_text()]
    names = [".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in files]
    return sorted(name.removesuffix(".__init__") for name in names)


def examples_of(thing: object) -> list[str]:
    """Return the statements of a docstring's own examples: of what inherits, not those of its parent."""
    return [example.source for example in doctest.DocTestParser().get_examples(thing.__doc__ or "")]


def methods_of(kind: type) -> list[str]:
    """Public methods, inherited ones too; properties are described with the attributes."""
    members = inspect.getmembers_static(kind)
    return [
        name
        for name, member in members
        if not name.startswith("_") and isinstance(member, (classmethod, staticmethod, type(save)))
    ]


@pytest.mark.parametrize("module", modules_with_examples())
def test_the_examples_of_a_module_run(module, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outcome = doctest.testmod(importlib.import_module(module), optionflags=FLAGS)
    assert outcome.attempted > 0
    assert outcome.failed == 0


@pytest.mark.parametrize("name", hpviz.__all__)
def test_every_public_name_has_an_example(name):
    # A text has no docstring of its own; that of the package stands for it.
    sources = examples_of(hpviz if name == "__version__" else getattr(hpviz, name))
    assert sources
    if name.islower():
        assert any(f"hpviz.{name}" in source for source in sources)


@pytest.mark.parametrize(
    ("kind", "method"),
    [(kind, method) for kind in (hpviz.Ranking, NextSweep) for method in methods_of(kind)],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_every_method_has_an_example_that_calls_it(kind, method):
    assert any(f".{method}(" in source for source in examples_of(getattr(kind, method)))


def test_the_methods_that_need_an_example_are_all_seen():
    inherited = {"table", "levels", "groups", "ordered", "useful", "score", "require_evidence"}
    own = {"effect", "joint", "compare", "explain", "more_runs", "next_sweep", "moved_together", "of"}
    own |= {"tuning_curve", "predicted_runs", "coverage", "default_costs"}
    assert inherited | own <= set(methods_of(hpviz.Ranking))
    assert {"of", "table", "text", "optuna", "sklearn"} <= set(methods_of(NextSweep))


def test_saving_has_an_example():
    assert any("save(ranking, " in source for source in examples_of(save))


def test_a_docstring_without_an_example_is_noticed():
    assert examples_of(PanelPort.send) == []
