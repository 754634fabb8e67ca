/** Importance along the training: lines, the list of the steps, and the figures at one of them. */
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import type { State } from "../../src/model/state";
import type { Along, Cell } from "../../src/slices/along-figures";
import { SAMPLE } from "../sample";
import { all, Screen } from "../screen";

const [PARAM = "", OTHER = ""] = SAMPLE.ranking.params.param;

function cell(importance: number | null, changed: Partial<Cell> = {}): Cell {
  return {
    importance,
    low: importance,
    high: importance === null ? null : importance + 0.1,
    text: importance === null ? "–" : importance.toFixed(3),
    interval: importance === null ? "–" : "0.100 to 0.700",
    is_clear: importance !== null && importance > 0.2,
    same: null,
    best: "",
    ...changed,
  };
}

const ALONG: Along = {
  of: "training steps",
  sentences: ["At step 10 lr decides most."],
  problem: null,
  by: "training steps",
  is_fidelity: false,
  log: true,
  points: {
    at: [10, 100, 1000],
    name: ["step 10", "step 100", "step 1,000"],
    runs: [1200, 1200, 70],
    correlation: ["0.31, 0.10 to 0.50", "", ""],
    best: ["40%, with the best", "", ""],
    words: ["lr (52%)", "every parameter could be chance", "Only 9 runs can be used."],
  },
  params: {
    param: [PARAM, OTHER],
    matters: [true, false],
    course: ["matters only up to step 10", "could be chance"],
    best: ["Best between 1 and 2.", ""],
    cells: [
      [cell(0.5, { same: 0.4, best: "best between 1 and 2" }), cell(0.3), cell(0.1)],
      [cell(0.1), null, cell(null)],
    ],
  },
};

let screen: Screen;

afterEach(() => screen.close());

function opened(changed: Partial<State> = {}, subjects = ["training steps"]): Screen {
  const view = {
    name: "along",
    label: "Along training",
    question: "What decides early and what late?",
    export_label: "Along training",
    targets: [["png", "PNG"] as const],
    subjects,
  };
  const sweep = { ...SAMPLE.sweep, views: [...SAMPLE.sweep.views, view] };
  screen = new Screen({ sweep, insights: { along: ALONG }, ...changed });
  screen.press("Along training");
  return screen;
}

function said(): string[] {
  return all(screen.el, ".hp-courses .hp-said").map((element) => element.textContent ?? "");
}

test("a row has where a param matters and its best values, and a line from the first step to the last", () => {
  opened();
  expect(said()).toEqual(["Matters only up to step 10. Best between 1 and 2.", "Could be chance."]);
  const [line] = all(screen.el, ".hp-course-line");
  // Over magnitudes; the highest end of an interval is at a tenth below the edge.
  expect(line?.getAttribute("d")).toBe("M2.00 25.00L50.00 55.00L98.00 85.00");
  expect(all(screen.el, ".hp-course")[0]?.getAttribute("aria-label")).toBe(
    `${PARAM} matters only up to step 10.`,
  );
});

test("dots are filled where a param matters, and survivors have a dashed line to the end", () => {
  opened();
  const [first] = all(screen.el, ".hp-course");
  const paths = (look: string) => (first ? all(first, look) : []).map((path) => path.getAttribute("d"));
  expect(paths(".hp-unclear")).toEqual(["M98.00 85.00h.001"]);
  expect(paths(".hp-course-same")).toEqual(["M2.00 40.00L98.00 85.00"]);
  expect(screen.text).toContain("only runs that are there at the end");
});

test("the figures of a step are written out by a button, and taken away by it", () => {
  opened();
  screen.press("Figures at step 10");
  expect(said()).toEqual([
    "step 10: 0.500 (0.100 to 0.700); best between 1 and 2.",
    "step 10: 0.100 (0.100 to 0.700); could be chance.",
  ]);
  screen.press("Figures at step 100");
  expect(said()[1]).toBe("step 100: not ranked.");
  screen.press("Figures at step 100");
  expect(said()[1]).toBe("Could be chance.");
});

test("the list of the steps has their runs, their correlation with the end and what matters", () => {
  opened();
  const rows = all(screen.el, ".hp-points tbody tr").map((row) => row.textContent);
  expect(rows[0]).toBe("step 101,2000.31, 0.10 to 0.5040%, with the bestlr (52%)");
  expect(rows[2]).toBe("step 1,00070––Only 9 runs can be used.");
});

test("what is pointed at is marked in all lines, and written beside its own", () => {
  opened();
  const [course] = all(screen.el, ".hp-course");
  act(() => {
    course?.dispatchEvent(new MouseEvent("pointermove", { bubbles: true, clientX: 0 }));
  });
  expect(all(screen.el, ".hp-pointed")).toHaveLength(2);
  expect(all(screen.el, ".hp-tip").map((tip) => tip.textContent)).toEqual(["step 10 0.500"]);
  expect(all(screen.el, ".hp-points .hp-at")).toHaveLength(1);
  act(() => {
    course?.dispatchEvent(new MouseEvent("pointerleave", { bubbles: true }));
  });
  expect(all(screen.el, ".hp-pointed")).toHaveLength(0);
});

test("where there are several, what to go along is chosen, and requested", () => {
  opened({}, ["training steps", "epochs"]);
  screen.pick("Along", "epochs");
  expect(screen.model.sent).toContainEqual({ event: "insight", name: "along", of: "epochs" });
});

test("why there is nothing to see is a sentence", () => {
  opened({ insights: { along: { ...ALONG, problem: "these runs have no history", sentences: [] } } });
  expect(screen.text).toContain("these runs have no history");
  expect(all(screen.el, ".hp-courses")).toHaveLength(0);
});
