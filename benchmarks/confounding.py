"""How often cautions and the statistics of repeated configurations are right; what a front is ranked by."""

from __future__ import annotations

import argparse
import warnings
from collections import Counter

import numpy as np
import optuna
from scipy.stats import qmc

from hpviz.analysis.design.drift import drift_of
from hpviz.analysis.design.narrowing import narrowed
from hpviz.analysis.forest.fitted import FittedForest
from hpviz.analysis.importance.oob import out_of_bag
from hpviz.analysis.sample.replicates import find_replicates
from hpviz.runs.column import Column
from hpviz.runs.target.pareto import distances, on_front

SAMPLERS = {
    "random": optuna.samplers.RandomSampler,
    "quasi-random": lambda seed: optuna.samplers.QMCSampler(seed=seed, scramble=True),
    "TPE": optuna.samplers.TPESampler,
}


def columns_of(values: dict[str, list[object]]) -> list[Column]:
    return [Column.from_values(name, cells) for name, cells in values.items()]


def seeds(
    configurations: int, times: int, rng: np.random.Generator, effect: float
) -> tuple[list[Column], np.ndarray]:
    """Configurations run several times; beside lr's effect each has a metric of its own."""
    own = {
        "lr": rng.uniform(-5, 0, configurations),
        "dropout": rng.random(configurations),
        "decay": rng.random(configurations),
        "optimizer": rng.choice(["adam", "sgd", "lion"], configurations),
        "batch": rng.choice([16, 32, 64], configurations),
    }
    values = {name: np.repeat(cells, times).tolist() for name, cells in own.items()}
    values["seed"] = np.tile(np.arange(times), configurations).tolist()
    y = effect * own["lr"] + (0.6 if effect else 1.0) * rng.normal(size=configurations)
    return columns_of(values), np.repeat(y, times) + 0.3 * rng.normal(size=configurations * times)


COARSE = {"random": (6, 4, 3, 2, 3, 2), "random, four params": (3, 4, 5, 2)}


