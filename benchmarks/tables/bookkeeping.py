"""What is neither chosen nor measured: ids, names, dates, paths, states, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.tables.columns import ASIDE, PARTS, SAME, MadeColumn, spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.tables.sweep import Sweep

    Maker = Callable[[Sweep, np.random.Generator], MadeColumn]

STATES = ("COMPLETE", "finished", "FINISHED", "done", "ok", "success")
SETTINGS: tuple[tuple[str, object], ...] = (
    ("train_split", 0.8),
    ("vocab_size", 3535),
    ("n_folds", 5),
    ("device", "cuda"),
    ("patience", 10),
    ("mixed_precision", True),
    ("num_workers", 4),
    ("early_stop_delta", 1e-5),
    ("scheduler", "cosine"),
    ("scheduler_factor", 0.5),
    ("pad_side", "left"),
    ("padding_token", 0),
    ("test_split", 0.15),
    ("log_interval", 50),
    ("user", "anna"),
    ("gpu", "A100"),
)
NOTES = ("baseline unmodified", "rerun after crash", "looks good", "loss spiked, see log", "new tokenizer")


def identities(sweep: Sweep, rng: np.random.Generator) -> Iterator[MadeColumn]:
    """Columns that stand in front of most tables."""
    for place in rng.permutation(len(FIRST))[: rng.integers(0, 3)]:
        yield FIRST[place](sweep, rng)


def remarks(sweep: Sweep, rng: np.random.Generator) -> Iterator[MadeColumn]:
    """Columns that stand behind the results of some."""
    for place in rng.permutation(len(LAST))[: rng.integers(0, 3)]:
        yield LAST[place](sweep, rng)


def replicates(sweep: Sweep, rng: np.random.Generator) -> Iterator[MadeColumn]:
    """The seed or number of each repetition, where there are some."""
    if sweep.replicate is None:
        return
    name = spelled("seed|random_state|rep|run_seed|replicate|trial_seed|Seed", rng)
    first = 0 if "rep" in name else int(rng.choice([0, 1, 42]))
    cells = (first + sweep.replicate).tolist()
    yield MadeColumn(name=name, kind="replicate", cells=cells, roles=PARTS["replicate"])


def constants(sweep: Sweep, rng: np.random.Generator) -> Iterator[MadeColumn]:
    """Settings that nobody changed."""
    count = len(SETTINGS) if rng.random() < 0.1 else rng.integers(0, 3)
    for place in rng.permutation(len(SETTINGS))[:count]:
        name, value = SETTINGS[place]
        yield MadeColumn(name=name, kind="constant", cells=[value] * len(sweep), roles=SAME)


def _aside(name: str, kind: str, cells: list[object]) -> MadeColumn:
    return MadeColumn(name=name, kind=kind, cells=cells, roles=ASIDE)


def _number(sweep: Sweep, rng: np.random.Generator) -> MadeColumn:
    name = spelled(
        "trial|trial_number|run|run_id|exp_id|config_id|index|Trial Number|iteration|#|combo|job",
        rng,
    )
    start = int(rng.choice([0, 1]))
    return _aside(name, "number of the run", list(range(start, start + len(sweep))))


def _label(sweep: Sweep, rng: np.random.Generator) -> MadeColumn:
    """Name each run by the values of its first params, as scripts do."""
    name = spelled("name|run_name|run|exp_name|config|experiment|tag", rng)
    parts = list(sweep.cells.items())[:3]
    cells: list[object] = [
        "_".join(f"{key[:3]}{values[row]}" for key, values in parts) + f"_{row}" for row in range(len(sweep))
    ]
    return _aside(name, "name of the run", cells)


def _hash(sweep: Sweep, rng: np.random.Generator) -> MadeColumn:
    name = spelled("config_hash|run_hash|uid|trial_id|run_uuid|ID", rng)
    return _aside(name, "hash", [rng.bytes(4).hex() for _ in range(len(sweep))])


def _date(sweep: Sweep, rng: np.random.Generator) -> MadeColumn:
    name = spelled("timestamp|date|created_at|Created|start_time|datetime", rng)
    step = np.cumsum(rng.integers(60, 4000, len(sweep)))
    moments = np.datetime64("2025-03-01T09:00:00") + step.astype("timedelta64[s]")
    if rng.random() < 0.25:
        return _aside(name, "date", (1_740_000_000 + step).tolist())
    mark = spelled("T| ", rng)
    return _aside(name, "date", [str(moment).replace("T", mark) for moment in moments])


def _path(sweep: Sweep, rng: np.random.Generator) -> MadeColumn:
    name = spelled("checkpoint|best_checkpoint|log_dir|run_dir|output_dir|model_path", rng)
    return _aside(
        name, "path", [f"runs/sweep/{row:03d}/checkpoint-{row * 37 % 900}" for row in range(len(sweep))]
    )


def _state(sweep: Sweep, rng: np.random.Generator) -> MadeColumn:
    name = spelled("status|state|State|run_status", rng)
    usual = str(rng.choice(STATES))
    failed = "FAIL" if usual.isupper() else "failed"
    cells: list[object] = [failed if rng.random() < 0.04 else usual for _ in range(len(sweep))]
    return _aside(name, "state", cells)


def _note(sweep: Sweep, rng: np.random.Generator) -> MadeColumn:
    name = spelled("notes|comment|description|Notes|error", rng)
    cells: list[object] = [str(rng.choice(NOTES)) if rng.random() < 0.15 else None for _ in range(len(sweep))]
    if all(cell is None for cell in cells):
        cells[0] = NOTES[0]
    return _aside(name, "note", cells)


def _commit(sweep: Sweep, rng: np.random.Generator) -> MadeColumn:
    name = spelled("git_sha|git_commit|commit|code_version", rng)
    return MadeColumn(name=name, kind="constant", cells=[rng.bytes(4).hex()] * len(sweep), roles=SAME)


FIRST: tuple[Maker, ...] = (_number, _label, _hash, _number, _date)
LAST: tuple[Maker, ...] = (_date, _path, _state, _note, _commit)
