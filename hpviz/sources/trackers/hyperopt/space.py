"""Hyperopt's search spaces: trees of expressions, recognised and evaluated without hyperopt."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.sources.columns.cells import choice_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Values = Mapping[str, object]
Hints = tuple[dict[str, bool], dict[str, tuple[float, float]], dict[str, tuple[str, ...]], dict[str, float]]

_ARITHMETIC: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "truediv": lambda a, b: a / b,
    "div": lambda a, b: a / b,
    "floordiv": lambda a, b: a // b,
    "pow": lambda a, b: a**b,
    "neg": lambda a: -a,
    "int": int,
    "float": float,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "getitem": lambda a, b: a[b],
}
_LOG = frozenset({"loguniform", "qloguniform", "lognormal", "qlognormal"})
_BOUNDED = frozenset({"uniform", "quniform", "uniformint", "loguniform", "qloguniform", "randint"})


class Space:
    """What `fmin` searched: from a label and the place of a choice to a name and a value.

    Parameters
    ----------
    tree
        A dictionary, list or expression of ``hyperopt.hp``.
    """

    def __init__(self, tree: object) -> None:
        self._tree = tree

    @classmethod
    def of(cls, given: object) -> Space:
        """Take a space as the person gave it.

        Raises
        ------
        HpvizError
            It is no search space.
        """
        if not (isinstance(given, (Mapping, list, tuple)) or _kind(given)):
            raise HpvizError(
                f"space={given!r} is no search space of Hyperopt; give what fmin was called with: "
                "{'lr': hp.loguniform('lr', -9, 0), ...}"
            )
        return cls(given)

    def values(self, by_label: Values) -> dict[str, object]:
        """Work out the parameters of one trial as its objective got them."""
        values = _worked_out(self._tree, by_label)
        named = values if isinstance(values, Mapping) else {_label(self._tree) or "value": values}
        return {**{str(name): value for name, value in named.items()}, **dict(self._places(by_label))}

    def _places(self, by_label: Values) -> Iterator[tuple[str, object]]:
        """Name the branch that a choice took where nothing in the branch names it."""
        for node, path in _nodes(self._tree, ()):
            label = _label(node)
            if _kind(node) == "switch" and label in by_label and not _is_named(_options(node)):
                yield f"{_joined(path) or label} (choice)", f"option {_place(by_label[label])}"

    def hints(self) -> Hints:
        """Scale, bounds, choices and step of each parameter by its name in the table."""
        log: dict[str, bool] = {}
        bounds: dict[str, tuple[float, float]] = {}
        choices: dict[str, tuple[str, ...]] = {}
        steps: dict[str, float] = {}
        for node, path in _nodes(self._tree, ()):
            name = f"params.{_joined(path) or _label(node) or 'value'}"
            if _kind(node) == "switch":
                options = _options(node)
                if all(_is_literal(option) for option in options):
                    choices[name] = tuple(choice_text(_plain(option)) for option in options)
            elif _kind(node) == "hyperopt_param":
                drawn = node.pos_args[1]
                log[name] = _kind(drawn) in _LOG
                if _kind(drawn) in _BOUNDED:
                    bounds[name] = _bounds(drawn)
                if step := _step(drawn):  # its numbers are multiples of it, the ends rounded to them
                    steps[name] = step
                    low, high = bounds[name]
                    bounds[name] = (round(low / step) * step, round(high / step) * step)
        return log, bounds, choices, steps


def _kind(node: object) -> str:
    """Name the operation of an expression; empty for anything that is none."""
    name = getattr(node, "name", "")
    return name if isinstance(name, str) and hasattr(node, "pos_args") else ""


def _is_literal(node: object) -> bool:
    return _kind(node) in {"", "literal"} and not isinstance(_plain(node), (Mapping, list, tuple))


def _plain(node: object) -> Any:
    return getattr(node, "obj", None) if _kind(node) == "literal" else node


def _entries(node: Any) -> dict[str, object] | None:
    """Entries of a dictionary, be it Python's or an expression; None for anything else."""
    node = _plain(node)
    if isinstance(node, Mapping):
        return {str(name): value for name, value in node.items()}
    if _kind(node) == "dict":
        return {str(name): value for name, value in node.named_args}
    return None


