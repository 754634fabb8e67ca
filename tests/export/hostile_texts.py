"""Texts that break screens, files and terminals, in every place of a sweep, through every view and format.

Run in a process of its own, since what goes wrong may be its end: ``python -m tests.export.hostile_texts``
draws one sweep that holds them all; with ``each``, one sweep for each text, a minute or more of each.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import sys
import tempfile
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np

import hpviz
from hpviz import HpvizError
from hpviz.__main__ import main as command_line
from hpviz.analysis.comparison.two_sweeps import sources_of
from hpviz.export.requests import as_file, as_output, export_request
from hpviz.views import VIEWS

TEXTS = {
    "nul": "a\0b",
    "bell": "a\x07b",
    "escape": "\x1b[31mred\x1b]0;owned\x07",
    "unit separator": "a\x1fb",
    "delete and C1": "a\x7f\x9b31m",
    "no character": "a\ufffeb\uffff",
    "half of a pair": "x\ud800",
    "other half": "\udcffx",
    "right to left": "\u202eevil\u2066",
    "lines": "a\nb: 3 runs (3 finished)\r\u2028c\td",
    "prototype": "__proto__",
    "constructor": "constructor",
    "method": "toString",
    "value": "valueOf",
    "script": "</script><img src=x onerror=alert(1)>&amp;",
    "formula": "=1+1",
    "at": "@SUM(A1)",
    "quotes": "'\"\\",
    "backtick": "`a` ${b} | c",
    "markdown": "[a](http://b) *c*",
    "latex": r"\input{a}_%$",
    "vega": "datum['a'].b[0]",
    "spaces": "  a  ",
    "long": "long " * 2000,
    "astral": "\U0001f980 \u05d0\u05d1",
}
N = 40
# What no output may hold: controls other than line breaks and tabs, marks of direction, halves of pairs.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def records(texts: list[str], named: list[str], measured: list[str]) -> list[dict[str, object]]:
    """Make runs that hold each text as a level, a name and a group, some as a param and some as a metric."""
    rng = np.random.default_rng(0)
    runs = []
    for row in range(N):
        params: dict[str, object] = {text: float(rng.random()) for text in named}
        params |= {"level": [*texts, "b"][row % (len(texts) + 1)], "width": float(rng.random())}
        params["epochs"] = 1 + 2 * (row % 2)
        metrics = {text: float(rng.random()) for text in measured} | {"loss": params["width"] + (row % 3)}
        facts = {"name": texts[row % len(texts)] + f" {row}", "group": texts[-row % len(texts)]}
        runs.append({"params": params, "metrics": metrics, **facts, "notes": texts[row % len(texts)]})
    return runs


def check_text(text: str, where: object) -> None:
    text.encode()
    if bad := FORBIDDEN.search(text):
        raise AssertionError(f"{bad[0]!r} in {where}: {text[max(0, bad.start() - 40) : bad.end() + 40]!r}")


def check_file(content: bytes, suffix: str, where: object) -> None:
    if suffix == "png":
        assert content.startswith(b"\x89PNG"), where
        return
    text = content.decode()
    check_text(text if suffix != "html" else re.sub(r"(?s)<script>.*?</script>", "", text), where)
    if suffix == "svg":
        ET.fromstring(text)  # noqa: S314 - our own
    elif suffix == "json":
        json.loads(text)
    elif suffix == "csv":
        assert len({len(row) for row in csv.reader(io.StringIO(text))}) == 1, where


def subjects(ranking: hpviz.Ranking) -> dict[str, list[tuple[str, ...]]]:
    params = [score.param for score in ranking.scores]
    metrics = [f"metric:{metric}" for metric in ranking.evidence.runs.metrics]
    return {
        "effect": [(param,) for param in params],
        "joint": list(combinations(["level", "width", *params[:1]], 2))[:2],
        "explanation": [("best",)],
        "run_comparison": [("best", "worst")],
        "compare": [("method:mdi",), *((metric,) for metric in metrics[:1])],
        "space": [(tool,) for tool in ("optuna", "wandb")],
        "tasks": [("level",)],
        "along": [("epochs",)],
        "default_costs": [("worst",)],
        "sweeps": [(json.dumps(sources_of(ranking.evidence.runs)),)],
    }


def check_views(ranking: hpviz.Ranking, most: int) -> int:
    """Export every view in every format; returns how many files were made."""
    made = 0
    of = subjects(ranking)
    for view in VIEWS.values():
        for place, names in enumerate(of.get(view.name, [()])[:most]):
            encoded = json.dumps(view.encoded(ranking, *names), allow_nan=False, ensure_ascii=False)
            check_text(encoded, (view.name, names))
            formats = [target for target, _ in view.targets if target != "notebook"]
            for target in formats if place == 0 else formats[1:2]:
                try:
                    _, _, content = as_file(ranking, export_request(view.name, *names), target)
                except HpvizError as refusal:
                    check_text(str(refusal), (view.name, names))
                    continue
                check_file(content, target, (view.name, names, target))
                made += 1
    output = as_output(ranking, export_request("table"))
    check_text(json.dumps(output, ensure_ascii=False), "output")
    return made


def check_spellings(runs: hpviz.Runs, texts: list[str], named: list[str], measured: list[str]) -> None:
    """Every name is accepted as the source spells it, wherever a name is."""
    shown = [runs.resolve(text, "param") for text in named]
    assert len({*shown, *(runs.resolve(text, "metric") for text in measured)}) == len(named + measured)
    assert list(runs.with_roles(dict.fromkeys(named, "aside")).params) == ["level", "width", "epochs"]
    options = {"trees": 5, "hidden": named[1:], "axes": dict.fromkeys(named[:1], "linear")}
    for metric in measured:
        scores = hpviz.rank(runs, metric, **options).scores
        assert [score.param for score in scores if score.param in shown] == shown[:1]
    levels = runs.params["level"].levels
    assert len(levels) == len(texts) + 1
    matched = {text: runs.matching(f"level == {json.dumps(text)}").any() for text in texts}
    assert all(matched.values()), matched


def check_terminal(runs: hpviz.Runs, ranking: hpviz.Ranking, path: Path) -> None:
    for shown in (repr(runs), str(ranking), repr(ranking), ranking.headline, *ranking.notes):
        check_text(shown, "terminal")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        assert command_line(["read", str(path)]) == 0
        assert command_line(["read", str(path), "--params", "\x1b[31m\u202eno such"]) == 2
        options = ["--trees", "5", "--metric", "loss", "-o"]
        for suffix in ("json", "md"):
            assert command_line(["report", str(path), *options, str(path.with_name(f"r.{suffix}"))]) == 0
            check_text(path.with_name(f"r.{suffix}").read_text("utf-8"), suffix)
    check_text(printed.getvalue(), "command line")


def check_panel(runs: hpviz.Runs) -> None:
    panel = hpviz.Panel(runs, metric="loss", trees=5)
    try:
        check_text(json.dumps(panel.get_state(), ensure_ascii=False, default=str), "panel")
        check_text(panel.code(), "code")
    finally:
        panel.close()


def check(texts: list[str], named: list[str], measured: list[str]) -> int:
    """Check all that can be seen of a sweep with these texts; returns how many files were made."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "runs.json"
        path.write_text(json.dumps(records(texts, named, measured)))
        runs = hpviz.read(path)
        assert len(runs) == N
        assert len(runs.params) == len(named) + 3
        check_spellings(runs, texts, named, measured)
        ranking = hpviz.rank(runs, (measured or ["loss"])[0], trees=5)
        made = check_views(ranking, 2)
        sources = {texts[0]: runs, f"{texts[-1]} 2": runs}
        several = hpviz.rank(hpviz.read(sources), (measured or ["loss"])[0], trees=5)
        assert len(sources_of(several.evidence.runs)) == 2
        made += check_views(several, 1)
        check_terminal(runs, ranking, path)
        check_panel(runs)
        return made


def main(arguments: list[str]) -> None:
    """Check the texts in two halves, or each alone."""
    texts = [*TEXTS.values()]
    if arguments == ["each"]:
        for label, text in TEXTS.items():
            made = check([text], [text], []) + check([text], [], [text])
            sys.stdout.write(f"{label}: {made} files\n")
    else:
        made = check(texts, texts[::2], texts[1::2]) + check(texts, texts[1::2], texts[::2])
        sys.stdout.write(f"{made} files\n")


if __name__ == "__main__":
    main(sys.argv[1:])
