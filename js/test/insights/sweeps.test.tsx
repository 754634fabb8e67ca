/** Two sources side by side, the the small pictures beside More runs?. */
import { afterEach, expect, test } from "vitest";
import type { Insight } from "../../src/model/insight";
import type { State } from "../../src/model/state";
import type { Coverage, PredictedRuns, TuningCurve } from "../../src/slices/enough";
import type { SweepChanges } from "../../src/slices/sweeps";
import { SAMPLE } from "../sample";
import { Screen, single } from "../screen";

const LR = "learning_rate_init";
const view = (subjects: string[]) => ({
  name: "sweeps",
  label: "Compare sweeps",
  question: "What changed from one source of runs to another?",
  export_label: "Compared sweeps",
  targets: [["png", "PNG"]] as const,
  subjects,
});

const side = (importance: number) => ({
  importance: [importance, null],
  importance_low: [importance - 0.1, null],
  importance_high: [importance + 0.1, null],
  above_noise: [true, null],
  tried: ["0.0001 to 1", "1 to 3"],
});

const CHANGES: SweepChanges = {
  of: '["before","after"]',
  sentences: ["Changed beyond chance (40 runs before, 60 after): the importance of learning_rate_init."],
  problem: null,
  params: {
    param: [LR, "depth"],
    change: ["-31", ""],
    interval: ["95% interval -57 to -5", ""],
    changed: [true, false],
    tried_changed: [false, true],
  },
  before: side(0.7),
  after: side(0.4),
};

const TUNING: TuningCurve = {
  of: "",
  sentences: ["Typically, the best of 10 random runs has a val_loss of 0.3."],
  problem: null,
  counted: "runs",
  metric: "val_loss",
  sizes: [1, 10, 100],
  median: [0.9, 0.3, 0.2],
  low: [0.8, 0.25, null],
  high: [1, 0.35, 0.25],
  log: false,
};
const PREDICTED: PredictedRuns = {
  of: "",
  sentences: ["Predicted without the run itself, val_loss is off by 0.1 or less in half of the runs."],
  problem: null,
  metric: "val_loss",
  log: true,
  observed: [0.1, 0.5, null],
  predicted: [0.2, 0.4, 0.3],
  runs: 3,
};
const COVERAGE: Coverage = {
  of: "",
  sentences: ["dropout: no run between 0.2 and 0.5."],
  problem: null,
  params: {
    param: ["dropout"],
    counts: [[3, 0, 1]],
    ranked: [[3, 0, 0]],
    ends: [["0", "0.8"]],
    gap: [[0.3, 0.6]],
    text: ["dropout: runs in 67% of the range from 0 to 0.8"],
  },
};
let screen: Screen;

function show(subjects: string[], insights: Record<string, Insight> = {}): Screen {
  const sweep = { ...SAMPLE.sweep, views: [...SAMPLE.sweep.views, view(subjects)] };
  screen = new Screen({ sweep, insights } as Partial<State>);
  return screen;
}

const drawn = (label: string): HTMLElement => single(screen.el, `[role=img][aria-label^="${label}"]`);

afterEach(() => screen.close());

test("two sources are compared without being chosen", () => {
  show(["before", "after"]);
  screen.press("Compare sweeps");
  expect(screen.model.sent).toEqual([{ event: "insight", name: "sweeps", of: CHANGES.of }]);
  expect(screen.has("combobox", "Sweep before")).toBe(false);
  screen.receive({ insights: { sweeps: CHANGES } });
  const rows = [...screen.find("table", "before beside after").querySelectorAll("tr")];
  expect(rows).toHaveLength(3);
  expect(rows[1]?.textContent).toContain("-31");
  expect(rows[1]?.textContent).toContain("changed");
  expect(rows[2]?.textContent).toContain("tried 1 to 3");
  expect(screen.text).toContain("Changed beyond chance");
});

test("of more sources two are chosen", () => {
  show(["before", "after", "later"]);
  screen.press("Compare sweeps");
  screen.pick("Sweep after", "later");
  expect(screen.model.sent.at(-1)).toEqual({ event: "insight", name: "sweeps", of: '["before","later"]' });
});

test("runs of one source have no such button", () => {
  screen = new Screen({});
  expect(screen.has("button", "Compare sweeps")).toBe(false);
});

test("beside More runs? stand what random runs reach, what is predicted and what is covered", () => {
  show([], { tuning: TUNING, predicted: PREDICTED, coverage: COVERAGE });
  screen.press("More runs?");
  expect(screen.model.sent).toEqual([{ event: "insight", name: "more", of: "" }]);
  const curve = drawn("Median best val_loss");
  expect([...curve.querySelectorAll("path")].map((path) => path.getAttribute("class"))).toEqual([
    "hp-band",
    "hp-curve",
  ]);
  const dots = drawn("Observed against predicted val_loss of 3 runs");
  expect(dots.querySelector(".hp-dots")?.getAttribute("d")?.match(/M/g)).toHaveLength(2);
  const strip = drawn("dropout: runs in 67%");
  expect(strip.querySelectorAll("i")).toHaveLength(3);
  expect(strip.querySelectorAll("b")).toHaveLength(1);
  expect([...strip.querySelectorAll("i")].map((part) => part.className)).toEqual(["", "", "hp-unranked"]);
  expect(screen.text).toContain("no run between 0.2 and 0.5");
});

test("small pictures say their figures to those who do not see them, and no best where all runs fail", () => {
  const tuning = { ...TUNING, median: [null, 0.3, 0.2], high: [null, null, 0.25] };
  show([], { tuning, predicted: PREDICTED, coverage: COVERAGE });
  screen.press("More runs?");
  const curve = drawn("Median best val_loss");
  expect(curve.getAttribute("aria-label")).toContain("from 0.3 of 10 to 0.2 of 100.");
  expect(curve.querySelector(".hp-curve")?.getAttribute("d")?.match(/,/g)).toHaveLength(1);
  expect(drawn("Observed against predicted").getAttribute("aria-label")).toContain("from 0.1 to 0.5;");
});

test("small pictures are requested where they are not known, each once", () => {
  show([]);
  screen.press("More runs?");
  screen.receive({ sort_by: "param" });
  expect(screen.model.sent.map((event) => (event as { name: string }).name).sort()).toEqual([
    "coverage",
    "more",
    "predicted",
    "tuning",
  ]);
});
