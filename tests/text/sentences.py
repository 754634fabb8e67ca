"""Every sentence that hpviz can write, each made of a real sweep by the functions that the panel calls.

``make sentences`` lists them by the function that wrote them, then the texts of the front end.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

import hpviz
from hpviz.analysis.comparison.disagreement import Reason
from hpviz.analysis.comparison.trade_off import MetricCorrelation, TradeOff
from hpviz.analysis.convergence.coverage import coverage_of
from hpviz.analysis.convergence.more_runs import more_runs_of
from hpviz.analysis.convergence.stability import Needed
from hpviz.analysis.convergence.tuning_curve import tuning_curve_of
from hpviz.analysis.effects.best_levels import BestLevels
from hpviz.analysis.effects.default_costs import default_costs_of
from hpviz.analysis.effects.effect import effect_of
from hpviz.analysis.effects.joint.joint_effect import joint_effect_of
from hpviz.analysis.effects.run_comparison import run_comparison_of
from hpviz.analysis.effects.what_if import what_if
from hpviz.analysis.next_sweep.advice import sweep_advice_of
from hpviz.analysis.next_sweep.forecast import Forecast
from hpviz.analysis.result.cautions import Drifted, Narrowed, Nested
from hpviz.analysis.result.presence import Presence
from hpviz.analysis.sample.fidelity import LowerFidelity
from hpviz.data import VEHICLE
from hpviz.runs.target import FailureTarget
from hpviz.text import best_values as best_values_text
from hpviz.text import cautions, figures, glossary, headline, methods, panel, refusals, report, row, target
from hpviz.text import comparison as comparison_text
from hpviz.text import effect as effect_text
from hpviz.text import explanation as explanation_text
from hpviz.text import joint_effect as joint_effect_text
from hpviz.text import overview as overview_text
from hpviz.text import ranking as ranking_text
from hpviz.text import sweep_changes as sweep_changes_text
from hpviz.text import tasks as tasks_text
from hpviz.text import trade_off as trade_off_text
from hpviz.text import what_if as what_if_text
from hpviz.text.advice import coverage as coverage_text
from hpviz.text.advice import default_costs as default_costs_text
from hpviz.text.advice import more_runs as more_runs_text
from hpviz.text.advice import next_sweep as next_sweep_text
from hpviz.text.along import order as along_order
from hpviz.text.along import params as along_params
from hpviz.text.along import sentences as along_text
from hpviz.views import VIEWS
from hpviz.views.comparison import comparison
from hpviz.views.headline import whole_headline
from tests.text.sweeps import along_rankings, changes, overviews, rankings, task_rankings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from types import CodeType, FrameType

ROOT = Path(__file__).parents[2]
TEXT = ROOT / "hpviz" / "text"
MODULES = {str(path) for path in TEXT.rglob("*.py")}
FRONT_END = ROOT / "js" / "src"
NO_TEXT = re.compile(r"/\*.*?\*/|^\s*//.*?$|^import .*?;$", re.DOTALL | re.MULTILINE)
TEXT_IN_CODE = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`|>\s*([A-Z][^<>{}\n]+)')
MOST_PARAMS = 8


@dataclass
class Recorder:
    """What the functions of hpviz/text returned or yielded while it was on, and the lines that ran.

    Attributes
    ----------
    texts
        Module and name of a function to its sentences, in the order in which they came.
    lines
        Name of a module's file to the numbers of its lines that ran.
    """

    texts: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    lines: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __enter__(self) -> Self:
        self._before = sys.gettrace()
        sys.settrace(self._enter)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._before)

    def _enter(self, frame: FrameType, event: str, _: object) -> Any:
        if event != "call" or frame.f_code.co_filename not in MODULES:  # called for every function there is
            return None
        name, lines = _name(frame.f_code), self.lines[Path(frame.f_code.co_filename).name]

        def trace(frame: FrameType, event: str, value: object) -> Any:
            lines.add(frame.f_lineno)
            if event == "return":
                self._keep(name, value)
            return trace

        return trace

    def _keep(self, name: str, value: object) -> None:
        parts = value if isinstance(value, tuple | list) else (value,)
        for part in parts:
            if isinstance(part, str) and part.strip():
                self.texts[name][part] = None


def _name(code: CodeType) -> str:
    return f"{Path(code.co_filename).stem}.{code.co_qualname}"


def record() -> Recorder:
    """Have everything said of every sweep."""
    with Recorder() as recorder:
        for ranking, slow in rankings():
            say_all(ranking, slow)
        for comparison_of_sweeps in changes():
            sweep_changes_text.sentences(comparison_of_sweeps)
            for change in comparison_of_sweeps.params:
                sweep_changes_text.interval_text(change), sweep_changes_text.tried_texts(change)
        for overview in overviews():
            overview_text.sentences(overview)
        for within in task_rankings():
            say_of_tasks(within)
        for along in along_rankings():
            say_along(along)
        say_rare()
        methods.methods_table({"mdi": False})
        for method in methods.METHOD_TEXTS:
            methods.ranked_by(method), glossary.terms_of(method)
        glossary.glossary_page()
    return recorder


def say_of_tasks(within: hpviz.TaskRankings) -> None:
    """Call what is said of rankings within tasks, in Python and in the panel."""
    tasks_text.sentences(within), tasks_text.beyond_the_rows(within)
    for method in ("oob", "mdi"):
        tasks_text.by_another_method(method)
    for score in within.scores:
        tasks_text.interval(score), tasks_text.often(score), tasks_text.differences_between(score)
    for result in within.results.values():
        tasks_text.within(result)


def say_along(along: hpviz.RankingsAlong) -> None:
    """Call what is said of rankings along the training, in Python and in the panel."""
    along_text.sentences(along), along_text.beyond_the_rows(along)
    for method in ("oob", "mdi"):
        along_text.by_another_method(method)
    for score in along.scores:
        along_params.course(along, score), along_params.best(along, score.param)
    for point in along.points:
        along_params.matters_at(point), along_order.best_runs(point.agreement)


def say_all(ranking: hpviz.Ranking, slow: Collection[str]) -> None:
    """Call what the panel, its exports and reports say of a ranking."""
    headline.headline(ranking)
    whole_headline(ranking)
    refusals.problem(ranking), ranking_text.trust_sentence(ranking), ranking_text.notes(ranking)
    (
        report.title(ranking),
        report.filter_sentence(ranking),
        report.how_to_read(ranking),
        report.provenance(ranking, {"hpviz": "1.0"}),
    )
    target.heading(ranking.target), target.axis_label(ranking.target), target.description(ranking.target)
    for score in ranking.scores[:MOST_PARAMS]:
        (
            row.sentences(score, ranking),
            row.details(score, ranking),
            figures.verdict(score),
            figures.signed(score),
        )
    if ranking.evidence is not None:
        panel.summary(ranking, ranking.evidence.runs, hidden=1, state="ready")
        guesses = replace(ranking.evidence.runs.guesses, metric="loss", rivals=("mae", "crps"))
        panel.guesses(guesses), target.metric_guess(guesses.metric, guesses.rivals)
        panel.not_added(panel.NO_PLACE, ["PNG", "SVG"])
        panel.failure(ZeroDivisionError("division by zero"), "for this choice")
        panel.remembered(
            ranking.target, {"hidden": 1, "roles": 2, "axes": 1}, where="lr < 1", sort_by="param"
        )
        panel.useful_shown(ranking, 0), panel.useful_shown(ranking, 2)
        panel.not_ranked("sunny-fox-7"), panel.baseline_gone("sunny-fox-7")
        panel.baseline_gone("sunny-fox-7", is_filtered=True)
    for name, of in _views_of(ranking, slow):
        VIEWS[name].encoded(ranking, *of)


def say_rare() -> None:
    """Have written what few sweeps bring about: records of a real one, changed where it matters."""
    ranking = hpviz.rank(VEHICLE, "val_acc")
    first, second, *others = ranking.scores
    compared = comparison(ranking, "fanova")
    (difference, *_) = compared.differences
    reason = Reason(code="correlated", top=0.1)
    moved = replace(difference.more, moves_with=(first.param,))
    for than, code in (("permutation", "correlated"), ("fanova", "correlated"), ("oob", "interaction")):
        why = replace(reason, code=code, partner=first.param, share=0.1)
        differs = replace(difference, more=moved, than=than, reason=why)
        comparison_text.sentences(replace(compared, differences=(differs,) * 6))
    unclear = MetricCorrelation(rho=0.05, low=-0.1, high=0.2, improve_together=True)
    backwards = replace(compared.second, scores=ranking.scores[:1:-1])
    comparison_text.sentences(
        replace(compared, first=replace(ranking, scores=ranking.scores[:2]), second=backwards)
    )
    trade_off_text.sentences(
        TradeOff(correlation=unclear, both=(), first_only=(), second_only=(), pulls=()),
        "val_acc",
        "train_time",
    )
    headline.headline(replace(ranking, scores=(replace(first, partner=second.param), *others)))
    doubtful = replace(first, unbiased_above_noise=False)
    headline.headline(replace(ranking, scores=(doubtful, second, *others)))
    headline.headline(replace(ranking, scores=(doubtful, second)))
    for score in ranking.scores:
        best_values_text.phrase(effect_of(ranking, score.param))
    _say_rare_effects(ranking, second.param)
    _say_rare_places(ranking)
    _say_what_if(ranking)
    _say_rare_advice(ranking)
    _say_tuning_curves(ranking)
    _say_coverage(ranking)
    _say_costs(ranking)
    progress = (Narrowed(("lr",)), Drifted(since="run-40", higher=True, dated=True))
    for several in (progress, (Nested(runs=80, configurations=20, chosen=("lr",)),)):
        list(cautions.notes(replace(ranking, cautions=several)))
    joint_effect_text.sentences(replace(joint_effect_of(ranking, first.param, second.param), pair=None))
    alike = replace(run_comparison_of(ranking, "worst"), params=())
    explanation_text.comparison_sentences(alike)
    little = replace(first, importance=0.004)
    row.sentences(little, ranking), headline.headline(replace(ranking, scores=(little,)))
    row.sentences(replace(little, partner=second.param), ranking)


def _say_tuning_curves(ranking: hpviz.Ranking) -> None:
    curve = tuning_curve_of(ranking)
    ends = np.broadcast_to(np.inf, len(curve.sizes))
    for low, high in ((curve.low, curve.low), (-ends, curve.low), (-ends, ends)):
        more_runs_text.curve_sentences(replace(curve, low=low, high=high))
    cautions.lower_fidelity(LowerFidelity(params=("budget",), runs=1))
    cautions.lower_fidelity(LowerFidelity(params=("budget", "epochs"), runs=26))
    optimised = replace(curve, result=replace(ranking, cautions=(Narrowed(("lr",)),)))
    more_runs_text.curve_sentences(optimised)
    unknown = np.where(curve.sizes <= 10, np.inf, curve.median)  # most searches of ten runs fail
    for median, failed, left_out in ((unknown, 12, 3), (curve.median, 1, 1)):
        more_runs_text.curve_sentences(replace(curve, median=median, failed=failed, left_out=left_out))


def _say_coverage(ranking: hpviz.Ranking) -> None:
    """Cover a space with gaps in many ranges, values that no run has, and more and less evenly."""
    coverage = coverage_of(ranking)
    gap = replace(
        coverage.params[0], labels=(), low=0.0, high=1.0, gap=0.3, gap_low=0.2, gap_high=0.5, gap_start=0.2,
        p_value=0.001, gap_matters=True,
    )  # fmt: skip
    whole = replace(gap, gap_matters=False, declared=True)
    untried = replace(gap, labels=("a", "b"), counts=(3, 0), ranked=(3, 0), gap_matters=None)
    for params in ((gap,) * 5, (replace(gap, declared=True),), (whole,), (untried,), coverage.params):
        for uneven in (0.5, 1.0, 2.0):
            case = replace(coverage, params=params, unevenness=uneven, usual_unevenness=(0.8, 1.2))
            coverage_text.sentences(case), [coverage_text.row_text(param) for param in params]
    skipped = replace(ranking, runs_skipped={"failed": 12, "by the filter depth <= 2": 30})
    alone = replace(gap, counts=(3, 2), ranked=(3, 0))
    for unranked in (1, 12):
        coverage_text.sentences(replace(coverage, result=skipped, params=(alone,), unranked=unranked))
    coverage_text.row_text(alone)


def _say_costs(ranking: hpviz.Ranking) -> None:
    """Cost something in each unit, for many params, of a run's values and of given ones."""
    costs = default_costs_of(ranking, "worst")
    first = replace(costs.params[0], default=None, best="adam", cost=0.2, low=0.1, high=0.3)
    failing = replace(ranking, target=FailureTarget(), metric="failure", goal="minimize")
    results = (ranking, failing, *(replace(ranking, scale=scale) for scale in ("log", "rank")))
    for result in results:
        for params in (
            (first,) * 6,
            (first, replace(first, low=-0.1)),
            (replace(first, doubt="could be chance"), replace(first, doubt="moved together")),
            (replace(first, cost=np.nan, low=np.nan),),
        ):
            named = {"with_switch": ("momentum",), "not_ranked": ("seed",)}
            case = replace(costs, result=result, params=params, origin="", **named)
            default_costs_text.sentences(case), default_costs_text.unit_text(case)
            [default_costs_text.doubt_text(row) for row in params]


