import { expect, test } from "vitest";
import { bestOf } from "../../src/model/order";
import { axisOf, fences, ticksOf, tickText } from "../../src/plots/axis";
import { stretches } from "../../src/plots/effect";

test("ticks are round numbers, a handful of them", () => {
  expect(ticksOf(0, 1, false)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(ticksOf(-0.13, 0.21, false)).toEqual([-0.1, -0.05, 0, 0.05, 0.1, 0.15, 0.2]);
  expect(ticksOf(1e-5, 1, true)).toEqual([1e-5, 1e-4, 0.001, 0.01, 0.1, 1]);
  expect(ticksOf(16, 1024, true)).toEqual([20, 50, 100, 200, 500, 1000]);
  expect(ticksOf(0.39, 0.61, true)).toEqual([0.4, 0.45, 0.5, 0.55, 0.6]);
  for (const [low, high] of [
    [1e-300, 1e300],
    [0.9, 1100],
    [3e-7, 2e-6],
  ] as const) {
    const ticks = ticksOf(low, high, true);
    expect(ticks.length).toBeGreaterThan(2);
    expect(ticks.length).toBeLessThan(8);
  }
});

test("ticks are written short", () => {
  expect([0, 0.25, 12_000, 1e-5, 2.5e-7, 1e6, -0.1].map(tickText)).toEqual([
    "0",
    "0.25",
    "12,000",
    "1e-5",
    "2.5e-7",
    "1e6",
    "-0.1",
  ]);
});

test("an axis places numbers by their scale and levels in bands", () => {
  const log = axisOf([0.01, 1], true, 0);
  expect([0.01, 0.1, 1].map(log.place)).toEqual([0, 0.5, 1]);
  expect(axisOf([1, 3], false, 0.5).place(2)).toBe(0.5);
  expect(axisOf([2, 2], false, 0.1).place(2)).toBe(0.5);
  expect(axisOf([1, 2, 3], false, 0.1).ticks.map(([, text]) => text)).toEqual(["1", "2", "3"]);
  const levels = axisOf(["adam", "sgd", "adam"], false, 0);
  expect(levels.ticks).toEqual([
    [0.25, "adam"],
    [0.75, "sgd"],
  ]);
});

test("a value far from all others is outside the fences", () => {
  const isNear = fences([1, 2, 3, 4, 5], false);
  expect([-100, 3, 11, 12].map(isNear)).toEqual([false, true, false, false]);
  expect(fences([1, 1, 1, 9], false)(9)).toBe(true);
  expect(fences([], false)(9)).toBe(true);
});

test("the curve is faint where few runs are near, and broken where there are none", () => {
  expect(stretches([9, 9, 4, 9, 9, 0, 9, 9])).toEqual([
    [0, 1, false],
    [1, 3, true],
    [3, 4, false],
    [6, 7, false],
  ]);
});

test("the best value is the goal's, and nulls do not count", () => {
  expect(bestOf([null, 3, 1, 2], "minimize")).toBe(2);
  expect(bestOf([null, -3, -1, null], "maximize")).toBe(2);
});
