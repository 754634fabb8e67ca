"""Frames a second while 10,000 runs are brushed on parallel coordinates, in Chromium in JupyterLab."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.e2e.browser import find
from tests.e2e.conftest import BROWSER_OPTIONS
from tests.e2e.lab import Lab, Notebook, running_server
from tests.e2e.screen import settle

CELL = """
import hpviz
import numpy as np
import pandas as pd
rng = np.random.default_rng(3)
n = {runs}
runs = pd.DataFrame({{f"config.p{{i}}": rng.random(n) for i in range({params} - 1)}})
runs["config.optimizer"] = rng.choice(["adam", "rmsprop", "sgd"], n)
runs["metric.loss"] = runs["config.p0"] + 0.1 * rng.random(n)
hpviz.Panel(runs, "loss", trees=20, remember=False)
"""
# An end of a brush goes up and down the first axis, a step in each frame; milliseconds from frame to frame.
# A pixel of the lines is read in each, so that they are drawn and not only queued.
BRUSH = """async (track) => {
  const { bottom, height, left } = track.getBoundingClientRect();
  const send = (type, share) => track.dispatchEvent(new PointerEvent(type, {
    bubbles: true, pointerId: 1, button: 0, buttons: 1, clientX: left + 8, clientY: bottom - share * height,
  }));
  const frame = () => new Promise(requestAnimationFrame);
  const lines = track.closest('.hp-lines').querySelectorAll('canvas')[1].getContext('2d');
  const times = [];
  send('pointerdown', 0.1);
  await frame();
  let last = performance.now();
  for (let step = 0; step < 120; step++) {
    send('pointermove', 0.15 + 0.8 * Math.abs(Math.sin(step / 20)));
    await frame();
    lines.getImageData(0, 0, 1, 1);
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  if (track.querySelectorAll('.hp-brush').length !== 1) throw new Error('nothing is brushed');
  track.dispatchEvent(new PointerEvent('pointercancel', { bubbles: true, pointerId: 1 }));
  return times;
}"""


def frames(runs: int, params: int) -> list[float]:
    """Return the milliseconds of each frame of a brush that moves, ascending."""
    with running_server(Path(tempfile.mkdtemp())) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=BROWSER_OPTIONS)
        context = browser.new_context(viewport={"width": 1280, "height": 1100})
        context.set_default_timeout(60_000)
        notebook = Notebook(Lab(server, context), (CELL.format(runs=runs, params=params),))
        panel = notebook.panel
        settle(panel)
        panel.get_by_role("button", name="Runs", exact=True).click()
        panel.get_by_role("button", name="Lines").click()
        track = panel.locator(".hp-axis-track").first
        expect(track).to_be_visible()
        notebook.page.wait_for_timeout(2000)
        times = track.evaluate(BRUSH)
        notebook.close()
        browser.close()
    return sorted(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--params", type=int, default=8)
    options = parser.parse_args()
    print("| runs | axes | median, ms | 95%, ms | frames a second |")
    print("|---|---|---|---|---|")
    for runs in options.runs:
        times = frames(runs, options.params)
        middle, late = times[len(times) // 2], times[int(0.95 * len(times))]
        mean = sum(times) / len(times)
        print(f"| {runs:,} | {options.params + 1} | {middle:.0f} | {late:.0f} | {1000 / mean:.0f} |")


if __name__ == "__main__":
    expect.set_options(timeout=60_000)
    main()
