"""Advice for the next sweep as people use it: the figures, the words, and the space for a tuning tool."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from hpviz.analysis.next_sweep.advice import SweepAdvice
from hpviz.search_space.optuna import distributions, study
from hpviz.search_space.sklearn import param_distributions
from hpviz.text.advice import next_sweep as words
from hpviz.views.advice import space_text, sweep_advice

if TYPE_CHECKING:
    import optuna
    import pandas as pd

    from hpviz.analysis.result.rank_result import RankResult


@dataclass(frozen=True, eq=False, kw_only=True)
class NextSweep(SweepAdvice):
    """What the next sweep should try: for each param to freeze, narrow, extend, move or keep it, and why.

    Made by `Ranking.next_sweep`. The attributes are those of
    `hpviz.analysis.next_sweep.advice.SweepAdvice`; here are the words and what tuning tools read.

    Attributes
    ----------
    sentences
        What it says.

    Examples
    --------
    >>> import hpviz
    >>> from hpviz.data import VEHICLE
    >>> advice = hpviz.rank(VEHICLE, "val_acc").next_sweep()
    >>> advice.sentences[0]
    'Narrow learning_rate_init, depth, alpha and width.'
    """

    @classmethod
    def of(cls, result: RankResult) -> NextSweep:
        """Work out what to try next; the forest is grown again on first use.

        Parameters
        ----------
        result
            A ranking, of `hpviz.rank` or `hpviz.analysis.rank`.

        Raises
        ------
        HpvizError
            There are no runs to learn from.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> from hpviz.next_sweep import NextSweep
        >>> ranking = hpviz.rank(VEHICLE, "val_acc")
        >>> NextSweep.of(ranking).result is ranking
        True
        """
        advice = sweep_advice(result)
        return cls(**{field.name: getattr(advice, field.name) for field in fields(advice)})

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is advised of all params together, and what to expect of it."""
        return words.sentences(self)

    @property
    def ranking(self) -> RankResult:
        """Former name of `result`.

        .. deprecated:: 0.2
        """
        warnings.warn("NextSweep.ranking is now NextSweep.result", DeprecationWarning, stacklevel=2)
        return self.result

    def __str__(self) -> str:
        """Write what is advised of all params together, and of each; the reasons are in `table`."""
        table = self.table()[["param", "action", "before", "after", "sure"]]
        return "\n".join([*self.sentences, *([table.to_string(index=False)] if len(table) else [])])

    def __repr__(self) -> str:
        """Write what is advised of all params together."""
        return f"<hpviz.NextSweep: {' '.join(self.sentences[:1])}>"

    def table(self) -> pd.DataFrame:
        """Table the advice, in the order of the ranking.

        Returns
        -------
        pandas.DataFrame
            One row per param: param, action (``"freeze"``, ``"narrow"``, ``"extend"``, ``"shift"``,
            ``"keep"``, ``"fix"``, ``"always set"``, ``"remove"``, or ``"keep (hidden)"``), before, after (in
            words), reason, sure, agreement (from 0 to 1: the share of the parts of the forest of which most
            good candidates lie there; NaN where nothing is narrowed, extended or shifted). "Likely"
            is never said of less than half of them.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> advice = hpviz.rank(VEHICLE, "val_acc").next_sweep()
        >>> advice.table().set_index("param").after["depth"]
        '2 to 3 (whole)'
        """
        return words.table(self)

    def text(self, tool: str) -> str:
        """Write the space for a tool; an optimiser begins from the runs that lie inside.

        Parameters
        ----------
        tool
            ``"wandb"`` (sweep YAML), ``"optuna"``, ``"ray"`` (code), all three with an optimiser in
            `optimiser_space`; ``"sklearn"`` (code) or ``"configspace"`` (JSON), with `space` to draw from: a
            name in `hpviz.search_space.TOOLS`.

        Raises
        ------
        HpvizError
            Another tool.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> advice = hpviz.rank(VEHICLE, "val_acc").next_sweep()
        >>> advice.text("wandb").splitlines()[3:7]
        ['method: bayes', 'metric:', '  name: val_acc', '  goal: maximize']
        """
        return space_text(self, tool)

    def study(self, *, seed: int = 0, **options: Any) -> optuna.Study:
        """Create an Optuna study that goes on in the space: multivariate TPE, with the runs that lie inside.

        Failed runs are in it as failed; on a Pareto front there is a direction for each metric.

        Parameters
        ----------
        seed
            Of the sampler.
        options
            Others of ``optuna.create_study``: storage, study_name, or another sampler.

        Returns
        -------
        optuna.Study
            ``study.ask(advice.optuna())`` suggests a run; ``suggest`` of ``text("optuna")`` one with
            conditions.

        Raises
        ------
        HpvizError
            Optuna is not installed, or failing is ranked: there is no metric to optimise.

        Examples
        --------
        >>> import hpviz, optuna
        >>> from hpviz.data import VEHICLE
        >>> optuna.logging.set_verbosity(optuna.logging.WARNING)
        >>> advice = hpviz.rank(VEHICLE, "val_acc").next_sweep()
        >>> study = advice.study()
        >>> len(study.trials), round(study.best_value, 4)
        (52, 0.9484)
        """
        return study(self.optimiser_space, seed=seed, **options)

    def optuna(self) -> dict[str, Any]:
        """Return Optuna's distributions by param; ``text("optuna")`` is the code, with conditions.

        Raises
        ------
        ImportError
            Optuna is not installed.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> hpviz.rank(VEHICLE, "val_acc").next_sweep().optuna()["depth"]
        IntDistribution(high=3, log=False, low=2, step=1)
        """
        return distributions(self.optimiser_space)

    def sklearn(self) -> dict[str, Any] | list[dict[str, Any]]:
        """Return ``param_distributions`` for scikit-learn's randomised searches.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> hpviz.rank(VEHICLE, "val_acc").next_sweep().sklearn()["learning_rate_init"]
        [0.0004641589, 0.0016681006, 0.0059948424]
        """
        return param_distributions(self.optimiser_space)
