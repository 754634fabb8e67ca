"""A panel where no thread can be started, as in a browser's Python; run in a process of its own."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from tempfile import mkdtemp


def _refused(_: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")


def main() -> None:
    """Use the panel as the front end does, and compare with what Python says."""
    threading.Thread.start = _refused  # type: ignore[method-assign]
    import numpy as np
    import optuna
    import pytest

    import hpviz
    from hpviz.data import VEHICLE

    rng = np.random.default_rng(0)
    many = {f"p{column}": rng.random(3000) for column in range(10)}
    many["loss"] = many["p0"] + rng.normal(0, 0.1, 3000)
    panel = hpviz.Panel(many, metric="loss")  # large enough for figures that come in steps
    assert panel.table().param[0] == "p0"

    panel = hpviz.Panel(VEHICLE, metric="val_acc")
    first = panel.ranking
    panel.set_state({"metric": "train_time"})
    assert panel._ranking["metric"] == "train_time"
    panel.set_state({"metric": "val_acc"})
    panel._handle_custom_msg({"event": "effect", "param": "depth"}, [])
    panel._handle_custom_msg({"event": "explain", "run": "best"}, [])
    assert panel.effects["depth"]["problem"] is None
    assert panel.explanation["problem"] is None
    panel.set_state({"hidden": ["depth"]})
    panel._handle_custom_msg({"event": "wand"}, [])
    assert "depth" not in panel.hidden
    assert panel.ranking.runs_used == first.runs_used
    assert not panel._worker.busy
    file = Path(mkdtemp()) / "panel.html"
    panel.chart().save(file)
    assert file.stat().st_size > 0
    with pytest.raises(hpviz.HpvizError, match="no threads"):
        hpviz.Panel(VEHICLE, follow=1.0)

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study()
    panel = hpviz.Panel(study)
    callback = hpviz.OptunaCallback(panel, every=0.5)
    study.optimize(lambda trial: trial.suggest_float("x", -1, 1) ** 2, n_trials=20, callbacks=[callback])
    assert panel.ranking.runs_used > 0
    panel.update()
    assert panel.ranking.runs_used == 20
    sys.stdout.write("all there\n")


if __name__ == "__main__":
    main()
