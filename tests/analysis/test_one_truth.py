"""What the views say of the same param is compared on many small sweeps: no two may disagree.

A contradiction is any of these:

- shares: one outside 0 to 1, or outside its interval; shares that do not add up to what is explained; a
  sentence with another figure; a grade of trust beside a reason not to trust.
- headline: one that is not the problem where there is one; that names a param which could be chance, or one
  as the first whose place is not settled; with another share than the row or other best values than the
  effect.
- tests: a table, row, chart, exported text or message to the panel with another verdict than the test; any
  verdict but "not tested yet" below the number of runs where tests start; a direction, a strong correlation,
  or a better value where what the param does could be chance.
- pairs: an interaction of a param that could be chance; a map, or a sentence on all pairs, that says
  something else than the test of the pair; a group that could be chance while one of its params matters.
- advice: "It matters", or a sure change, where it could be chance; a param that matters and is frozen; a
  narrower range without all of the values that the effect calls best, or with others and no word on them;
  other words of what is best than those of the effect; an end that only one of the two reaches beyond; an
  exported space that is another one.
- values: those of a category said to differ where none of them does clearly; a default that clearly costs
  something where what the param does could be chance, or beside a best value that the row does not call so.
- directions: words of a row that the best range does not bear out.
- places: a best cell of the map, or all of the best runs, outside of what the effect calls best; an order in
  one view that is another one elsewhere; a best range that hiding dead params moves away.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import hpviz
from hpviz.analysis.association.levels import FEWEST_OF_LEVEL
from hpviz.analysis.convergence.more_runs import more_runs_of
from hpviz.analysis.effects.default_costs import default_costs_of
from hpviz.analysis.effects.effect import effect_of
from hpviz.analysis.effects.joint.joint_effect import joint_effect_of
from hpviz.analysis.next_sweep.advice import sweep_advice_of
from hpviz.analysis.result.combination import combined_with
from hpviz.analysis.result.leaders import is_sole_leader
from hpviz.charts.drawing.rows import doubt_texts
from hpviz.export.tables import COLUMNS
from hpviz.formatting.percents import percent
from hpviz.panel.wire import encode_ranking
from hpviz.runs.column import ABSENT
from hpviz.search_space import Interval
from hpviz.text import best_values as best_values_text
from hpviz.text import effect as effect_text
from hpviz.text import headline as headline_text
from hpviz.text import interactions as interactions_text
from hpviz.text import joint_effect as joint_text
from hpviz.text import row as row_text
from hpviz.text.advice import next_sweep as advice_text
from hpviz.text.correlated_groups import not_told_apart
from hpviz.views.headline import known_headline, whole_headline
from hpviz.views.interactions import interactions
from tests.analysis import one_range

SWEEPS = 50
SIZES = (14, 30, 60, 90, 120)
ROW = {
    "matters": "It matters",
    "could be chance": "This could be chance",
    "not tested yet": "Not tested yet",
}
WAYS = ("On average, ", "Strong trend: ")


def sweep(seed: int) -> dict[str, Any]:
    """Draw a sweep: some params of every kind, of which some matter, alone or together, or none does."""
    rng = np.random.default_rng([17, seed])
    n = SIZES[seed % len(SIZES)]
    lr, width = np.exp(rng.uniform(-9, 0, n)), rng.choice([16, 32, 64, 128], n)
    optimizer, flag = rng.choice(["adam", "sgd", "lion"], n), rng.choice([True, False], n)
    depth, dropout = rng.integers(1, 5, n), rng.random(n)
    weights = rng.normal(size=7) * rng.choice([0, 1, 3], 7, p=[0.4, 0.3, 0.3])
    place = np.log(lr) + 4 - weights[0] * (depth - 2.5)
    effect = weights[1] * 0.3 * place**2 + weights[2] * (optimizer == "sgd") + weights[3] * flag
    effect = effect + weights[4] * np.log2(width) * 0.5 + weights[5] * 3 * (dropout - 0.4) ** 2
    effect = effect + weights[6] * depth * (optimizer == "adam")
    params: dict[str, Any] = {
        "lr": lr, "width": width, "optimizer": optimizer, "flag": flag, "depth": depth, "dropout": dropout,
        "seed": rng.permutation(n),
    }  # fmt: skip
    if seed % 3 == 0:
        params["momentum"] = [float(rng.random()) if name == "sgd" else ABSENT for name in optimizer]
    if seed % 4 == 0:
        params["batch"] = (2 * width + rng.integers(0, 3, n)).tolist()
    if seed % 5 == 0:
        deep = [None if i % 4 == 0 else int(rng.integers(2, 6)) for i in range(n)]
        params["max_depth"], effect = deep, effect + 2 * np.array([value is None for value in deep])
    loss = effect + rng.normal(0, (0.3, 1.0, 3.0)[seed // 5 % 3], n)
    if seed % 2:  # a list of which the last value but one is the best
        kernel = np.random.default_rng([18, seed]).choice([1, 3, 5, 7, 9], n)
        params["kernel"], loss = kernel, loss + 0.4 * np.abs(kernel - 7)
    return {
        "params": params,
        "metric": loss if seed % 2 else -loss,
        "goal": "minimize" if seed % 2 else "maximize",
    }


@dataclass(frozen=True)
class Views:
    """What is said of one sweep.

    Attributes
    ----------
    ranking
        The table.
    contradictions
        What was found so far.
    """

    ranking: hpviz.Ranking
    contradictions: list[str]

    def claim(self, right: object, what: str) -> None:
        if not right:
            self.contradictions.append(what)


def check_shares(views: Views) -> None:
    ranking, claim = views.ranking, views.claim
    table = ranking.table()
    low, shares, high = (table[f"importance{end}"].to_numpy() for end in ("_low", "", "_high"))
    claim((low >= 0).all() and (low <= shares).all(), "a share below its interval")
    claim((shares <= high).all() and (high <= 1).all(), "a share above its interval")
    claim(abs(shares.sum() - ranking.explained) < 1e-9, "shares do not add up to what is explained")
    share = percent(ranking.explained)
    share_in_words = {"100%": " all of", "over 99%": "nearly all of"}.get(share, share)
    claim(share_in_words in ranking.trust_sentence, ranking.trust_sentence)
    claim((ranking.trust == "none") == (ranking.problem is not None), f"{ranking.trust}: {ranking.problem}")
    for scores in ranking.level_scores.values():
        parts = [score.importance for score in scores if not np.isnan(score.importance)]
        claim(all(0 <= part <= 1 for part in parts), "the share of a level")


def check_rows(views: Views) -> None:
    ranking, claim = views.ranking, views.claim
    wire = encode_ranking(ranking)["params"]
    write = next(column.write for column in COLUMNS if column.heading == "Test")
    for place, score in enumerate(ranking.scores):
        name, verdict = score.param, score.verdict
        mark = {True: "matters", False: "could be chance", None: "not tested yet"}[score.above_noise]
        sentences = row_text.sentences(score, ranking)
        claim(mark == verdict == write(score), f"{name}: {mark}, {verdict}")
        claim(doubt_texts([verdict]) == ["" if mark == "matters" else mark], f"{name}: chart")
        claim((wire["above_noise"][place] is None) == (not wire["tested"][place]), f"{name}: panel")
        claim(wire["above_noise"][place] == score.above_noise, f"{name}: panel")
        together = not_told_apart(ranking, name)
        said = [key for key, start in ROW.items() if any(s.startswith(start) for s in sentences)]
        claim(said == ([] if together else [verdict]), f"{name}: {verdict}, {sentences}")
        claim(bool(together) == any("cannot tell them apart" in s for s in sentences), f"{name}: {sentences}")
        refused = verdict == "matters" and not score.partner
        unknown = verdict == "not tested yet" or score.importance == 0 or ranking.problem is not None
        claim(unknown or (score.importance_low > 0) == refused, f"{name}: {verdict}, {sentences}")
        claim((verdict == "not tested yet") == (ranking.runs_used < 20), f"{name}: {verdict}")
        clear = [level.clear for level in ranking.level_scores.get(name, ()) if level.clear]
        differ = any(sentence.startswith("Its values differ ") for sentence in sentences)
        claim(clear or not differ, f"{name}: {sentences}")
        directed = any(sentence.startswith(WAYS) for sentence in sentences)
        claim(not (directed or score.strong) or verdict == "matters" or score.moves_with, f"{name}: directed")
    matter = [score.param for score in ranking.scores if score.matters]
    for group in ranking.correlated_groups:
        claim(
            group.above_noise is None or bool(group.above_noise) >= bool(set(group.params) & {*matter}),
            f"{group}",
        )


def check_headline(views: Views, effects: dict[str, Any]) -> None:
    ranking, claim = views.ranking, views.claim
    headline, leading = whole_headline(ranking), headline_text.leading(ranking)
    claim(known_headline(ranking) == headline, f"{known_headline(ranking)}, {headline}")
    if ranking.problem is not None:
        claim(headline.startswith(ranking.problem) and not leading, headline)
        return
    matter = [score.param for score in ranking.scores if score.matters]
    matter += [name for group in ranking.correlated_groups if group.above_noise for name in group.params]
    claim(headline.startswith("No parameter clearly matters") == (not matter), f"{headline}, {matter}")
    named = re.match(r"(?:Only )?(.+?) (?:clearly )?matters?\b", headline)
    names = re.split(", | and | with ", named[1]) if named and matter else []
    claim({*names} <= {*matter}, f"{headline}, {matter}")
    first = ranking.more_runs().table().iloc[0]
    claim("order is not settled" not in headline or not first.settled, f"{headline}, {first}")
    if "matters most" in headline:
        claim((first.param, first.settled) == (names[0], True), f"{headline}, {first}")
    elif first.settled and first.above_noise:
        claim("in combination" in headline or "moved together" in headline, f"{headline}, {first}")
    if len(leading) == 1 and is_sole_leader(effects[leading[0]].result, effects[leading[0]].score):
        (leader,) = leading
        share = f"{ranking.score(leader).importance:.0%}"
        claim(
            re.match(
                f"{leader} matters most: {share} of |Only {leader} clearly matters: {share} of ", headline
            ),
            headline,
        )
        claim(first.settled or matter == [leader], f"{headline}, {first}")
    for param in leading:
        best = best_values_text.phrase(effects[param])
        claim(f"{best.lower()}." in headline.lower(), f"{headline}, {best}")


def in_best(effect: Any, value: float | str | None) -> bool | None:
    """Whether a value is among those that the effect calls best; None where it calls none so."""
    if combined_with(effect.score, effect.result):
        return None
    if effect.numbers is not None and not isinstance(value, str):
        ranges = [part for part in (effect.numbers.average, effect.numbers.good) if part is not None]
        return any(part.holds(value) for part in ranges) if ranges else None
    if effect.best_levels is not None and effect.best_levels.average:
        return value in {*effect.best_levels.average, *effect.best_levels.good}
    return None


def check_effects(views: Views) -> dict[str, Any]:
    ranking, claim = views.ranking, views.claim
    effects = {score.param: effect_of(ranking, score.param) for score in ranking.scores}
    for name, effect in effects.items():
        one_range.check_direction(effect, claim)
        sentences, matters = effect_text.sentences(effect), effect.score.matters
        claim(sentences, f"{name}: nothing is said")
        best = any(re.search(r"\bbest\b|[Ww]orse|Higher|Lower", sentence) for sentence in sentences)
        claim(matters or not best, f"{name}: {effect.score.verdict}, {sentences}")
        for level in effect.levels:
            claim(level.clear is None or matters or not level.clear, f"{name} {level.level}: clear")
            untested = not effect.score.tested or level.runs < FEWEST_OF_LEVEL
            claim(not untested or level.clear is None, f"{name} {level.level}: tested")
            compared = effect.best_levels is not None and level.level in {
                *effect.best_levels.average,
                *effect.best_levels.worse,
            }
            claim(not compared or level.clear is not None, f"{name} {level.level}: compared")
        runs = [effect.column.text_at(run) for run in effect.best]
        numbers = [float(effect.column.numbers[run]) for run in effect.best]
        inside = [
            in_best(effect, number if np.isfinite(number) else run)
            for run, number in zip(runs, numbers, strict=True)
        ]
        claim(None in inside or not inside or any(inside), f"{name}: best runs {runs}, {sentences}")
    return effects


def check_pairs(views: Views, effects: dict[str, Any]) -> None:
    ranking, claim = views.ranking, views.claim
    matter = {score.param for score in ranking.scores if score.matters}
    pairs = interactions(ranking, most=100)
    marked = [pair for pair in pairs.pairs if pair.above_noise]
    said = " ".join(interactions_text.sentences(pairs))
    claim(("the effects add up" in said) == (not marked), f"{said}, {marked}")
    for pair in (*marked, *pairs.pairs[:2]):
        claim(not pair.above_noise or {pair.param, pair.other} <= matter, f"{pair}")
        claim(0 <= pair.share_low <= pair.share <= pair.share_high <= 1, f"{pair}")
        joint = joint_effect_of(ranking, pair.param, pair.other)
        sentences = joint_text.sentences(joint)
        interact = f"interact: {percent(pair.share)}" in sentences[0]
        claim(interact == bool(pair.above_noise), f"{pair}: {sentences[0]}")
        check_cell(views, joint, effects)
    for name, effect in effects.items():
        for best in (effect.numbers, effect.best_levels):
            partner = getattr(best, "partner", "")
            claim(
                not partner or any({name, partner} == {p.param, p.other} for p in marked),
                f"{name}: {partner}",
            )


def check_cell(views: Views, joint: Any, effects: dict[str, Any]) -> None:
    if joint.best is None:
        return
    for axis, value in zip((joint.across, joint.up), joint.best.values, strict=True):
        name = axis.score.param
        views.claim(in_best(effects[name], value) is not False, f"{name}: the map is best at {value}")


def check_advice(views: Views, effects: dict[str, Any]) -> None:
    ranking, claim = views.ranking, views.claim
    advice = sweep_advice_of(ranking)
    one_range.check_advice(advice, effects, claim)
    for line in advice.lines:
        score, reason = ranking.score(line.param), advice_text.reason(line, advice)
        claim("It matters" not in reason or score.matters, f"{line.param}: {score.verdict}, {reason}")
        # What drops out with its switch is as sure as what the switch does.
        drops_out = line.after is None and line.before.condition is not None
        is_surely_changed = line.sure == "sure" and line.action != "freeze" and not drops_out
        claim(not is_surely_changed or score.matters, f"{line.param}: sure")
        claim(line.action != "freeze" or not score.matters, f"{line.param}: frozen")
        if line.action == "narrow" and line.after is not None and not np.isnan(line.agreement):
            kept = [in_best(effects[line.param], value) for value in values_of(line.after.domain)]
            claim(
                None in kept or any(kept),
                f"{line.param}: {line.after.domain}, {effect_text.sentences(effects[line.param])}",
            )


def values_of(domain: Any) -> list[Any]:
    if isinstance(domain, Interval):
        return np.linspace(domain.low, domain.high, 200).tolist()
    return [
        value if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
        for value in domain.values
    ]


def check_order(views: Views) -> None:
    ranking, claim = views.ranking, views.claim
    order = ranking.table().param.tolist()
    marks = {score.param: score.above_noise for score in ranking.scores}
    more = more_runs_of(ranking).places
    # Params that moved together have one place.
    alone = [param for param in order if not ranking.score(param).moves_with]
    placed = [place.params[0] for place in more if len(place.params) == 1]
    claim(placed == alone[: len(placed)], f"{[place.params for place in more]} of {order}")
    for place in more:
        several = len(place.params) > 1
        mark = any(marks[param] for param in place.params)
        claim(mark == place.above_noise or several, "more runs: another mark")
    compared = ranking.compare("mdi")
    table = compared.table()
    claim(table.param.tolist() == order and table.above_noise.tolist() == list(marks.values()), "compare")
    for sentence in compared.sentences:
        name = sentence.split(" gets ")[0]
        claim("could be chance" not in sentence or not marks.get(name), sentence)


def check_costs(views: Views, effects: dict[str, Any]) -> None:
    for row in default_costs_of(views.ranking, "worst").params:
        effect = effects[row.param]
        matters = effect.score.matters
        views.claim(not row.matters or matters, f"{row.param}: its default costs {row.cost}")
        depends = "depends" in {getattr(best, "differs", "") for best in (effect.numbers, effect.best_levels)}
        if matters and not depends and row.best is not None:
            best = best_values_text.best_values(effect)
            views.claim(
                in_best(effect, row.best) is not False, f"{row.param}: at best {row.best}, but {best}"
            )


def check_hiding(views: Views, effects: dict[str, Any], rank: Any) -> None:
    """Hide what could be chance: what is best must still be."""
    dead = [score.param for score in views.ranking.scores if not score.matters]
    alive = [
        name for name, effect in effects.items() if effect.score.matters and effect.score.kind == "numeric"
    ]
    other = rank(hidden=dead) if dead and alive else None
    for name in alive if other and other.problem is None else ():
        before, after = effects[name].numbers, effect_of(other, name).numbers
        if before and after and before.average and after.average:
            pairs = itertools.product(before.average.stretches, after.average.stretches)
            overlap = any(
                low <= other_high and other_low <= high for (low, high), (other_low, other_high) in pairs
            )
            views.claim(overlap, f"{name}: {before.average}, without {dead} {after.average}")


@pytest.fixture(scope="module")
def contradictions(make_runs):
    of_sweep = {}
    for seed in range(SWEEPS):
        drawn = sweep(seed)
        runs = make_runs(drawn["params"], {"loss": drawn["metric"]})

        def rank(hidden=(), runs=runs, goal=drawn["goal"]):
            return hpviz.rank(runs, "loss", goal=goal, trees=30, hidden=hidden)

        views = Views(rank(), [])
        check_shares(views)
        check_rows(views)
        effects = check_effects(views)
        check_headline(views, effects)
        check_advice(views, effects)
        if views.ranking.problem is None:
            check_pairs(views, effects)
            check_order(views)
            check_costs(views, effects)
            if seed % 5 == 2:
                check_hiding(views, effects, rank)
        of_sweep[seed] = views
    return of_sweep


def test_no_two_views_disagree(contradictions):
    assert {
        seed: views.contradictions for seed, views in contradictions.items() if views.contradictions
    } == {}


def test_the_sweeps_have_all_that_views_could_disagree_about(contradictions):
    rankings = [views.ranking for views in contradictions.values()]
    verdicts = [score.verdict for ranking in rankings for score in ranking.scores]
    assert all(verdicts.count(verdict) > 50 for verdict in ROW)
    assert {ranking.trust for ranking in rankings} == {"good", "fair", "weak", "none"}
    effects = [effect_of(r, s.param) for r in rankings if r.problem is None for s in r.scores if s.matters]
    assert sum(effect.numbers is not None and effect.numbers.average is not None for effect in effects) > 20
    assert any(effect.numbers is not None and effect.numbers.good is not None for effect in effects)
    assert any(effect.best_levels is not None and effect.best_levels.worse for effect in effects)
    assert any(ranking.correlated_groups for ranking in rankings)
