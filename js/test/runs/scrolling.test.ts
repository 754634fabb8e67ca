import { describe, expect, test } from "vitest";
import { ROW, rowAfter, scrolledTo, scrollingOf, shownAt } from "../../src/runs/scrolling";

const VIEW = 12 * ROW;

test.each([0, 1, 11, 12, 13, 500, 10_000, 1_000_000])(
  "of %i rows the first and the last are reached",
  (rows) => {
    const { height } = scrollingOf(rows, VIEW);
    expect(height).toBeLessThanOrEqual(8_000_000);
    const top = shownAt(0, VIEW, rows);
    expect(top.first).toBe(0);
    expect(top.topOf(0)).toBeCloseTo(0, 6);
    const bottom = shownAt(Math.max(0, height - VIEW), VIEW, rows);
    expect(bottom.last).toBe(rows - 1);
    if (rows > 12) expect(bottom.topOf(rows - 1) + ROW).toBeCloseTo(height, 3);
  },
);

test("few rows are drawn, whatever their number, and those that are seen are among them", () => {
  for (const rows of [500, 1_000_000]) {
    const { height } = scrollingOf(rows, VIEW);
    for (let top = 0; top <= height - VIEW; top += (height - VIEW) / 7) {
      const { first, last, topOf } = shownAt(top, VIEW, rows);
      expect(last - first).toBeLessThan(30);
      expect(topOf(first)).toBeLessThanOrEqual(top);
      expect(topOf(last) + ROW).toBeGreaterThanOrEqual(Math.min(top + VIEW, height) - 1e-6);
    }
  }
});

describe("a row that is gone to is seen", () => {
  test.each([
    [0, 3000],
    [500, 0],
    [9999, 0],
    [105, 100 * ROW],
  ])("row %i from %i", (row, from) => {
    const rows = 10_000;
    const top = scrolledTo(row, from, VIEW, rows);
    const { topOf } = shownAt(top, VIEW, rows);
    expect(topOf(row)).toBeGreaterThanOrEqual(top - 1e-6);
    expect(topOf(row) + ROW).toBeLessThanOrEqual(top + VIEW + 1e-6);
    if (row === 105) expect(top).toBe(from);
  });

  test("also of a million", () => {
    const top = scrolledTo(777_777, 0, VIEW, 1_000_000);
    const { first, last } = shownAt(top, VIEW, 1_000_000);
    expect(first).toBeLessThanOrEqual(777_777);
    expect(last).toBeGreaterThanOrEqual(777_777);
  });
});

test.each([
  ["ArrowDown", 5, 6],
  ["ArrowUp", 0, 0],
  ["ArrowDown", 99, 99],
  ["PageDown", 5, 16],
  ["PageUp", 5, 0],
  ["Home", 50, 0],
  ["End", 50, 99],
  ["a", 5, null],
])("%s from row %i leads to %s", (key, from, to) => {
  expect(rowAfter(key, from, 100, 11)).toBe(to);
});

test("in no rows no key leads anywhere", () => {
  expect(rowAfter("End", 0, 0, 11)).toBeNull();
});
