/** What there is to see below the table: pairs, and two rankings side by side. */
import { afterEach, expect, test } from "vitest";
import type { Comparison } from "../../src/insights/compare";
import type { Pairs } from "../../src/insights/pairs";
import { INSIGHTS } from "../../src/insights/registry";
import type { State } from "../../src/model/state";
import { JOINT } from "../pictures";
import { SAMPLE, SCRIPT } from "../sample";
import { all, Screen } from "../screen";

const LR = "learning_rate_init";

const PAIRS: Pairs = {
  of: "",
  sentences: [`${LR} and depth together account for 9% beyond what each does alone.`],
  problem: null,
  out_of_bag: true,
  pairs: {
    param: [LR, SCRIPT],
    other: ["depth", "depth"],
    share: [0.0912, 0.004],
    share_low: [0.05, -0.01],
    share_high: [0.13, 0.02],
    p_value: [0.0001, 0.4],
    above_noise: [true, false],
  },
};

const COMPARISON: Comparison = {
  of: "method:mdi",
  sentences: ["seed has 2000 distinct values."],
  problem: null,
  names: ["Out-of-bag (unbiased)", "W&B-compatible (MDI)"],
  param: [LR, "seed"],
  first: {
    importance: [0.4, null],
    importance_low: [0.3, null],
    importance_high: [0.5, null],
    above_noise: [true, false],
    place: [1, null],
  },
  second: {
    importance: [0.5, 0.25],
    importance_low: [null, null],
    importance_high: [null, null],
    above_noise: [null, null],
    place: [1, 2],
  },
  apart: [false, true],
};

let screen: Screen;

function show(changed: Partial<State> = {}): Screen {
  screen = new Screen(changed);
  return screen;
}

afterEach(() => screen.close());

test("interactions are asked for once, and stand with figures, doubts and words", () => {
  show();
  screen.press("Interactions");
  screen.receive({ sort_by: "param" });
  expect(screen.model.sent).toEqual([{ event: "insight", name: "pairs", of: "" }]);
  screen.receive({ insights: { pairs: PAIRS } });
  const table = screen.find("table", "Interactions");
  const rows = [...table.querySelectorAll("tbody tr")].map((row) => row.textContent ?? "");
  expect(rows).toHaveLength(2);
  expect(rows[0]).toContain(`${LR} × depth0.091`);
  expect(rows[0]).not.toContain("could be chance");
  expect(rows[1]).toContain(`${SCRIPT} × depth0.004could be chance`);
  expect(screen.text).toContain("together account for 9%");
});

test("a pair opens to its map in place, and closes", () => {
  show({ insights: { pairs: PAIRS } });
  screen.press("Interactions");
  screen.press(`${LR} × depth`);
  expect(screen.model.sent).toEqual([{ event: "joint", param: LR, other: "depth" }]);
  screen.receive({ joint: JOINT });
  expect(screen.has("slider", /over learning_rate_init and depth/)).toBe(true);
  // Another pair that Python draws later (another view asked) does not take its place.
  screen.receive({ joint: { ...JOINT, other: "batch_size" } });
  expect(screen.has("slider", /over learning_rate_init and depth/)).toBe(true);
  screen.press(`${LR} × depth`);
  expect(screen.has("slider")).toBe(false);
});

test("why there are no interactions to see is said instead of a table", () => {
  show({ insights: { pairs: { ...PAIRS, sentences: [], problem: "Only 12 runs." } } });
  screen.press("Interactions");
  expect(screen.text).toContain("Only 12 runs.");
  expect(screen.has("table", "Interactions")).toBe(false);
});

