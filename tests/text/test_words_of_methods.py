"""What is said of a ranking by another method: the words are that method's own, on screen and in exports."""

from __future__ import annotations

import numpy as np
import pytest

import hpviz
from hpviz.analysis import METHODS
from hpviz.data import VEHICLE
from hpviz.export.html import static_html
from hpviz.export.report import as_text
from hpviz.export.tables import Sheet
from hpviz.panel.wire import encode_insight, encode_ranking
from hpviz.text.glossary import GLOSSARY
from hpviz.text.methods import METHOD_TEXTS, share_of
from hpviz.text.report import how_to_read
from hpviz.views import VIEWS

OTHERS = tuple(method for method in METHODS if method != "oob")


@pytest.fixture(scope="module")
def sweep(make_runs):
    """One param matters over all runs but not among the best, one the reverse, and two moved together."""
    rng = np.random.default_rng(5)
    n = 150
    x, z, w = rng.random((3, n))
    loss = np.where(x < 0.6, 0.0, 4 * x) + 0.6 * z + rng.normal(0, 0.4, n)
    params = {"x": x, "z": z, "w": w, "twin": z + rng.normal(0, 0.02, n), "seed": rng.permutation(n)}
    return make_runs(params, {"loss": loss, "time": rng.random(n)})


@pytest.fixture(scope="module")
def rankings(sweep):
    return {method: hpviz.rank(sweep, "loss", method=method, trees=30) for method in METHODS}


def said(ranking):
    """Have every export and view of a ranking say what it says, by its name."""
    yield "html", static_html(ranking)
    spec = ranking.chart().to_dict()
    yield "chart", " ".join(flat((spec["title"], spec["hconcat"], spec["datasets"])))
    yield "caption", Sheet.of_ranking(ranking).caption
    yield "table", str(Sheet.of_ranking(ranking).rows)
    yield "report", as_text(ranking, 1)
    yield "how to read", " ".join(how_to_read(ranking))
    yield "explanation", str(ranking.explain().to_dict()["title"])
    yield "explanation on screen", str(VIEWS["explanation"].encoded(ranking, "best"))
    yield "effect", str(ranking.effect("x").to_dict()["title"])
    yield "levels and rows", str(encode_ranking(ranking))
    yield "more runs", " ".join(ranking.more_runs().sentences)


@pytest.mark.parametrize("method", METHODS)
def test_each_method_is_named_and_no_estimate_but_its_own(rankings, method):
    own = " ".join(
        (*vars_of(METHOD_TEXTS[method]), share_of(method, "the differences in loss"), *GLOSSARY.values())
    )
    named = {
        "html": METHOD_TEXTS[method].name,
        "chart": METHOD_TEXTS[method].caption,
        "caption": METHOD_TEXTS[method].name,
        "report": METHOD_TEXTS[method].reference,
        "how to read": METHOD_TEXTS[method].question,
    }
    words = ("out-of-bag", "fANOVA", "PED-ANOVA", "W&B", "shuffled", "impurity")
    for where, text in said(rankings[method]):
        if method != "oob" and where in named:
            assert named[where] in text.replace("&#39;", "'").replace("&amp;", "&"), where
        if where == "more runs" and method != "oob":
            assert text.endswith(
                f"Places are by the recommended importance, not by {METHOD_TEXTS[method].name}."
            )
            continue
        foreign = [word for word in words if word in text and word not in own]
        assert not foreign, f"{where}: {foreign}"


def flat(part):
    """Go over all texts of a specification, lines of a sentence after one another."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list | tuple):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from flat(inner)


def vars_of(text):
    return [value for value in vars(text).values() if isinstance(value, str)]


@pytest.mark.parametrize("method", METHODS)
def test_an_interval_is_named_only_where_there_is_one(rankings, method):
    ranking, has = rankings[method], METHODS[method].has_intervals
    assert ranking.table().importance_low.notna().any() == has
    html = static_html(ranking)
    assert ("Thin line: 95% interval." in html) == has
    assert "95% interval \u2013" not in html
    assert (", with its 95% interval" in " ".join(ranking.chart().sentences)) == has


@pytest.mark.parametrize("method", METHODS)
def test_the_mark_of_a_test_is_not_the_verdict_but_where_it_is_the_same_test(rankings, method):
    """A param can matter over all runs and yet not be told apart by another method's own test."""
    ranking, text = rankings[method], METHOD_TEXTS[method]
    outcomes = {text.clear, text.unclear, "not tested", "not tested yet"}
    sheet = Sheet.of_ranking(ranking)
    for score, row in zip(ranking.ordered(), sheet.rows, strict=True):
        assert row[3] in outcomes
        if method == "oob":
            assert row[3] == score.verdict
        else:
            assert row[3] not in {"matters", "could be chance"}
    legend = str(ranking.chart().to_dict())
    if METHODS[method].tested:
        assert text.unclear in legend
        assert f"Hatched bar: {text.unclear}." in static_html(ranking)
    if method == "top":
        assert any(score.matters != score.above_noise for score in ranking.scores)


def test_the_joint_importance_is_named_where_the_table_has_another(rankings):
    for method, ranking in rankings.items():
        heading = "Joint importance" if method == "oob" else "Joint recommended importance"
        assert ranking.correlated_groups
        assert encode_insight(ranking, "together", "")["heading"] == heading
        assert heading in str(ranking.moved_together().to_dict())


def test_the_glossary_means_the_chosen_method():
    methods = {method["name"]: method for method in hpviz.Panel(VEHICLE).sweep["methods"]}
    assert methods["oob"]["terms"] == {}
    for method in OTHERS:
        meaning = methods[method]["terms"]["Importance"]
        assert METHOD_TEXTS[method].name in meaning
        assert METHOD_TEXTS[method].meaning in meaning
        assert METHOD_TEXTS[method].meaning in GLOSSARY.values()


@pytest.mark.parametrize("method", METHODS)
def test_an_overview_marks_what_matters_by_any_method(sweep, method):
    overview = hpviz.overview(sweep, ["loss", "time"], method=method, trees=30)
    sentences, first = overview.sentences, overview.results[0]
    if method != "oob":
        assert sentences[0].startswith(f"By {METHOD_TEXTS[method].name}. ")
    of_loss = next(sentence for sentence in sentences if sentence.startswith("loss: "))
    named = {score.param for score in first.scores if score.matters and f"{score.param} (" in of_loss}
    assert named == {score.param for score in first.scores if score.matters}
    assert "time: every parameter could be chance." in sentences or overview.results[1].problem