def grids(kind: str, n: int, rng: np.random.Generator) -> list[Column]:
    """Runs of few-valued params that repeat nothing on purpose, or configurations at 3 seeds, 3 budgets."""
    many = COARSE.get(kind, COARSE["random"])
    crossed = kind.startswith("seeds and budgets")
    if kind == "quasi-random":
        drawn = np.floor(qmc.Sobol(len(many), seed=rng).random(n) * many).astype(int)
    elif kind == "latin":
        drawn = np.stack([rng.permutation(np.arange(n) % values) for values in many], axis=1)
    elif kind == "TPE":
        drawn = coarse_study(many, n, rng)
    else:
        drawn = rng.integers(0, many, (n // 9 if crossed else n, len(many)))
    if crossed:
        at = np.arange(9 * len(drawn))
        drawn = np.column_stack([drawn[at // 9], at % 3, at // 3 % 3])
        drawn = drawn[np.sort(rng.permutation(at)[: round(len(at) * (0.7 if "lost" in kind else 1))])]
    names = [*(f"p{j}" for j in range(len(many))), "seed", "budget"]
    return columns_of({name: cells.tolist() for name, cells in zip(names, drawn.T, strict=False)})


def coarse_study(many: tuple[int, ...], trials: int, rng: np.random.Generator) -> np.ndarray:
    best = rng.integers(0, many)

    def objective(trial: optuna.Trial) -> float:
        own = [trial.suggest_categorical(f"p{j}", list(range(values))) for j, values in enumerate(many)]
        return float(np.abs(np.array(own) - best) @ [1.0, 0.5, 0.5, 0.3, 0.0, 0.0]) + rng.normal(0, 0.2)

    made = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=int(rng.integers(2**31))))
    made.optimize(objective, n_trials=trials)
    return np.array([list(trial.params.values()) for trial in made.trials])


def taken_for_repeated(repeats: int) -> None:
    print("Taken for repeated configurations: by the params in which these differ")
    crossed = ("seeds and budgets", "seeds and budgets, 30% lost")
    for kind in (*COARSE, "latin", "quasi-random", "TPE", *crossed):
        sizes = (128, 270) if kind in crossed else (64, 128) if kind == "TPE" else (32, 64, 128, 270)
        for n in sizes:
            times = repeats // 5 if kind == "TPE" else repeats
            rngs = [np.random.default_rng([n, seed]) for seed in range(times)]
            replicates = [find_replicates(grids(kind, n, rng)) for rng in rngs]
            names = Counter(
                " and ".join(some.differing) or "alike in all" for some in replicates if some is not None
            )
            print(f"  {kind:28} {n:4} runs   {dict(names)} of {times}", flush=True)


def repetitions(repeats: int) -> None:
    print("Repeated configurations: tables with a dead param marked, lr marked (where it matters)")
    for configurations, times in ((8, 5), (12, 3), (12, 5), (30, 2), (30, 5)):
        for effect in (0.0, 0.8):
            marked = {"configurations": [], "runs": []}
            for repeat in range(repeats):
                rng = np.random.default_rng([configurations, times, repeat])
                params, y = seeds(configurations, times, rng, effect)
                for counted, marks in marked.items():
                    of = find_replicates(params) if counted == "configurations" else None
                    importance = out_of_bag(FittedForest.fit(params, y, seed=repeat, replicates=of))
                    marks.append(importance.above_noise & (importance.oob_r2 > 0))
            dead = slice(1 if effect else 0, None)
            text = "   ".join(
                f"counting {counted}: dead {np.any(np.array(marks)[:, dead], axis=1).mean():.2f}"
                + (f", lr {np.array(marks)[:, 0].mean():.2f}" if effect else "")
                for counted, marks in marked.items()
            )
            print(
                f"  {configurations:3} x {times}, lr {'matters' if effect else 'is dead'}: {text}", flush=True
            )


def study(sampler: str, trials: int, seed: int) -> tuple[list[Column], np.ndarray]:
    rng = np.random.default_rng([trials, seed])

    def objective(trial: optuna.Trial) -> float:
        lr = trial.suggest_float("lr", 1e-5, 1.0, log=True)
        dropout = trial.suggest_float("dropout", 0.0, 0.6)
        layers = trial.suggest_int("layers", 1, 5)
        trial.suggest_categorical("batch", [16, 32, 64, 128])
        optimizer = trial.suggest_categorical("optimizer", ["adam", "sgd", "lion"])
        trial.suggest_float("decay", 1e-6, 1e-1, log=True)
        off = (np.log10(lr) + 3) ** 2 / 2 + 4 * (dropout - 0.2) ** 2 + 0.1 * abs(layers - 3)
        return off + 0.8 * (optimizer == "sgd") + rng.normal(0, 0.3)

    made = optuna.create_study(sampler=SAMPLERS[sampler](seed=seed))
    made.optimize(objective, n_trials=trials)
    names = made.trials[0].params
    columns = columns_of({name: [trial.params[name] for trial in made.trials] for name in names})
    return columns, np.array([trial.value for trial in made.trials])


def order_in_time(repeats: int) -> None:
    print("Order in time: narrowing said; drift said without any; with a step of .6 (noise .3) at 60%")
    for sampler in SAMPLERS:
        for trials in (64, 128):
            narrow, none, step = [], [], []
            for repeat in range(repeats):
                params, y = study(sampler, trials, repeat)
                hours = 3600.0 * np.arange(trials)
                narrow.append(narrowed(params, y) is not None)
                none.append(drift_of(FittedForest.fit(params, y), hours) is not None)
                changed = y - 0.6 * (np.arange(trials) >= 0.6 * trials)
                step.append(drift_of(FittedForest.fit(params, changed), hours) is not None)
            text = f"narrowing {np.mean(narrow):.3f}   drift {np.mean(none):.3f}   step {np.mean(step):.2f}"
            print(f"  {sampler:12} {trials:4} runs   {text}", flush=True)


def layers_of(values: np.ndarray) -> np.ndarray:
    """Pareto rank: 0 for the front, 1 for the front of the others, and so on."""
    left, rank = np.arange(values.shape[1]), np.zeros(values.shape[1])
    for layer in range(values.shape[1]):
        best = on_front(values[:, left])
        rank[left[best]] = layer
        left = left[~best]
        if len(left) == 0:
            break
    return rank


def fronts(repeats: int) -> None:
    print("Front of loss and time: out-of-bag R2, and how often lr and optimizer, which matter, are marked")
    kinds = {"membership": lambda v: on_front(v).astype(float), "layer": layers_of, "distance": distances}
    for n in (30, 60, 150):
        figures_of = {kind: [] for kind in kinds}
        for repeat in range(repeats):
            rng = np.random.default_rng([n, repeat])
            lr, width = rng.uniform(-5, 0, n), rng.choice([32, 64, 128, 256, 512], n)
            optimizer = rng.choice(["adam", "sgd", "lion"], n)
            dead = {f"dead {j}": rng.random(n).tolist() for j in range(4)}
            params = columns_of(
                {"lr": lr.tolist(), "width": width.tolist(), "optimizer": optimizer.tolist(), **dead}
            )
            loss = (lr + 3) ** 2 / 2 + 0.6 * (optimizer == "sgd") - 0.3 * np.log2(width / 32)
            time = width * (1 + 0.2 * rng.normal(size=n)).clip(0.3)
            values = np.stack([loss + rng.normal(0, 0.3, n), time])
            for kind, of in kinds.items():
                importance = out_of_bag(FittedForest.fit(params, of(values), seed=repeat))
                marked = importance.above_noise & (importance.oob_r2 > 0)
                figures_of[kind].append((importance.oob_r2, marked[[0, 2]].mean(), marked[3:].any()))
        for kind, figures in figures_of.items():
            r2, true, false = np.mean(figures, axis=0)
            print(
                f"  {n:4} runs   {kind:10}   R2 {r2:.2f}   marked {true:.2f}   dead marked {false:.3f}",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=100)
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.filterwarnings("ignore", message="The balance properties of Sobol'")
    taken_for_repeated(options.repeats)
    repetitions(options.repeats)
    order_in_time(options.repeats)
    fronts(options.repeats)


if __name__ == "__main__":
    main()
