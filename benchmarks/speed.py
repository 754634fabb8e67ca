"""Time `hpviz.rank` side by side with Optuna's importance evaluators, and measure its memory."""

from __future__ import annotations

import argparse
import dataclasses
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

import hpviz

Task = Callable[[], object]
SIZES = ((60, 8), (1000, 20), (10_000, 50), (250_000, 10), (1_000_000, 50))


def sweep(runs: int, params: int) -> pd.DataFrame:
    """Make a sweep in which a fifth of the params matter."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"config.p{i}": rng.random(runs) for i in range(params)})
    real = max(2, params // 5)
    effect = sum((real - i) * frame[f"config.p{i}"] for i in range(real))
    frame["metric.loss"] = effect + rng.normal(0, 1, runs)
    return frame


def optuna_tasks(frame: pd.DataFrame, *, fanova: bool) -> dict[str, Task]:
    """Return a finished study of Optuna with the same runs."""
    import optuna
    from optuna.distributions import FloatDistribution
    from optuna.importance import (
        FanovaImportanceEvaluator,
        MeanDecreaseImpurityImportanceEvaluator,
        PedAnovaImportanceEvaluator,
    )

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    names = [name for name in frame if name.startswith("config.")]
    space = {name: FloatDistribution(0.0, 1.0) for name in names}
    study = optuna.create_study()
    study.add_trials(
        [
            optuna.create_trial(
                params=dict(zip(names, row[:-1], strict=True)), distributions=space, value=row[-1]
            )
            for row in frame.to_numpy().tolist()
        ]
    )
    evaluators = {
        "Optuna PED-ANOVA": PedAnovaImportanceEvaluator(),
        "Optuna MDI": MeanDecreaseImpurityImportanceEvaluator(seed=0),
    }
    if fanova:
        evaluators["Optuna fANOVA"] = FanovaImportanceEvaluator(seed=0)
    return {name: lambda e=evaluator: e.evaluate(study) for name, evaluator in evaluators.items()}


def seconds(task: Task) -> tuple[float, float]:
    """Return the time on the clock and that of all processors: they differ where others compute too."""
    start = time.perf_counter(), time.process_time()
    task()
    return time.perf_counter() - start[0], time.process_time() - start[1]


def compare(runs: int, params: int, options: argparse.Namespace) -> None:
    """Print the times beside those of the peers."""
    frame, repeats = sweep(runs, params), options.repeats if runs <= 100_000 else min(options.repeats, 3)
    held = hpviz.read(frame)
    tasks: dict[str, Task] = {
        "hpviz.rank": lambda: hpviz.rank(frame, "loss"),
        "  first figures": lambda: correlations(frame),
        "  without reading": lambda: hpviz.rank(fresh(held), "loss"),
    }
    if runs <= options.peer_runs:
        tasks |= optuna_tasks(frame, fanova=runs <= options.fanova_runs)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in tasks}
    for _ in range(repeats):  # in turn, so that a slow minute of the machine hits all alike
        for name, task in tasks.items():
            if name == "Optuna fANOVA" and times[name]:
                continue  # once is enough
            times[name].append(seconds(task))
    ours = medians(times["hpviz.rank"])
    print(f"\n{runs:,} runs x {params} params (median of {repeats}, hpviz.rank = 1; clock, processors)")
    for name, taken in times.items():
        clock, cpu = medians(taken)
        ratios = f"x {clock / ours[0]:8.2f} {cpu / ours[1]:8.2f}"
        print(f"  {name:20} {clock:9.3f} s {cpu:9.3f} s   {ratios}")
    if runs * params >= 1_000_000 and sys.platform == "linux":
        print(f"  memory, the frame itself included: {memory(runs, params):.1f} times the frame")


def medians(times: list[tuple[float, float]]) -> tuple[float, float]:
    clock, cpu = zip(*times, strict=True)
    return statistics.median(clock), statistics.median(cpu)


def growth(params: int, repeats: int) -> None:
    """Print how much longer a thousand times the runs take, with and without reading the frame."""
    tasks: dict[str, Task] = {}
    for runs in (1000, 1_000_000):
        frame = sweep(runs, params)
        held = hpviz.read(frame)
        tasks[f"{runs} whole"] = lambda frame=frame: hpviz.rank(frame, "loss")
        tasks[f"{runs} read"] = lambda held=held: hpviz.rank(fresh(held), "loss")
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in tasks}
    for _ in range(repeats):
        for name, task in tasks.items():
            times[name].append(seconds(task))
    medians_of = {name: medians(taken) for name, taken in times.items()}
    for part, words in (("whole", "with reading"), ("read", "without reading")):
        clock, cpu = np.array(medians_of[f"1000000 {part}"]) / medians_of[f"1000 {part}"]
        print(f"  x {params}, {words:15}   x {clock:5.1f} {cpu:5.1f}")


def column_of(kind: str, runs: int, rng: np.random.Generator) -> object:
    """Make a param that does nothing, of a kind that real sweeps have."""
    if kind == "floats":
        return rng.random(runs)
    if kind == "integers":
        return rng.integers(1, 100, runs)
    if kind == "booleans":
        return rng.random(runs) < 0.5
    if kind == "some missing":
        return np.where(rng.random(runs) < 0.2, np.nan, rng.random(runs))
    names = rng.choice(["adam", "sgd", "lion", "rmsprop"], runs)
    if kind == "categories":
        return pd.Categorical(names)
    return names.astype(object) if kind == "objects" else pd.array(names, dtype="string")


def kinds(repeats: int) -> None:
    """Print how much longer a thousand times the runs take by the kind of their 20 columns."""
    names = ("floats", "integers", "booleans", "some missing", "categories", "objects", "texts")
    for kind in (*names, "mixed"):
        frames = {}
        for runs in (1000, 1_000_000):
            rng = np.random.default_rng(0)
            each = names if kind == "mixed" else (kind,)
            columns = {f"config.p{i}": column_of(each[i % len(each)], runs, rng) for i in range(20)}
            frames[runs] = pd.DataFrame(columns | {"metric.loss": rng.random(runs)})
        times = {
            runs: [seconds(lambda f=f: hpviz.rank(f, "loss")) for _ in range(repeats)]
            for runs, f in frames.items()
        }
        small, large = (medians(times[runs]) for runs in frames)
        ratios = f"x {large[0] / small[0]:5.1f} {large[1] / small[1]:5.1f}"
        print(f"  {kind:15} {small[1]:7.3f} s {large[1]:7.3f} s   {ratios}")


def fresh(runs: hpviz.Runs) -> hpviz.Runs:
    """Forget what was worked out of the columns before."""
    columns = {name: dataclasses.replace(column) for name, column in runs.columns.items()}
    return dataclasses.replace(runs, columns=columns)


def memory(runs: int, params: int) -> float:
    """Return the peak of a process of its own, less what it needs for a sweep of 30 runs."""
    peaks = []
    for size in ((30, 3), (runs, params)):
        command = [sys.executable, __file__, "--peak", *map(str, size)]
        peaks.append(int(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    return (peaks[1] - peaks[0]) / (runs * (params + 1) * 8)


def peak(runs: int, params: int) -> int:
    """Rank in this process, and give the most memory it has held, in bytes (Linux)."""
    hpviz.rank(sweep(runs, params), "loss")
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def correlations(frame: pd.DataFrame) -> object:
    from hpviz.analysis import RankOptions, rank

    return rank(hpviz.read(frame), RankOptions(metric="loss"), forest=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument(
        "--fanova-runs", type=int, default=1000, help="largest sweep that fANOVA is asked for"
    )
    parser.add_argument("--peer-runs", type=int, default=10_000, help="largest sweep the peers are asked for")
    parser.add_argument("--peak", type=int, nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    if options.peak:
        print(peak(*options.peak))
        return
    hpviz.rank(sweep(30, 3), "loss")  # imports
    for runs, params in SIZES:
        compare(runs, params, options)
    print("\n1,000,000 runs against 1,000 (clock, processors)")
    for params in (10, 50):
        growth(params, options.repeats)
    print("\nThe same by the kind of 20 columns (processors; ratios on the clock, processors)")
    kinds(min(options.repeats, 3))


if __name__ == "__main__":
    main()
