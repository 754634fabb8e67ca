"""What other tools say of the same runs: Optuna, scikit-learn, SHAP, and plain correlation."""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.truth.space import Choice

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from benchmarks.truth.sampling import Sample

    Prepared = Callable[[], list[float]]


def optuna(kind: str) -> Callable[[Sample, int], Prepared]:
    """One of Optuna's evaluators, on a finished study of the same runs; params it leaves out get 0."""

    def prepared(sample: Sample, seed: int) -> Prepared:
        from optuna import importance

        study = _study(sample)
        evaluator: Any = {
            "fANOVA": lambda: importance.FanovaImportanceEvaluator(seed=seed),
            "MDI": lambda: importance.MeanDecreaseImpurityImportanceEvaluator(seed=seed),
            "PED-ANOVA": importance.PedAnovaImportanceEvaluator,
        }[kind]()

        def run() -> list[float]:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                importances = importance.get_param_importances(study, evaluator=evaluator)
            return [importances.get(name, 0.0) for name in sample.space]

        return run

    return prepared


def _study(sample: Sample) -> Any:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    spaces = {name: _distribution(sample, name) for name in sample.space}
    values = {name: column.tolist() for name, column in sample.values.items()}
    trials = []
    for run, metric in enumerate(sample.y.tolist()):
        names = [name for name in sample.space if sample.has(name)[run]]
        trials.append(
            optuna.create_trial(
                params={name: values[name][run] for name in names},
                distributions={name: spaces[name] for name in names},
                value=metric,
            )
        )
    study = optuna.create_study()
    study.add_trials(trials)
    return study


def _distribution(sample: Sample, name: str) -> Any:
    from optuna import distributions

    param = sample.space[name]
    if isinstance(param, Choice):
        if param.numeric:
            return distributions.FloatDistribution(min(param.of), max(param.of))
        return distributions.CategoricalDistribution(param.of)
    if param.whole:
        return distributions.IntDistribution(int(param.low), int(param.high))
    return distributions.FloatDistribution(param.low, param.high, log=param.log)


def pearson(sample: Sample, seed: int) -> Prepared:
    """|r|, on a logarithmic axis where the space has one; of a category the largest of its values."""
    del seed

    def run() -> list[float]:
        return [max(_r(column, sample.y) for column in _columns(sample, name)) for name in sample.space]

    return run


def _r(column: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    known = ~np.isnan(column)
    if np.ptp(column[known]) == 0:
        return 0.0
    return float(abs(np.corrcoef(column[known], y[known])[0, 1]))


def _columns(sample: Sample, name: str) -> list[NDArray[np.float64]]:
    """A number as it is (its logarithm where the space says so), a category as 0/1 columns."""
    values, there = sample.values[name], sample.has(name)
    if sample.numeric(name):
        numbers = values.astype(np.float64)
        numbers = np.log(numbers) if getattr(sample.space[name], "log", False) else numbers
        return [np.where(there, numbers, np.nan)]
    return [np.where(there, values == value, np.nan).astype(np.float64) for value in np.unique(values)]


def _matrix(sample: Sample) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return all columns side by side, and which param each belongs to."""
    columns = [_columns(sample, name) for name in sample.space]
    owner = np.repeat(np.arange(len(columns)), [len(some) for some in columns])
    return np.stack([column for some in columns for column in some], axis=1), owner


def permutation(sample: Sample, seed: int) -> Prepared:
    """scikit-learn: a default forest on 70% of the runs, shuffled 5 times on the others."""
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.inspection import permutation_importance
    from sklearn.model_selection import train_test_split

    X = np.stack([_ordinal(sample, name) for name in sample.space], axis=1)

    def run() -> list[float]:
        X_fit, X_test, y_fit, y_test = train_test_split(X, sample.y, test_size=0.3, random_state=seed)
        forest = RandomForestRegressor(random_state=seed).fit(X_fit, y_fit)
        importances = permutation_importance(forest, X_test, y_test, n_repeats=5, random_state=seed)
        return importances.importances_mean.tolist()

    return run


def _ordinal(sample: Sample, name: str) -> NDArray[np.float64]:
    if sample.numeric(name):
        return _columns(sample, name)[0]
    codes = np.unique(sample.values[name], return_inverse=True)[1]
    return np.where(sample.has(name), codes.astype(np.float64), np.nan)


def shap(sample: Sample, seed: int) -> Prepared:
    """Mean |SHAP value| of a default forest over its runs; the columns of a category are added first."""
    from shap import TreeExplainer
    from sklearn.ensemble import RandomForestRegressor

    X, owner = _matrix(sample)
    X = np.where(np.isnan(X), np.nanmin(X, axis=0) - 1, X)  # absent: a value apart

    def run() -> list[float]:
        forest = RandomForestRegressor(random_state=seed).fit(X, sample.y)
        values = TreeExplainer(forest).shap_values(X, check_additivity=False)
        each = [values[:, owner == place].sum(axis=1) for place in range(len(sample.space))]
        return [float(np.abs(of_param).mean()) for of_param in each]

    return run


def values(sample: Sample, seed: int) -> Prepared:
    """How many different values a param has; the metric is not looked at. What a liking for them is worth."""
    del seed
    return lambda: [float(len(np.unique(sample.values[name][sample.has(name)]))) for name in sample.space]


PEERS: dict[str, Callable[[Sample, int], Prepared]] = {
    "Optuna fANOVA": optuna("fANOVA"),
    "Optuna MDI": optuna("MDI"),
    "Optuna PED-ANOVA": optuna("PED-ANOVA"),
    "scikit-learn permutation": permutation,
    "SHAP mean |value|": shap,
    "|Pearson r|": pearson,
    "number of values": values,
}
# Seconds a sweep: these are asked about fewer sweeps, and fANOVA, which takes minutes, about shorter ones.
SLOW = ("Optuna fANOVA", "scikit-learn permutation", "SHAP mean |value|")
MOST_RUNS = {"Optuna fANOVA": 150}


def absent() -> list[str]:
    """Name the peers that are not installed here."""
    needs = {"shap": ["SHAP mean |value|"], "optuna": [name for name in PEERS if name.startswith("Optuna")]}
    return [name for module, names in needs.items() if find_spec(module) is None for name in names]
