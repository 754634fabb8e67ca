import { afterEach, expect, test } from "vitest";
import type { Groups } from "../../src/insights/moved-together";
import type { State } from "../../src/model/state";
import { SAMPLE, SCRIPT } from "../sample";
import { all, Screen } from "../screen";

const GROUPS: Groups = {
  of: "",
  leaves: ["batch_size", "accumulation", "dropout"],
  joins: [
    [0, 1, 0.97],
    [3, 2, 0.21],
  ],
  cut: 0.8,
  groups: {
    params: [["batch_size", "accumulation"]],
    similarity: [0.97],
    importance: [0.4132],
    low: [0.31],
    high: [0.52],
    p_value: [0.0001],
    above_noise: [true],
  },
  sentences: ["batch_size and accumulation moved together: vary them independently in the next sweep."],
  problem: null,
};

const ALONE: Groups = {
  ...GROUPS,
  groups: { params: [], similarity: [], importance: [], low: [], high: [], p_value: [], above_noise: [] },
  sentences: ["No parameters moved together in these runs."],
};

let screen: Screen;

function opened(together?: Groups, changed: Partial<State> = {}): void {
  screen = new Screen({ insights: together ? { together } : {}, ...changed });
  screen.press("Moved together");
}

afterEach(() => screen.close());

test("it is asked for when it is opened, once", () => {
  opened();
  expect(screen.model.sent).toEqual([{ event: "insight", name: "together", of: "" }]);
  screen.receive({ insights: { together: GROUPS } });
  expect(screen.model.sent).toHaveLength(1);
  expect(screen.text).toContain("vary them independently in the next sweep");
});

test("a joint importance is named as Python names it beside another method's figures", () => {
  opened({ ...GROUPS, heading: "Joint out-of-bag importance" });
  expect(all(screen.el, "columnheader").map((cell) => cell.textContent)).toContain(
    "Joint out-of-bag importance",
  );
});

test("a group has its joint importance with its interval, and says when it could be chance", () => {
  opened(GROUPS);
  expect(screen.text).toContain("batch_size + accumulation");
  expect(screen.text).toContain("0.413");
  expect(screen.el.querySelector("[title^='Joint importance']")?.getAttribute("title")).toBe(
    "Joint importance 0.413 (95% interval 0.310 to 0.520)",
  );
  const together: Groups = { ...GROUPS, groups: { ...GROUPS.groups, above_noise: [false] } };
  screen.receive({ insights: { together } });
  expect(screen.el.querySelector("[title^='Joint importance']")?.textContent).toContain("could be chance");
});

test("the tree has every parameter by name, and its cut in words", () => {
  opened(GROUPS);
  expect(all(screen.el, "ol li").map((leaf) => leaf.textContent)).toEqual(GROUPS.leaves);
  expect(all(screen.el, "[role=img]", /3 parameters/)).toHaveLength(1);
  expect(screen.text).toContain("0.8: not separable");
  expect(screen.el.querySelectorAll(".hp-branch")).toHaveLength(2);
  expect(screen.el.querySelectorAll(".hp-close")).toHaveLength(1);
});

test("where nothing moved together it says so, and the tree stands", () => {
  opened(ALONE);
  expect(screen.text).toContain("No parameters moved together in these runs.");
  expect(screen.has("table", /Joint importance/)).toBe(false);
  expect(all(screen.el, "ol li")).toHaveLength(3);
});

test("a problem is a sentence in its place; names are text", () => {
  opened({ ...ALONE, problem: "There is one parameter only: it moves with nothing." });
  expect(screen.text).toContain("There is one parameter only");
  expect(all(screen.el, "ol li")).toHaveLength(0);
  const together: Groups = { ...GROUPS, leaves: [SCRIPT, "b", "c"] };
  screen.receive({ insights: { together } });
  expect(screen.text).toContain(SCRIPT);
  expect(screen.el.querySelector("script")).toBeNull();
});

test("the tree can be exported, open or not", () => {
  opened(GROUPS);
  screen.press("Export");
  screen.press("Moved together: PNG");
  expect(screen.model.sent).toContainEqual({ event: "export", what: "together", to: "png" });
  screen.receive({ ranking: { ...SAMPLE.ranking }, insights: {} });
  screen.press("Export");
  screen.press("Moved together: PNG");
  expect(screen.model.sent.at(-1)).toEqual({ event: "export", what: "together", to: "png" });
});