def _say_rare_effects(ranking: hpviz.Ranking, param: str) -> None:
    effect = effect_of(ranking, param)
    combined = replace(effect.score, partner=ranking.scores[0].param)
    best_values_text.best_values(replace(effect, score=combined))
    best_values_text.best_values(replace(effect, column=replace(effect.column, part="task")))
    sole = effect_of(ranking, ranking.scores[0].param)
    for best in (sole.best[:1], sole.best):  # the first has another value than what is best on average
        far = replace(sole.numbers.average, stretches=((1.0, 1.0),))
        effect_text.sentences(replace(sole, best=best, numbers=replace(sole.numbers, average=far)))
    for names in (("None",), ("None", "auto")):
        apart = {"average": far, "good": sole.numbers.average, "differs": "elsewhere"}
        named = replace(sole, numbers=replace(sole.numbers, **apart, alike=names))
        best_values_text.best_values(named), effect_text.sentences(named)
    levels = BestLevels(average=("1",), worse=("2",), good=("3",), partner="alpha")
    presence = Presence(n_having=10, n_lacking=20, difference=0.1, low=-0.1, high=0.3)
    kind = replace(effect.score, kind="categorical")
    changed = replace(effect, score=kind, numbers=None, best_levels=levels, presence=presence)
    best_values_text.phrase(changed), effect_text.sentences(changed)
    depends = replace(changed, best_levels=replace(levels, differs="depends"))
    best_values_text.phrase(depends), effect_text.sentences(depends)
    several = replace(levels, average=("1", "3"), worse=("2", "4"), good=())
    for untold in (replace(several, as_good=False), replace(several, worse=("2",), as_good=False)):
        effect_text.sentences(replace(changed, best_levels=untold))
    wider = replace(levels, good=("1", "2"), differs="wider")
    (
        best_values_text.phrase(replace(changed, best_levels=wider)),
        effect_text.sentences(replace(changed, best_levels=wider)),
    )


