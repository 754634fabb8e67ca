"""Write the sweep with Trackio: TRACKIO_DIR=FOLDER/data python write_trackio.py FOLDER."""

from __future__ import annotations

import sys

import sweep
import trackio
from expected import Expected

if __name__ == "__main__":
    expected = Expected(sys.argv[1])
    for number in range(len(sweep.ENDS)):
        params = sweep.params(number)
        trackio.init(project="real", name=f"run-{number}", config=params, embed=False)
        for step in range(sweep.steps(number)):
            trackio.log({"val/loss": sweep.loss(number, step)})
        trackio.finish()
        loss = sweep.loss(number, sweep.steps(number) - 1)
        expected.add(f"run-{number}", "unknown", params, {"val/loss": loss})
    expected.write()
