"""Time `hpviz.rank` side by side with Optuna's importance evaluators on the same runs."""

from __future__ import annotations

import argparse
import statistics
import time
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd

import hpviz

Task = Callable[[], object]


def sweep(runs: int, params: int) -> pd.DataFrame:
    """Make a sweep in which a fifth of the params matter."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"config.p{i}": rng.random(runs) for i in range(params)})
    real = max(2, params // 5)
    effect = sum((real - i) * frame[f"config.p{i}"] for i in range(real))
    return frame.assign(**{"metric.loss": effect + rng.normal(0, 1, runs)})


def optuna_tasks(frame: pd.DataFrame, *, fanova: bool) -> dict[str, Task]:
    """Give Optuna the same runs as a finished study."""
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


def seconds(task: Task) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def compare(runs: int, params: int, repeats: int, *, fanova: bool) -> None:
    frame = sweep(runs, params)
    tasks: dict[str, Task] = {
        "hpviz.rank": lambda: hpviz.rank(frame, "loss"),
        "hpviz correlations": lambda: correlations(frame),
    }
    tasks |= optuna_tasks(frame, fanova=fanova)
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(repeats):  # in turn, so that a slow minute of the machine hits all alike
        for name, task in tasks.items():
            if name == "Optuna fANOVA" and times[name]:
                continue  # once is enough
            times[name].append(seconds(task))
    ours = statistics.median(times["hpviz.rank"])
    print(f"\n{runs:,} runs x {params} params (median of {repeats}, hpviz.rank = 1)")
    for name, taken in times.items():
        print(f"  {name:20} {statistics.median(taken):9.3f} s   x {statistics.median(taken) / ours:8.2f}")


def correlations(frame: pd.DataFrame) -> object:
    from hpviz.analysis import Question, rank

    return rank(hpviz.read(frame), Question("loss"), forest=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument(
        "--fanova-runs", type=int, default=1000, help="largest sweep that fANOVA is asked for"
    )
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    hpviz.rank(sweep(30, 3), "loss")  # imports
    for runs, params in ((60, 8), (1000, 20), (10_000, 20)):
        compare(runs, params, asked.repeats, fanova=runs <= asked.fanova_runs)


if __name__ == "__main__":
    main()
