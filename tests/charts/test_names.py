"""Names of params in charts: short, told apart, and the same as in the panel."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

import hpviz
from hpviz.charts.drawing.fields import labels
from hpviz.charts.drawing.formats import rendered
from hpviz.charts.drawing.names import common_start, folded

ROOT = Path(__file__).parents[2]
DOTTED = [
    "cfg.train.optimizer.learning_rate",
    "cfg.train.optimizer.weight_decay",
    "cfg.train.schedule.warmup_steps",
    "cfg.model.encoder.depth",
    "cfg.model.decoder.depth",
    "cfg.model.decoder.dropout",
]


@pytest.mark.parametrize(
    ("names", "start"),
    [
        (DOTTED, "cfg."),
        (["params/lr", "params/lr_decay"], "params/"),
        (["clf__C", "clf__gamma"], "clf__"),
        (["cfg.lr"], ""),
        (["a.b", "a.b.c"], "a."),
        (["learning_rate", "learning_decay"], ""),
        ([], ""),
    ],
)
def test_what_all_names_share_up_to_a_separator_is_left_out(names, start):
    assert common_start(names) == start


def test_a_long_name_keeps_as_many_of_its_last_parts_as_there_is_room_for():
    long = "experiment.training.optimisation.schedule.warmup.learning_rate"
    assert folded([long, "seed"], [long], 40) == ["…schedule.warmup.learning_rate"]
    assert folded(DOTTED, DOTTED, 16) == [
        "…learning_rate",
        "…weight_decay",
        "…warmup_steps",
        "…encoder.depth",
        "…decoder.depth",
        "…decoder.dropout",
    ]
    alike = [f"net.block_{i}.attention.projection.dropout_rate" for i in range(30)]
    assert len(set(labels(folded(alike, alike, 18), 18))) == 30


def test_panel_and_charts_shorten_by_one_rule(tmp_path):
    cases = [
        DOTTED,
        ["lr"],
        ["experiment.training.optimisation.schedule.warmup.learning_rate", "seed"],
        [f"net.block_{i}.attention.projection.dropout_rate" for i in range(12)],
        ["x" * 60 + "a", "x" * 60 + "b", "c"],
    ]
    script = tmp_path / "names.mjs"
    build = [ROOT / "js/node_modules/.bin/esbuild", ROOT / "js/src/controls/names.ts", "--format=esm"]
    subprocess.run([*build, f"--outfile={script}"], check=True, capture_output=True)
    code = (
        f"import {{ namesOf }} from {script.as_uri()!r};"
        f"console.log(JSON.stringify({json.dumps(cases)}.map((names) =>"
        " [namesOf(names).start, ...names.map((name) => namesOf(names).of(name).text)])))"
    )
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", code], check=True, capture_output=True, text=True
    )
    expected = [[common_start(names), *labels(folded(names, names, 40), 40)] for names in cases]
    assert json.loads(ran.stdout) == expected


@pytest.fixture(scope="module")
def dotted(make_runs):
    rng = np.random.default_rng(0)
    params = {name: rng.random(60) for name in DOTTED}
    return hpviz.rank(make_runs(params, {"loss": 3 * params[DOTTED[0]] + params[DOTTED[3]]}))


VIEWS = ("chart", "parallel", "pairs", "compare", "explain", "more_runs", "moved_together")


@pytest.mark.parametrize("view", VIEWS)
def test_every_chart_leaves_out_the_common_start_and_says_so(dotted, view):
    picture = getattr(dotted, view)(*(["mdi"] if view == "compare" else []))
    assert "All names start with cfg." in " ".join(picture.to_dict()["title"]["subtitle"])
    names = re.findall(r"<text[^>]*>([^<]*learning_rate[^<]*)</text>", rendered(picture, ".svg").decode())
    assert names
    assert [name for name in names if "cfg." in name] == []


def test_a_param_of_several_pairs_has_one_name_and_every_level_its_label(dotted, figures):
    svg = rendered(dotted.pairs(), ".svg").decode()
    pairs = re.findall(r"<text[^>]*>([^<]*\u00d7[^<]*)</text>", svg)
    assert len(set(pairs)) == len(pairs) >= 10
    assert [pair for pair in pairs if "(2)" in pair] == []
    joint = hpviz.rank(figures / "long_levels.csv").joint("encoder_checkpoint", "head")
    drawn = re.findall(r"<text[^>]*>([^<]*)</text>", rendered(joint, ".svg").decode())
    assert all(sum(kind in text for text in drawn) == 1 for kind in ("finetuned", "pretrained", "randomised"))