def _say_what_if(ranking: hpviz.Ranking) -> None:
    """Change a run: not at all, a little, beyond what was tried, and of failure."""
    evidence = ranking.require_evidence()
    param = next(score.param for score in ranking.scores if evidence.column(score.param).kind == "numeric")
    tried = evidence.column(param).numbers
    row = int(evidence.rows[0])
    nearer = float(np.setdiff1d(tried, tried[:1])[0])
    for changed in ({}, {param: nearer}, {param: 1e9}):
        case = what_if(ranking, evidence.runs, row, changed)
        what_if_text.sentences(case)
        other = replace(case.predictions, distance=np.zeros(2), nearest=np.array(["a", "b"]))
        unknown = replace(other, low=np.full(2, -np.inf), predicted=other.predicted[[-1, -1]])
        for predictions in (other, unknown):
            what_if_text.sentences(replace(case, predictions=predictions))
        failing = replace(ranking, target=FailureTarget(), metric="failure", goal="minimize")
        what_if_text.sentences(replace(case, result=failing))


def _say_rare_places(ranking: hpviz.Ranking) -> None:
    more = more_runs_of(ranking)
    settled = replace(more.places[0], place=2)
    more_runs_text.sentences(replace(more, places=(replace(more.places[1], place=1), settled)))
    more_runs_text.sentences(replace(more, places=(replace(settled, settled=False, shared=True),)))
    for needed in (Needed(0, 0, 0), Needed(np.inf, np.inf, np.inf)):
        chance = replace(more.places[0], settled=False, noise=needed, above_noise=False)
        more_runs_text.sentences(replace(more, places=(chance,)))


