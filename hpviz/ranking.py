"""A ranking as people use it: the figures, the words and the pictures of a sweep's params."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from hpviz import analysis
from hpviz.analysis.forest.bagging import no_progress
from hpviz.analysis.result.rank_result import RankResult
from hpviz.checks import checked_codes
from hpviz.formatting.words import fitting
from hpviz.text import ranking as text
from hpviz.text.refusals import problem
from hpviz.text.target import guess_sentences
from hpviz.views.headline import known_headline, whole_headline

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import pandas as pd

    from hpviz.analysis.association.correlated_groups import CorrelatedGroup
    from hpviz.analysis.effects.interactions import PairMethod
    from hpviz.analysis.forest.bagging import Progress
    from hpviz.analysis.importance.methods import MethodName
    from hpviz.analysis.options import RankOptions
    from hpviz.analysis.result.scores import SortKey
    from hpviz.charts import Picture
    from hpviz.checks import Note
    from hpviz.next_sweep import NextSweep
    from hpviz.runs import Runs
    from hpviz.runs.metric_names import Goal


# So many rows are printed.
MOST_ROWS = 10


@dataclass(frozen=True, eq=False, kw_only=True)
class Ranking(RankResult):
    """The params of a sweep by what they do to a metric, most important first.

    Made by `hpviz.rank`. The attributes and tables are those of
    `hpviz.analysis.result.rank_result.RankResult`; here are the words and the pictures. A picture is an
    Altair chart that shows itself in a notebook; its ``.table()`` has the figures that are drawn, its
    ``.sentences`` what it says, and ``.save(path)`` writes it as .png, .svg, .html or .json.

    Attributes
    ----------
    problem
        Why there is nothing to trust, in a sentence, or None.
    notes
        Sentences worth reading, each with the code of its kind.
    headline
        The result in a sentence; `print` shows it above the table.
    trust_sentence
        How much the params explain, in a sentence.

    Examples
    --------
    >>> import hpviz
    >>> from hpviz.data import VEHICLE
    >>> ranking = hpviz.rank(VEHICLE, "val_acc")
    >>> ranking.metric, ranking.goal, ranking.runs_used, ranking.trust
    ('val_acc', 'maximize', 500, 'good')
    >>> f"{ranking.oob_r2:.2f} {ranking.explained:.2f}"
    '0.91 0.91'
    >>> [score.param for score in ranking.scores]
    ['learning_rate_init', 'depth', 'batch_size', 'alpha', 'width']
    """

    @classmethod
    def of(cls, result: RankResult) -> Ranking:
        """Add words and pictures to a result.

        Parameters
        ----------
        result
            From `hpviz.analysis.rank`, which knows figures only.

        Returns
        -------
        Ranking
            With the same attributes.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.analysis import RankOptions, rank
        >>> from hpviz.data import VEHICLE
        >>> result = rank(hpviz.read(VEHICLE), RankOptions(metric="val_acc"))
        >>> hpviz.Ranking.of(result).trust_sentence
        'These parameters explain most of val_acc (91%). The other 9% is noise, ...'
        """
        return cls(**{field.name: getattr(result, field.name) for field in fields(result)})

    def __str__(self) -> str:
        """Write what is a guess, the headline, how much is explained, and the first rows."""
        table = self.table()[["param", "importance", "importance_low", "importance_high", "correlation"]]
        shown = fitting(len(self.scores), MOST_ROWS)
        rows = table.head(shown).round(3).to_string(index=False) if self.scores else ""
        more = len(self.scores) - shown
        left_out = f"… {more:,} more; .table() has them all" if more > 0 else ""
        trust = self.trust_sentence if self.obstacle is None else ""
        guesses = text.role_guesses([self])
        parts = (
            *guess_sentences(self.target, self.dismissed),
            self.headline,
            trust,
            *guesses,
            rows,
            left_out,
        )
        return "\n".join(part for part in parts if part)

    def __repr__(self) -> str:
        """Write the headline as far as it is known; nothing is computed."""
        return f"<hpviz.Ranking: {known_headline(self)}>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """Return the table for a notebook: as HTML with bars, Markdown and LaTeX."""
        from hpviz.export.requests import output_of_table

        return output_of_table(self) | {"text/plain": repr(self)}

    @property
    def headline(self) -> str:
        r"""The result in a sentence, with the best values of what matters most.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> ranking = hpviz.rank(VEHICLE, "val_acc")
        >>> print(ranking.headline.replace(". ", ".\n"))
        learning_rate_init matters most: 65% of the differences in val_acc.
        On average best between 0.00046 and 0.006.
        """
        return whole_headline(self)

    @property
    def problem(self) -> str | None:
        """Why there is nothing to trust, in a sentence; None where there is."""
        return problem(self)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Sentences worth reading: a scale that was chosen, params that moved together, cautions.

        Each is a text with the ``code`` of its kind and a ``remedy`` (`hpviz.checks`).
        """
        return text.notes(self)

    def dismissing(self, codes: Collection[str] | str) -> Ranking:
        """Return the same ranking without the notes of some kinds.

        Parameters
        ----------
        codes
            Of `hpviz.checks`: ``"HP012"``, or several. Notes that were dismissed before come back unless they
            are among them.

        Raises
        ------
        HpvizError
            There is no check of a code.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> ranking = hpviz.rank(VEHICLE, "val_acc", method="mdi")
        >>> [note.code for note in ranking.notes]
        ['HP010']
        >>> ranking.dismissing("HP010").notes
        ()
        """
        dismissed = checked_codes(codes)
        return self if dismissed == self.dismissed else replace(self, dismissed=dismissed)

    @property
    def trust_sentence(self) -> str:
        """How much the params explain, in a sentence; empty before that is known."""
        return text.trust_sentence(self)

    @property
    def together(self) -> tuple[CorrelatedGroup, ...]:
        """Former name of `correlated_groups`.

        .. deprecated:: 0.2
        """
        warnings.warn("Ranking.together is now Ranking.correlated_groups", DeprecationWarning, stacklevel=2)
        return self.correlated_groups

    def moved_together(self) -> Picture:
        """Draw which params moved together: a tree over them, and what each group accounts for jointly.

        Similarity is |Spearman|, or its analogue for categories, from 0 to 1; branches meet at the mean
        similarity of their params. Params that meet at 0.8 or more are a group, whose importances cannot be
        told apart.

        Returns
        -------
        Picture
            ``.table()`` has one row per group, as `groups`.

        Raises
        ------
        HpvizError
            Fewer than two params, or no runs.

        Examples
        --------
        >>> import hpviz
        >>> import pandas as pd
        >>> from hpviz.data import VEHICLE
        >>> sweep = pd.read_csv(VEHICLE)
        >>> sweep["config.weights"] = sweep["config.width"] ** 2 * sweep["config.depth"]
        >>> picture = hpviz.rank(sweep, "val_acc").moved_together()
        >>> picture.table()["params"].tolist()
        [('width', 'weights')]
        """
        from hpviz.views.interactions import TOGETHER

        return TOGETHER.picture(self)

    def chart(self, sort_by: SortKey = "importance", *, descending: bool = True) -> Picture:
        """Draw the table: importance with intervals beside correlation, the same rows, order and figures.

        Parameters
        ----------
        sort_by, descending
            The order of the rows, as in `table`.

        Returns
        -------
        Picture
            ``.table()`` has the rows of `table`.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> chart = hpviz.rank(VEHICLE, "val_acc").chart("param", descending=False)
        >>> chart.table()["param"].tolist()
        ['alpha', 'batch_size', 'depth', 'learning_rate_init', 'width']
        """
        from hpviz.views.table import RANKING

        return RANKING.picture(self, sort_by=sort_by, descending=descending)

    def parallel(
        self, *, runs: int = 30, sort_by: SortKey = "importance", descending: bool = True
    ) -> Picture:
        """Draw the best runs across the params, coloured by their metric, among a sample of the others.

        Parameters
        ----------
        runs
            How many of the best runs are drawn, from 1 to 200.
        sort_by, descending
            The order of the params from left to right, as in `table`; the first 12 that vary are drawn.

        Returns
        -------
        Picture
            ``.table()`` has one row per run that is drawn in colour, the best first: run, the metric, and the
            value of each param as text.

        Raises
        ------
        HpvizError
            There are no runs, fewer than two params vary, or `runs` is out of range.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> best = hpviz.rank(VEHICLE, "val_acc").parallel(runs=3).table()
        >>> best[["run", "val_acc", "learning_rate_init", "depth"]].round(4)
                     run  val_acc learning_rate_init depth
        0  vehicle-08239   0.9484          0.0004642     3
        1  vehicle-77229   0.9477          0.0001292     3
        2  vehicle-52133   0.9475          0.0004642     2
        """
        from hpviz.views.table import PARALLEL

        return PARALLEL.picture(self, runs=runs, sort_by=sort_by, descending=descending)

    def effect(self, param: str) -> Picture:
        """Draw how a param acts on the metric: a curve with its band among the runs, or each level's effect.

        The curve is the forest's partial dependence (Friedman, 2001), averaged over the runs; the band covers
        the whole curve at once with 95%, from forests on random halves of the runs.

        Parameters
        ----------
        param
            Its name here or in the source.

        Returns
        -------
        Picture
            ``.table()`` has one row per value of a grid: value, effect, effect_low, effect_high (in the
            metric's unit) and runs (nearby); of a categorical the rows of `levels`.

        Raises
        ------
        HpvizError
            No such param here (it may be hidden), or nothing to compare.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> hpviz.rank(VEHICLE, "val_acc").effect("depth").table().round(2)
           value  effect  effect_low  effect_high  runs
        0    1.0    0.75        0.71         0.78   174
        1    2.0    0.68        0.64         0.72   177
        2    3.0    0.65        0.60         0.70   149
        """
        from hpviz.views.effects import EFFECT

        return EFFECT.picture(self, param)

    def joint(self, param: str, other: str) -> Picture:
        """Draw how two params act together: the forest's partial dependence on both.

        Its sentences say whether the two interact, by the test of `interactions`.

        Parameters
        ----------
        param, other
            Their names here or in the source.

        Returns
        -------
        Picture
            ``.table()`` has one row per cell of the map: the two params, effect (in the metric's unit) and
            runs (nearby).

        Raises
        ------
        HpvizError
            No such params here, nothing to compare, or an answer that is not to be trusted.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> joint = hpviz.rank(VEHICLE, "val_acc").joint("learning_rate_init", "depth").table()
        >>> joint.loc[joint["effect"].idxmax(), ["learning_rate_init", "depth"]].tolist()
        [0.0004641589, 3.0]
        """
        from hpviz.views.effects import JOINT

        return JOINT.picture(self, param, other)

    def interactions(self, most: int = 10, *, method: PairMethod | None = None) -> pd.DataFrame:
        """Table the pairs of params that do more together than alone, the strongest first.

        Parameters
        ----------
        most
            How many pairs.
        method
            ``"oob"``: the share of the differences in the metric, out of bag, that appear only in
            combination, with a test. ``"fanova"``, the default of a ranking by fANOVA: the share of the
            differences between predictions over the whole space (Hutter, Hoos and Leyton-Brown, 2014),
            without a test.

        Returns
        -------
        pandas.DataFrame
            One row per pair: param, other, share (from 0 to 1), share_low, share_high (its 95% interval),
            p_value, above_noise (corrected for all pairs, and only of two that matter). What ``"fanova"`` has
            not is NaN.

        Raises
        ------
        HpvizError
            No two params to look at, or an answer that is not to be trusted.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> pairs = hpviz.rank(VEHICLE, "val_acc").interactions(most=2)
        >>> pairs[["param", "other", "share", "above_noise"]].round(2)
                        param       other  share  above_noise
        0  learning_rate_init       depth   0.09         True
        1  learning_rate_init  batch_size   0.04         True
        """
        from hpviz.views.interactions import interactions

        return interactions(self, most=most, method=method).table()

    def pairs(self, most: int = 10, *, method: PairMethod | None = None) -> Picture:
        """Draw the strongest interactions; parameters, table and errors as of `interactions`.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> ranking = hpviz.rank(VEHICLE, "val_acc")
        >>> ranking.pairs(most=2).table().equals(ranking.interactions(most=2))
        True
        """
        from hpviz.views.interactions import PAIRS

        return PAIRS.picture(self, most=most, method=method)

    def totals(self) -> pd.DataFrame:
        """Table each param's main and total effect in the forest, over the whole space (fANOVA).

        Returns
        -------
        pandas.DataFrame
            One row per param, the largest total first: param, alone (its main effect), total (with all its
            interactions); shares of the forest's variation, from 0 to 1. An interaction counts for each of
            its params in full, so the totals add up to more than 1.

        Raises
        ------
        HpvizError
            An answer that is not to be trusted.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> hpviz.rank(VEHICLE, "val_acc").totals().head(3).round(2)
                        param  alone  total
        0  learning_rate_init   0.60   0.89
        1               depth   0.03   0.21
        2          batch_size   0.02   0.14
        """
        from hpviz.views.interactions import totals

        return totals(self)

    def compare(
        self, method: MethodName | None = None, *, metric: str | None = None, goal: Goal | None = None
    ) -> Picture:
        """Draw the ranking beside that by another method, or for another metric.

        Parameters
        ----------
        method, metric
            One of the two; all else stays as it was.
        goal
            Of the other metric; default as in `hpviz.rank`.

        Returns
        -------
        Picture
            ``.table()`` has one row per param: param, importance, place, above_noise, the same of the other
            ranking (other_importance, …), and apart: whether the two disagree on it. ``.sentences`` say where
            and why they do.

        Raises
        ------
        HpvizError
            No such method or metric, or no answer to trust.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> beside = hpviz.rank(VEHICLE, "val_acc").compare(metric="train_time").table()
        >>> beside[["param", "importance", "other_importance", "apart"]].head(3).round(2)
                        param  importance  other_importance  apart
        0  learning_rate_init        0.65              0.20   True
        1               depth        0.11              0.15  False
        2          batch_size        0.08              0.20   True
        """
        from hpviz.charts.comparison import comparison_chart
        from hpviz.charts.drawing.picture import with_sentence
        from hpviz.views.comparison import comparison
        from hpviz.views.view import of_runs

        beside = comparison(self, method, metric=metric, goal=goal)
        guesses = " ".join(text.guesses([beside.first, beside.second]))
        return of_runs(with_sentence(comparison_chart(beside), guesses), self)

    def explain(self, run: str = "best") -> Picture:
        """Draw what moved a run's metric away from the average, param by param.

        Computed by the trees that have not seen the run: what each split changes is credited to its param, so
        the steps add up to what these trees predict.

        Parameters
        ----------
        run
            The id or name of a run that entered, ``"best"`` or ``"worst"``.

        Returns
        -------
        Picture
            ``.table()`` has one row per step, the average first: param, value (as text), contribution,
            before, after (in the metric's unit).

        Raises
        ------
        HpvizError
            No such run, or an answer that is not to be trusted.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> hpviz.rank(VEHICLE, "val_acc").explain("best").table().head(3).round(2)
                        param      value  contribution  before  after
        0             average                     0.00    0.70   0.70
        1  learning_rate_init  0.0004642          0.19    0.70   0.89
        2               alpha      1e-08          0.02    0.89   0.91
        """
        from hpviz.views.single_runs import EXPLANATION

        return EXPLANATION.picture(self, run)

    def compare_runs(self, run: str, baseline: str = "best") -> Picture:
        """Draw what each param in which two runs differ adds to the difference in the metric.

        The parts are Shapley values: how much the prediction changes when a param is switched from the
        baseline's value to the run's, averaged over all orders in which they can be switched. They add up to
        the predicted difference, which stands beside the observed one. The models are fitted without the two
        runs, so that luck is credited to no param, and again on random halves of the others for the 95%
        intervals.

        Parameters
        ----------
        run, baseline
            The ids or names of two runs that entered, ``"best"`` or ``"worst"``.

        Returns
        -------
        Picture
            ``.table()`` has one row per param in which they differ, the strongest first, and one for what is
            not explained: param, value, baseline_value (as text), contribution, low, high (on the scale that
            is analysed), counted_with (the param that switches it on, where only one of the runs has it),
            before, after (in the metric's unit).

        Raises
        ------
        HpvizError
            No such run, twice the same, or an answer that is not to be trusted.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> parts = hpviz.rank(VEHICLE, "val_acc").compare_runs("worst", "best").table()
        >>> parts[["param", "value", "baseline_value", "contribution", "low", "high"]].head(2).round(2)
                        param   value baseline_value  contribution   low  high
        0  learning_rate_init  0.2783      0.0004642         -0.63 -0.71 -0.56
        1          batch_size       4            161         -0.07 -0.11 -0.02
        """
        from hpviz.views.single_runs import RUN_COMPARISON

        return RUN_COMPARISON.picture(self, run, baseline)

    def predict(self, configs: object) -> pd.DataFrame:
        """Predict the metric of configurations, with an interval, and how far they are from any run.

        The interval holds the metric of a single run in about 95%, by how far the runs lie off what trees
        that have not read them predict. It is of configurations like those of the runs: where it is an
        extrapolation, nothing holds it.

        Parameters
        ----------
        configs
            One configuration or several: a dictionary, a list of dictionaries, or a data frame; param to
            value, by its name here or in the source. A param that some runs lack may be left out.

        Returns
        -------
        pandas.DataFrame
            One row per configuration: predicted, low, high (in the metric's unit; of failure the share that
            fails, without an interval), nearest (the run that is most like it), distance (to that, 0 for the
            same, 1 for all params as different as can be), extrapolation (farther from any run than 95% of
            the runs are, or outside of what was tried), outside (the params that are).

        Raises
        ------
        HpvizError
            A name that is no column, a param without a value, or an answer that is not to be trusted.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> ranking = hpviz.rank(VEHICLE, "val_acc")
        >>> import pandas as pd
        >>> best = pd.read_csv(VEHICLE).nlargest(1, "metric.val_acc")
        >>> configs = pd.concat([best, best.assign(**{"config.depth": 9})])
        >>> ranking.predict(configs)[["predicted", "nearest", "extrapolation", "outside"]].round(2)
           predicted        nearest  extrapolation   outside
        0       0.93  vehicle-08239          False        ()
        1       0.93  vehicle-08239           True  (depth,)
        """
        from hpviz.analysis.effects.prediction import configs_in, predict
        from hpviz.text.refusals import require_trust

        require_trust(self, "nothing is predicted")
        return predict(self, configs_in(configs)).table()

    def more_runs(self) -> Picture:
        """Draw how sure the first places are, and how many more runs would settle them.

        Returns
        -------
        Picture
            ``.table()`` has one row per place: place (from 1), param, ahead_of (the next), chance (that the
            order is right), settled (a chance of 95% or more), more_runs (until it is; NaN where no number
            that is worth it would do), more_runs_low, more_runs_high (an interval that holds it in half of
            the cases), above_noise, more_runs_for_noise.

        Raises
        ------
        HpvizError
            An answer that is not to be trusted, or one param only.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> places = hpviz.rank(VEHICLE, "val_acc").more_runs().table()
        >>> places[["place", "param", "ahead_of", "settled"]].head(2)
           place               param    ahead_of  settled
        0      1  learning_rate_init       depth     True
        1      2               depth  batch_size    False
        """
        from hpviz.views.convergence import MORE_RUNS

        return MORE_RUNS.picture(self)

    def tuning_curve(self) -> Picture:
        """Draw what the best of so many random runs reaches, with a band that holds for any metric.

        The median best of k runs is the quantile 0.5^(1/k) of one run's metric; its band comes from exact
        bands of the metric's distribution (Lourie, He and Cho, 2024, arXiv 2311.09480). It is of random
        search: where an optimiser chose the runs, a sentence says so.

        Returns
        -------
        Picture
            ``.table()`` has one row per number of runs: runs, median, low, high (in the metric's unit). low
            and high are the 95% band of the median over all rows at once; infinite where the runs set no
            limit. A run that failed takes one of the draws and counts as the worst; median is infinite where
            half of the searches of that size have failed runs alone.

        Raises
        ------
        HpvizError
            There are no runs, or they are ranked by failure or several metrics.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> curve = hpviz.rank(VEHICLE, "val_acc").tuning_curve().table()
        >>> curve[curve["runs"].isin([1, 10, 250])].round(2)
            runs  median   low  high
        0      1    0.80  0.75  0.84
        9     10    0.94  0.94  0.94
        40   250    0.95  0.95   inf
        """
        from hpviz.views.convergence import TUNING_CURVE

        return TUNING_CURVE.picture(self)

    def predicted_runs(self) -> Picture:
        """Draw what is predicted for each run by what has not read it, against what it reached.

        Returns
        -------
        Picture
            ``.table()`` has one row per run: run, observed, predicted (in the metric's unit). The share of
            the differences that is predicted is `oob_r2`.

        Raises
        ------
        HpvizError
            There are no runs, or they are ranked by failure.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> print(hpviz.rank(VEHICLE, "val_acc").predicted_runs().sentences[0])
        Predicted without the run itself, val_acc is off by 0.028 or less in half of the runs, ...
        """
        from hpviz.views.convergence import PREDICTED

        return PREDICTED.picture(self)

    def coverage(self) -> Picture:
        """Draw how well the runs cover the space: a strip for each parameter, and its largest gap.

        The largest gap of a range is compared with that of as many random runs, whose distribution is known
        (Fisher, 1929); all ranges together by their centred discrepancy with that of random runs.

        Returns
        -------
        Picture
            ``.table()`` has one row per parameter: param, declared (the source says what it is drawn from;
            else that is what the runs have), low, high, log (of a range), values (of a list), covered (the
            share of the values, or of 20 parts of the range, that some run has), gap (the largest, as a share
            of the range), gap_low, gap_high, usual_gap (that random runs exceed in 5%), p_value, gap_matters
            (corrected for all parameters).

        Raises
        ------
        HpvizError
            There are no runs.

        Examples
        --------
        >>> import hpviz
        >>> import numpy as np
        >>> lr = np.random.default_rng(0).random(60)
        >>> runs = [{"params": {"lr": x}, "metrics": {"loss": x}} for x in lr if not 0.4 < x < 0.7]
        >>> hpviz.rank(runs, "loss").coverage().sentences[0].partition(";")[0]
        'lr: no run between 0.3916 and 0.7215, 33% of its range'
        """
        from hpviz.views.convergence import COVERAGE

        return COVERAGE.picture(self)

    def default_costs(self, defaults: Mapping[str, Any] | str) -> Picture:
        """Draw what is lost where one parameter stays at its default and all others are at their best.

        This is the tunability of a parameter (Probst, Boulesteix and Bischl, 2019) about defaults of one's
        own, by the model of this ranking: what it predicts for the best configuration with the default
        instead of the best value. A parameter whose default costs nothing need not be tuned.

        Parameters
        ----------
        defaults
            Parameter to default, by its name here or in the source, of as many as are known; or the id or
            name of a run that has them.

        Returns
        -------
        Picture
            ``.table()`` has one row per parameter, the most expensive first: param, default, best, cost, low,
            high (its 95% interval, from forests on halves of the runs; above 0 is worse, on the scale that is
            analysed), metric (predicted with the default, in the metric's unit).

        Raises
        ------
        HpvizError
            No such parameter or run, no default, or an answer that is not to be trusted.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> ranking = hpviz.rank(VEHICLE, "val_acc")
        >>> costs = ranking.default_costs({"learning_rate_init": 0.1, "depth": 2}).table()
        >>> costs[["param", "default", "cost", "low", "high"]].round(2)
                        param  default  cost   low  high
        0  learning_rate_init      0.1  0.47  0.36  0.59
        1               depth      2.0  0.02 -0.04  0.08
        """
        from hpviz.views.effects import DEFAULT_COSTS

        return DEFAULT_COSTS.picture(self, defaults)

    def along(self, by: str = "") -> Picture:
        """Draw what matters along the training, or along a fidelity: what decides early, and what late.

        The runs are ranked again at about six steps (`hpviz.rank_along` has the figures and the words).

        Parameters
        ----------
        by
            ``"training steps"``, or a param that is a fidelity. Default: the steps where there is a history.

        Returns
        -------
        Picture
            ``.table()`` has one row per param and step.

        Raises
        ------
        HpvizError
            There are no runs, no history, and no fidelity with several levels.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> picture = hpviz.rank(VEHICLE, "val_acc", hidden=["width"]).along("depth")
        >>> picture.table()["param"].unique()[0]
        'learning_rate_init'
        """
        from hpviz.views.along import ALONG

        return ALONG.picture(self, by)

    def next_sweep(self) -> NextSweep:
        """Advise what the next sweep should try of each param: freeze, narrow, extend, move or keep it.

        Returns
        -------
        NextSweep
            ``.table()`` has a row per param, ``.text("wandb")`` and its like the space for a tuning tool,
            ``.optuna()`` and ``.sklearn()`` the same as objects.

        Raises
        ------
        HpvizError
            There are no runs to learn from.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> advice = hpviz.rank(VEHICLE, "val_acc").next_sweep()
        >>> advice.table()[["param", "action", "sure"]]
                        param  action       sure
        0  learning_rate_init  narrow     likely
        1               depth  narrow       sure
        2          batch_size    keep  not known
        3               alpha  narrow     likely
        4               width  narrow    a guess
        """
        from hpviz.next_sweep import NextSweep

        return NextSweep.of(self)


def rank(
    runs: Runs,
    options: RankOptions,
    *,
    forest: bool = True,
    progress: Progress = no_progress,
    interim: Callable[[Ranking], None] | None = None,
    process_limit: float = 1.0,
) -> Ranking:
    """Rank the params of runs by what they do to a metric, with words and pictures.

    Parameters
    ----------
    runs, options, forest, progress, process_limit
        As in `hpviz.analysis.ranking.rank`.
    interim
        As there, but called with a `Ranking`.

    Raises
    ------
    HpvizError
        A metric or param that does not exist.

    Examples
    --------
    >>> import hpviz
    >>> from hpviz.analysis import RankOptions
    >>> from hpviz.data import VEHICLE
    >>> from hpviz.ranking import rank
    >>> correlations = rank(hpviz.read(VEHICLE), RankOptions(metric="val_acc"), forest=False)
    >>> correlations.complete
    False
    """
    show = None if interim is None else lambda result: interim(Ranking.of(result))
    result = analysis.rank(
        runs, options, forest=forest, progress=progress, interim=show, process_limit=process_limit
    )
    return Ranking.of(result)
