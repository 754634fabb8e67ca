"""What people tune and measure, field by field: names and ranges as public projects write them."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Literal

from benchmarks.truth.space import Choice, Number

if TYPE_CHECKING:
    from hpviz.runs.metric_names import Goal

Part = Literal["param", "fidelity", "task"]


@dataclass(frozen=True)
class Param:
    """What is chosen for a run.

    Attributes
    ----------
    names
        Spellings in use, of which a table has one.
    space
        What is tried.
    part
        What it is for: a choice, how much of the full training is done, or what the run is done on.
    when
        Name and value of the param that switches it on.
    """

    names: str
    space: Number | Choice
    _: KW_ONLY
    part: Part = "param"
    when: tuple[str, str] | None = None


@dataclass(frozen=True)
class Metric:
    """What is measured.

    Attributes
    ----------
    names
        Spellings in use, of which a table has one.
    goal
        Whether it is to be small or large.
    low, high
        Between which values it lies in a usual sweep.
    main
        A person would look at it first.
    split
        It is measured on training, validation or test data, and its name may say so.
    """

    names: str
    goal: Goal
    low: float
    high: float
    _: KW_ONLY
    main: bool = True
    split: bool = True


@dataclass(frozen=True, kw_only=True)
class Field:
    """What is tuned and measured in a kind of project."""

    name: str
    params: tuple[Param, ...]
    metrics: tuple[Metric, ...]


def log(low: float, high: float) -> Number:
    return Number(low, high, log=True)


def real(low: float, high: float) -> Number:
    return Number(low, high)


def whole(low: int, high: int) -> Number:
    return Number(low, high, whole=True)


def choice(*values: float | str | bool) -> Choice:
    return Choice(values)


def up(names: str, low: float = 0.0, high: float = 1.0, *, main: bool = True, split: bool = True) -> Metric:
    return Metric(names, "maximize", low, high, main=main, split=split)


def down(names: str, low: float, high: float, *, main: bool = True, split: bool = True) -> Metric:
    return Metric(names, "minimize", low, high, main=main, split=split)


LEARNING_RATE = Param("lr|learning_rate|lr0|base_lr|lrate|init_lr", log(1e-5, 1e-1))
BATCH = Param("batch_size|bs|batch|train_batch_size", choice(16, 32, 64, 128, 256))
DECAY = Param("weight_decay|wd|wdecay|l2_reg", log(1e-6, 1e-2))
OPTIMIZER = Param("optimizer|optim|opt", choice("adam", "sgd", "adamw"))
MOMENTUM = Param("momentum|sgd_momentum", real(0.8, 0.99), when=("optimizer", "sgd"))
DROPOUT = Param("dropout|dropout_rate|drop_rate|p_drop", choice(0.0, 0.1, 0.2, 0.3, 0.5))
EPOCHS = Param("epochs|num_epochs|n_epochs|max_epochs", choice(10, 20, 50, 100), part="fidelity")
HIDDEN = Param("hidden_dim|hidden_size|n_hidden|hidden_channels|d_model", choice(64, 128, 256, 512))
LAYERS = Param("num_layers|n_layers|depth|num_hidden_layers", whole(1, 6))
SWITCH = Choice((True, False))