def _say_rare_advice(ranking: hpviz.Ranking) -> None:
    advice = sweep_advice_of(ranking)
    line = advice.lines[0]
    next_sweep_text.table(replace(advice, lines=(replace(line, after=None),)))
    next_sweep_text.sentences(replace(advice, lines=()))
    moved = replace(line.observed, score=replace(line.observed.score, moves_with=("alpha",)))
    next_sweep_text.table(replace(advice, lines=(replace(line, observed=moved),)))
    kept = tuple(replace(line, action="keep", why="everywhere") for line in advice.lines)
    failing = replace(ranking, target=FailureTarget(), metric="failure", goal="minimize")
    next_sweep_text.sentences(replace(advice, result=failing, lines=kept, expected=Forecast()))
    apart = tuple(replace(line, action="keep", why="apart") for line in advice.lines)
    next_sweep_text.sentences(replace(advice, lines=apart))
    failures = replace(line.observed.failures, end="high", edge=9.0, places=(9,), runs=3, failed=3)
    some = replace(line.observed, failures=failures)
    within = (replace(line, action="keep", why="everywhere", observed=some),)
    next_sweep_text.sentences(replace(advice, result=failing, lines=within))
    next_sweep_text.table(replace(advice, result=failing, lines=within))
    failure = FailureTarget()
    (
        target.higher(failure),
        target.worse_runs(failure),
        target.lower(ranking.target),
        target.better(ranking.target),
    )


