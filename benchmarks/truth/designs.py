"""Made-up sweeps whose answer is known: what each param truly does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from benchmarks.truth.space import UNIT, Choice, Number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from benchmarks.truth.space import Space, Values

Family = Literal["continuous", "mixed", "drawn", "grid", "evened grid", "noise"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Design:
    """A response over a space.

    Attributes
    ----------
    name, family
        What it is called, and which designs it is averaged with.
    space
        The params.
    response
        Values of the params to the metric without noise.
    exact
        Total Sobol index of each param where there is a closed form or an enumeration; else
        `benchmarks.truth.totals` computes them.
    active
        Param to the rule that says in which runs it is there at all.
    noisy
        Noise is added; False where the metric brings its own.
    table
        The response of every configuration, one axis per param, where all are known.
    together
        The pairs that do more together than alone, where that is known.
    """

    name: str
    family: Family
    space: Space
    response: Callable[[Values], NDArray[np.float64]]
    exact: Mapping[str, float] | None = None
    active: Mapping[str, Callable[[Values], NDArray[np.bool_]]] = field(default_factory=dict)
    noisy: bool = True
    table: NDArray[np.float64] | None = None
    together: frozenset[frozenset[str]] | None = None

    def at(self, repeat: int) -> Design:
        """Return the design of a repetition: always this one."""
        del repeat
        return self


def ishigami() -> Design:
    """Ishigami and Homma (1990), a = 7, b = .1, with five dead params: x3 acts through x1 only."""
    a, b, pi = 7.0, 0.1, np.pi

    def response(x: Values) -> NDArray[np.float64]:
        return np.sin(x["x1"]) + a * np.sin(x["x2"]) ** 2 + b * x["x3"] ** 4 * np.sin(x["x1"])

    interaction = b**2 * pi**8 * (1 / 18 - 1 / 50)
    first, second = 0.5 * (1 + b * pi**4 / 5) ** 2, a**2 / 8
    whole = first + second + interaction
    exact = {"x1": (first + interaction) / whole, "x2": second / whole, "x3": interaction / whole}
    space = {f"x{place}": Number(-pi, pi) for place in (1, 2, 3)} | _dead(5)
    return Design(
        name="Ishigami",
        family="continuous",
        space=space,
        response=response,
        exact=exact | dict.fromkeys(_dead(5), 0.0),
    )


def sobol_g() -> Design:
    """Sobol's g function (Saltelli and Sobol 1995): products of eight params of falling weight."""
    weights = dict(zip([f"x{place}" for place in range(1, 9)], [0, 0.5, 3, 9, 99, 99, 99, 99], strict=True))

    def response(x: Values) -> NDArray[np.float64]:
        factors = [(np.abs(4 * x[name] - 2) + a) / (1 + a) for name, a in weights.items()]
        return np.prod(factors, axis=0)

    parts = {name: 1 / (3 * (1 + a) ** 2) for name, a in weights.items()}
    whole = np.prod([1 + part for part in parts.values()]) - 1
    exact = {
        name: part * np.prod([1 + other for key, other in parts.items() if key != name]) / whole
        for name, part in parts.items()
    }
    return Design(
        name="Sobol g",
        family="continuous",
        space=dict.fromkeys(weights, UNIT),
        response=response,
        exact=exact,
    )


def friedman() -> Design:
    """Friedman (1991), first function: five params that act, five that do not."""

    def response(x: Values) -> NDArray[np.float64]:
        curved = 10 * np.sin(np.pi * x["x1"] * x["x2"]) + 20 * (x["x3"] - 0.5) ** 2
        return curved + 10 * x["x4"] + 5 * x["x5"]

    space: Space = {f"x{place}": UNIT for place in range(1, 6)} | _dead(5)
    return Design(name="Friedman", family="continuous", space=space, response=response)


def borehole() -> Design:
    """Flow of water through a borehole (Harper and Gupta 1983): one param does most of it."""

    def response(x: Values) -> NDArray[np.float64]:
        log = np.log(x["r"] / x["rw"])
        drain = 1 + 2 * x["length"] * x["tu"] / (log * x["rw"] ** 2 * x["kw"]) + x["tu"] / x["tl"]
        return 2 * np.pi * x["tu"] * (x["hu"] - x["hl"]) / (log * drain)

    ends = {
        "rw": (0.05, 0.15), "r": (100, 50_000), "tu": (63_070, 115_600), "hu": (990, 1110), "tl": (63.1, 116),
        "hl": (700, 820), "length": (1120, 1680), "kw": (9855, 12_045),
    }  # fmt: skip
    return Design(
        name="Borehole",
        family="continuous",
        space={name: Number(*two) for name, two in ends.items()},
        response=response,
    )


