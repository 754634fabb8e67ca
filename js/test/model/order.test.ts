import { expect, test } from "vitest";
import { importanceLimit, isReady, isStale, matches, order, paged } from "../../src/model/order";
import type { RankedParams } from "../../src/model/ranking";
import { rowOf } from "../../src/model/rows";
import { SAMPLE } from "../sample";

const { params } = SAMPLE.ranking;

function few(changed: Partial<RankedParams>): RankedParams {
  return { ...params, ...changed };
}

test("names are ordered by UTF-16 units, as Python's Ranking.ordered does: capitals first", () => {
  const param = ["b", "a", "Z", "aa", "\u{1f680}", "\uffee", "é", ""];
  const ordered = order(few({ param }), "param", false).map((i) => param[i]);
  expect(ordered).toEqual(["", "Z", "a", "aa", "b", "é", "\u{1f680}", "\uffee"]);
});

test("figures are ordered with nulls last in either direction", () => {
  const ranked = few({ importance: [0.1, null, 0.5, -0.2] });
  expect(order(ranked, "importance", true)).toEqual([2, 0, 3, 1]);
  expect(order(ranked, "importance", false)).toEqual([3, 0, 2, 1]);
});

test("ties and nulls keep the order of the wire in either direction", () => {
  const ranked = few({ correlation: [0.5, null, 0.1, 0.5, null, 0.5] });
  expect(order(ranked, "correlation", true)).toEqual([0, 3, 5, 2, 1, 4]);
  expect(order(ranked, "correlation", false)).toEqual([2, 0, 3, 5, 1, 4]);
});

test("correlation is ordered by its strength, whatever its sign, and what is not known comes last", () => {
  const ranked = few({ correlation: [0.1, null, -0.9, 0] });
  expect(order(ranked, "correlation", true)).toEqual([2, 0, 3, 1]);
  expect(order(ranked, "correlation", false)).toEqual([3, 0, 2, 1]);
});

test("names are ordered both ways", () => {
  const ranked = few({ param: ["b", "A", "a"] });
  expect(order(ranked, "param", false)).toEqual([1, 2, 0]);
  expect(order(ranked, "param", true)).toEqual([0, 2, 1]);
});

test("search finds any part of a name in either case, and ignores the spaces around it", () => {
  expect(matches("Learning_Rate", " rate ")).toBe(true);
  expect(matches("Learning_Rate", "")).toBe(true);
  expect(matches("depth", "rate")).toBe(false);
});

test("pages are cut, and clamped when the list has become shorter", () => {
  expect(paged(21, 1, 10)).toEqual({ page: 1, pages: 3, start: 10, end: 20 });
  expect(paged(21, 9, 10)).toEqual({ page: 2, pages: 3, start: 20, end: 21 });
  expect(paged(0, 4, 10)).toEqual({ page: 0, pages: 1, start: 0, end: 0 });
});

test("the axis of importance holds the bars and most of the whiskers, and never makes a little look much", () => {
  expect(importanceLimit(few({ importance: [0.5], importance_high: [0.6] }))).toBe(0.6);
  expect(importanceLimit(few({ importance: [0.5], importance_high: [5] }))).toBe(0.8);
  expect(importanceLimit(few({ importance: [null], importance_high: [null] }))).toBe(0.1);
  expect(importanceLimit(few({ importance: [0.02], importance_high: [0.03] }))).toBe(0.1);
});

test("figures are stale while they are not those of the choices", () => {
  expect(isStale(SAMPLE)).toBe(false);
  expect(isStale({ ...SAMPLE, metric: "val_acc" })).toBe(true);
  expect(isStale({ ...SAMPLE, goal: "maximize" })).toBe(true);
  expect(isStale({ ...SAMPLE, method: "mdi" })).toBe(true);
  expect(isStale({ ...SAMPLE, progress: { busy: true, done: 0, total: 1, words: "" } })).toBe(true);
  // Hidden or shown again, and Python has not answered yet.
  expect(isStale({ ...SAMPLE, hidden: ["learning_rate_init"] })).toBe(true);
  const without = few({ param: params.param.filter((name) => name !== "learning_rate_init") });
  expect(isStale({ ...SAMPLE, ranking: { ...SAMPLE.ranking, params: without } })).toBe(true);
  // A ranking that cannot be made has no rows, and none are on their way.
  const impossible = { ...SAMPLE.ranking, problem: "Only one run.", params: few({ param: [] }) };
  expect(isStale({ ...SAMPLE, ranking: impossible })).toBe(false);
});

test("the view is ready once both facts have come", () => {
  expect(isReady({ sweep: {}, ranking: {} })).toBe(false);
  expect(isReady(SAMPLE)).toBe(true);
});

test("a row is one place of all the parallel arrays", () => {
  expect(rowOf(params, 1)).toMatchObject({ param: "optimizer", kind: "categorical", levels: 3 });
});