def _items(node: Any) -> Sequence[object] | None:
    node = _plain(node)
    if isinstance(node, (list, tuple)):
        return node
    return node.pos_args if _kind(node) == "pos_args" else None


def _options(node: Any) -> list[object]:
    return list(node.pos_args[1:])


def _label(node: Any) -> str:
    """Label of a parameter, also of a wrapped one: float(hyperopt_param(label, ...)); else empty."""
    for _ in range(3):
        if _kind(node) == "hyperopt_param":
            return str(_plain(node.pos_args[0]))
        if _kind(node) not in {"switch", "float", "int"} or not node.pos_args:
            return ""
        node = node.pos_args[0]
    return ""


def _place(value: object) -> int:
    return int(value)  # type: ignore[call-overload,no-any-return]


def _worked_out(node: Any, by_label: Values) -> object:
    """Follow the trial's choices down the tree.

    Raises
    ------
    HpvizError
        The trial is of another space, or the expression is none that is understood.
    """
    entries, items = _entries(node), _items(node)
    if entries is not None:
        return {name: _worked_out(value, by_label) for name, value in entries.items()}
    if items is not None:
        return [_worked_out(item, by_label) for item in items]
    kind = _kind(node)
    if kind in {"", "literal"}:
        return _plain(node)
    if kind == "hyperopt_param":
        return _drawn(_label(node), by_label)
    if kind == "switch":
        return _worked_out(_chosen(node, by_label), by_label)
    if kind not in _ARITHMETIC:
        raise HpvizError(
            f"space= holds the expression {kind!r}, which hpviz does not work out; leave space= out"
        )
    return _ARITHMETIC[kind](*(_worked_out(argument, by_label) for argument in node.pos_args))


def _chosen(node: Any, by_label: Values) -> object:
    place, options = _place(_worked_out(node.pos_args[0], by_label)), _options(node)
    if not 0 <= place < len(options):
        raise HpvizError(
            f"space= does not fit these trials: the choice {_label(node)!r} has {len(options)} options, but "
            f"a trial took the one at place {place}"
        )
    return options[place]


def _drawn(label: str, by_label: Values) -> object:
    if label not in by_label:
        raise HpvizError(
            f"space= does not fit these trials: it has {label!r}, but a trial has only {', '.join(by_label)}"
        )
    return by_label[label]


def _nodes(node: Any, path: tuple[str, ...]) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Yield every parameter and choice with the path of its value's name in the table."""
    entries = _entries(node)
    if entries is not None:
        for name, value in entries.items():
            yield from _nodes(value, (*path, name))
        return
    kind = _kind(node)
    if kind in {"float", "int"} and node.pos_args:
        yield from _nodes(node.pos_args[0], path)
    elif kind in {"switch", "hyperopt_param"}:
        yield node, path
        for value in _options(node) if kind == "switch" else []:
            yield from _nodes(value, path)


def _joined(path: Sequence[str]) -> str:
    return ".".join(path)


def _is_named(options: Sequence[object]) -> bool:
    """Whether a value distinguishes each option: the option itself, or one of its entries."""
    if all(_is_literal(option) for option in options):
        return True
    entries = [_entries(option) or {} for option in options]
    shared = set.intersection(*(set(values) for values in entries)) if entries else set()
    return any(
        all(_is_literal(values[name]) for values in entries)
        and len({str(_plain(values[name])) for values in entries}) == len(entries)
        for name in shared
    )


def _bounds(drawn: Any) -> tuple[float, float]:
    arguments = [*drawn.pos_args, *(value for _, value in drawn.named_args)]
    numbers = [float(_plain(argument)) for argument in arguments[:2]]
    low, high = (0.0, numbers[0] - 1) if len(numbers) == 1 else numbers
    if _kind(drawn) in _LOG:
        low, high = math.exp(low), math.exp(high)
    return (low, high - 1 if _kind(drawn) == "randint" and len(numbers) > 1 else high)


def _step(drawn: Any) -> float | None:
    if _kind(drawn) != "quniform":
        return None
    named = {str(name): value for name, value in drawn.named_args}
    given = named.get("q", drawn.pos_args[2] if len(drawn.pos_args) > 2 else None)
    return None if given is None else abs(float(_plain(given))) or None