def otl_circuit() -> Design:
    """Output of a push-pull circuit (Ben-Ari and Steinberg 2007), with four dead params."""

    def response(x: Values) -> NDArray[np.float64]:
        base = 12 * x["rb2"] / (x["rb1"] + x["rb2"])
        gain = x["beta"] * (x["rc2"] + 9)
        return (
            (base + 0.74) * gain / (gain + x["rf"])
            + 11.35 * x["rf"] / (gain + x["rf"])
            + 0.74 * x["rf"] * gain / ((gain + x["rf"]) * x["rc1"])
        )

    ends = {
        "rb1": (50, 150), "rb2": (25, 70), "rf": (0.5, 3), "rc1": (1.2, 2.5), "rc2": (0.25, 1.2),
        "beta": (50, 300),
    }  # fmt: skip
    return Design(
        name="OTL circuit",
        family="continuous",
        space={name: Number(*two) for name, two in ends.items()} | _dead(4),
        response=response,
    )


def training() -> Design:
    """A training's loss: the best learning rate moves with batch size and optimizer; a seed does nothing."""
    best = {"adam": -3.0, "sgd": -1.5, "lion": -4.0}

    def response(x: Values) -> NDArray[np.float64]:
        centre = np.select([x["optimizer"] == name for name in best], list(best.values()))
        off = np.log10(x["lr"]) - centre - 0.4 * (np.log2(x["batch_size"]) - 6)
        loss = 0.25 * np.minimum(off**2, 6) + 0.5 * (x["warmup"] == "off") + 0.2 * (x["optimizer"] == "sgd")
        unsteady = (x["optimizer"] == "sgd") * 0.8 * (0.95 - x["momentum"])
        return loss + unsteady + 0.15 * (6 - x["layers"]) / 3

    space: Space = {
        "lr": Number(1e-5, 1e-1, log=True),
        "batch_size": Choice((16, 32, 64, 128, 256)),
        "optimizer": Choice(("adam", "sgd", "lion")),
        "momentum": Number(0.0, 0.95),
        "warmup": Choice(("on", "off")),
        "layers": Number(2, 6, whole=True),
        "dropout": Number(0.0, 0.5),
        "weight_decay": Number(1e-6, 1e-2, log=True),
        "activation": Choice(("relu", "gelu")),
        "seed": Number(0, 99_999, whole=True),
    }
    return Design(
        name="training",
        family="mixed",
        space=space,
        response=response,
        active={"momentum": lambda x: x["optimizer"] == "sgd"},
    )


def switches() -> Design:
    """Two switches act, five continuous params do not."""

    def response(x: Values) -> NDArray[np.float64]:
        return 1.0 * (x["norm"] == "on") + 1.0 * (x["skip"] == "on")

    exact = {"norm": 0.5, "skip": 0.5} | dict.fromkeys(_dead(5), 0.0)
    space: Space = {"norm": Choice(("on", "off")), "skip": Choice(("on", "off"))} | _dead(5)
    return Design(name="switches", family="mixed", space=space, response=response, exact=exact)


def categories() -> Design:
    """Three categories act, two of them together; six params with many values do not."""

    def response(x: Values) -> NDArray[np.float64]:
        model = np.select([x["model"] == name for name in "abcd"], [0.0, 0.5, 1.0, 2.0])
        together = (x["loss"] == "hinge") & (x["augment"] == "yes")
        return model + 1.5 * together + 0.5 * (x["augment"] == "yes")

    space: Space = {
        "model": Choice(tuple("abcd")),
        "loss": Choice(("hinge", "log", "square")),
        "augment": Choice(("yes", "no")),
        **_dead(5),
        "seed": Number(0, 99_999, whole=True),
    }
    return Design(name="categories", family="mixed", space=space, response=response)


def nothing() -> Design:
    """The params of a training, and a metric that is pure noise."""

    def response(x: Values) -> NDArray[np.float64]:
        return np.zeros(len(x["lr"]))

    like = training()
    exact = dict.fromkeys(like.space, 0.0)
    return Design(
        name="nothing", family="noise", space=like.space, response=response, exact=exact, active=like.active
    )


def _dead(count: int) -> Space:
    return {f"dead{place}": UNIT for place in range(1, count + 1)}


DESIGNS = (ishigami, sobol_g, friedman, borehole, otl_circuit, training, switches, categories)