def _views_of(ranking: hpviz.Ranking, slow: Collection[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Name the views of a ranking that say something, each with what it is of."""
    names = [score.param for score in ranking.scores[:MOST_PARAMS]]
    yield from (("effect", (name,)) for name in names)
    yield from (("joint", (names[0], other)) for other in names[1:4])
    yield from ((name, ()) for name in ("pairs", "together", *sorted({"more", "next"} & {*slow})))
    yield from ((name, ()) for name in ("coverage", "predicted"))
    if "methods" in slow or "costs" in slow:
        yield from (("default_costs", (run,)) for run in ("worst", "best"))
    yield from (("explanation", (run,)) for run in ("best", "nonsense"))
    yield from (("run_comparison", ("worst", run)) for run in ("best", "worst"))
    if "methods" in slow:
        names_of_methods = [name for name in methods.METHOD_TEXTS if name != ranking.method]
        yield from (("compare", (f"method:{name}",)) for name in names_of_methods)
    if "metrics" in slow and ranking.evidence is not None:
        others = [name for name in ranking.evidence.runs.metrics if name != ranking.metric]
        yield from (("compare", (f"metric:{name}",)) for name in others[:3])


def unreached(recorder: Recorder) -> list[str]:
    """List what writes a sentence in hpviz/text and did not run: functions, and their returns and yields."""
    missing = []
    for path in sorted(TEXT.rglob("*.py")):
        ran = recorder.lines[path.name]
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom) and _writes(node):
                lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
                if not ran & {*lines}:
                    missing.append(f"{path.name}:{node.lineno}: {ast.unparse(node)[:90]}")
    return missing


def _writes(node: ast.AST) -> bool:
    """Whether a statement has text of its own."""
    return any(
        isinstance(part, ast.Constant)
        and isinstance(part.value, str)
        and re.search(r"[A-Za-z]{3}", part.value)
        for part in ast.walk(node)
    )


def literals_of_package() -> Iterator[tuple[str, str]]:
    """Every text that stands in the package but for docstrings and the sources, with its place."""
    for path in sorted((ROOT / "hpviz").rglob("*.py")):
        if "sources" in path.parts:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


def literals_of_front_end() -> Iterator[tuple[str, str]]:
    """Every text that stands in the front end, with its place: between quotes and between tags."""
    for path in sorted(FRONT_END.rglob("*.ts*")):
        for text in TEXT_IN_CODE.findall(NO_TEXT.sub("", path.read_text("utf-8"))):
            yield str(path.relative_to(ROOT)), "".join(text).strip()


def main() -> int:
    """List all sentences."""
    recorder = record()
    written = [f"{name}: {text}" for name, texts in sorted(recorder.texts.items()) for text in texts]
    for place, text in literals_of_front_end():
        if re.search(r"[A-Za-z]{2,} [A-Za-z]", text) and "hp-" not in text:
            written.append(f"{place}: {text}")
    missing = unreached(recorder)
    sys.stdout.write("\n".join(written) + "\n")
    sys.stderr.write("".join(f"not written: {place}\n" for place in missing))
    return len(missing)


if __name__ == "__main__":
    sys.exit(main())