test("another method or metric is chosen, and stands beside the ranking with places and marks", () => {
  show();
  screen.press("Compare");
  const choices = all(screen.find("combobox", "Compare with"), "option").map((option) => option.textContent);
  expect(choices).not.toContain("Out-of-bag (unbiased)");
  expect(choices).not.toContain("Metric val_loss");
  expect(choices).toContain("Metric val_acc");
  screen.pick("Compare with", "method:mdi");
  expect(screen.model.sent).toEqual([{ event: "insight", name: "compare", of: "method:mdi" }]);
  screen.receive({ insights: { compare: COMPARISON } });
  const table = screen.find("table", "Out-of-bag (unbiased) beside W&B-compatible (MDI)");
  const rows = [...table.querySelectorAll("tbody tr")].map((row) => row.textContent ?? "");
  expect(rows[0]).toBe(`${LR}1.0.4001.0.500`);
  expect(rows[1]).toBe("seeddiffers–2.0.250");
  expect(screen.text).toContain("seed has 2000 distinct values.");
});

test("two views with different comparisons do not ask in turns", () => {
  show();
  screen.press("Compare");
  screen.pick("Compare with", "method:mdi");
  screen.receive({ insights: { compare: COMPARISON } });
  screen.receive({ insights: { compare: { ...COMPARISON, of: "metric:val_acc" } } });
  expect(screen.has("table", /beside/)).toBe(true);
  expect(screen.model.sent).toHaveLength(1);
  // A new ranking has another answer.
  screen.receive({ ranking: { ...SAMPLE.ranking }, insights: {} });
  expect(screen.model.sent).toHaveLength(2);
});

test("both can be exported once they were seen", () => {
  show({ insights: { pairs: PAIRS, compare: COMPARISON } });
  screen.press("Export");
  screen.press("Interactions: PNG");
  screen.press("Export");
  screen.press(`${COMPARISON.names.join(" beside ")}: SVG`);
  expect(screen.model.sent).toEqual([
    { event: "export", what: "pairs", to: "png" },
    { event: "export", what: "compare", of: "method:mdi", to: "svg" },
  ]);
});

test("every view with a question has something that draws it, and its words are Python's", () => {
  const asking = SAMPLE.sweep.views.filter(({ question }) => question !== "");
  // No column of these is a task, and they are of one source.
  expect(["tasks", "along", "sweeps", ...asking.map(({ name }) => name)].sort()).toEqual(
    Object.keys(INSIGHTS).sort(),
  );
  const views = SAMPLE.sweep.views.map((view) =>
    view.name === "pairs"
      ? { ...view, label: "Pairs of params", question: "Which?", export_label: "All pairs" }
      : view,
  );
  show({ sweep: { ...SAMPLE.sweep, views }, insights: { pairs: PAIRS } });
  const buttons = all(screen.find("group", "Look further"), "button");
  expect(buttons.map(({ textContent, title }) => [textContent, title])).toEqual(
    views.filter(({ question }) => question !== "").map(({ label, question }) => [label, question]),
  );
  screen.press("Pairs of params");
  expect(screen.has("table", "Interactions")).toBe(true);
  screen.press("Export");
  screen.press("All pairs: PNG");
  expect(screen.model.sent).toEqual([{ event: "export", what: "pairs", to: "png" }]);
});

test("a view of which this front end knows nothing has no button", () => {
  const unknown = { name: "constructor", label: "Newer", question: "Why?", export_label: "", targets: [] };
  show({ sweep: { ...SAMPLE.sweep, views: [...SAMPLE.sweep.views, unknown] } });
  expect(screen.has("button", "Newer")).toBe(false);
  expect(screen.has("button", "Next sweep")).toBe(true);
});

test("where nothing is ranked the runs can still be opened, by which a filter is left again", () => {
  const params = Object.fromEntries(Object.keys(SAMPLE.ranking.params).map((key) => [key, []]));
  const problem = "None of the 500 runs can be used.";
  const ranking = { ...SAMPLE.ranking, problem, params: params as unknown as typeof SAMPLE.ranking.params };
  show({ ranking });
  const buttons = all(screen.find("group", "Look further"), "button");
  expect(buttons.map(({ textContent }) => textContent)).toEqual(["Runs"]);
  screen.press("Runs");
  expect(screen.model.sent).toMatchObject([{ event: "rows" }]);
});
