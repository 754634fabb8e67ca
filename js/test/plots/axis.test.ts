import { expect, test } from "vitest";
import { bestOf } from "../../src/model/order";
import { axisOf, fences, spread, writer } from "../../src/plots/axis";
import { stretches } from "../../src/plots/effect";
import { ticksOf } from "../../src/plots/ticks";

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

const linear = { isLog: false, room: 0 };

function ticks(values: readonly (number | string)[], look = {}): string[] {
  return axisOf(values, { ...linear, ...look }).ticks.map(([, text]) => text);
}

test("an axis places numbers by their scale and levels in bands", () => {
  const log = axisOf([0.01, 1], { isLog: true, room: 0 });
  expect([0.01, 0.1, 1].map(log.place)).toEqual([0, 0.5, 1]);
  expect(axisOf([1, 3], { isLog: false, room: 0.5 }).place(2)).toBe(0.5);
  expect(axisOf([2, 2], { isLog: false, room: 0.1 }).place(2)).toBe(0.5);
  const levels = axisOf(["adam", "sgd", "adam"], linear);
  expect(levels.ticks).toEqual([
    [0.25, "adam"],
    [0.75, "sgd"],
  ]);
});

test("the values of a crowded list are evenly spaced, each with its label", () => {
  for (const values of [
    [8, 9, 10, 100],
    [10, 11, 100],
    [0.99, 0.999, 0.9999],
  ]) {
    for (const upright of [false, true]) {
      const axis = axisOf([...values].reverse(), { isLog: false, isEven: true, room: 0, upright });
      expect(axis.ticks.map(([, text]) => text)).toEqual(values.map(String));
      values.forEach((value, i) => {
        expect(axis.place(value)).toBeCloseTo(i / (values.length - 1));
        expect(axis.ticks[i]?.[0]).toBe(axis.place(value));
      });
    }
  }
  expect(ticks([8, 9, 10, 100, "None"], { isEven: true })).toEqual(["8", "9", "10", "100", "None"]);
});

test("ticks are the values that there are, where they are few and have room", () => {
  expect(ticks([1, 2, 3])).toEqual(["1", "2", "3"]);
  expect(ticks([512, 2048, 1024, 1536, 512])).toEqual(["512", "1024", "1536", "2048"]);
  expect(ticks([2019, 2021, 2023])).toEqual(["2019", "2021", "2023"]);
  expect(ticks([0.99, 0.999, 0.9999], { upright: true })).toEqual(["0.99", "0.999", "0.9999"]);
  expect(axisOf([0.99, 0.999, 0.9999], linear).ticks).toEqual([
    [0, "0.99"],
    [expect.closeTo(0.909), "0.999", true],
    [1, "0.9999"],
  ]);
  expect(ticks([0.99, 0.9998, 0.9999])).toEqual(["0.99", "0.9999"]);
  expect(ticks([16, 32, 64, 128, 256, 512, 1024], { isLog: true })).toHaveLength(7);
  expect(ticks([0.9])).toEqual(["0.9"]);
  const years = Array.from({ length: 34 }, (_, i) => 1990 + i);
  expect(ticks(years)).toEqual(["1990", "1995", "2000", "2005", "2010", "2015", "2020"]);
  expect(ticks([12345601.5, 12345699.2], { isRound: true, upright: true })).toContain("12345640");
  expect(ticks([1e-5, 0.1, 3], { isLog: true, isRound: true })).toEqual([
    "0.00001",
    "0.0001",
    "0.001",
    "0.01",
    "0.1",
    "1",
  ]);
});

test("of even ticks every second or third has its label, with both ends", () => {
  const rates = Array.from({ length: 10 }, (_, i) => 1e-5 * 10 ** ((5 * i) / 9));
  const all = axisOf(rates, { isLog: true, room: 0 }).ticks;
  expect(all.map(([, text]) => text).slice(0, 6)).toEqual([
    "0.00001",
    "0.000036",
    "0.00013",
    "0.00046",
    "0.0017",
    "0.006",
  ]);
  const narrow = all.filter(([, , isForWide]) => !isForWide).map(([at]) => at);
  expect(narrow.map((at) => Math.round(9 * at))).toEqual([0, 3, 6, 9]);
});

test("named values have their places beyond the numbers", () => {
  const axis = axisOf([1, "None", 10, "auto", "None"], linear);
  expect([axis.end, axis.band]).toEqual([expect.closeTo(0.72), expect.closeTo(0.14)]);
  const places = [0, 0.72, 0.79, 0.93].map((place) => expect.closeTo(place));
  expect([1, 10, "None", "auto"].map(axis.place)).toEqual(places);
  expect(axis.ticks.map(([, text]) => text)).toEqual(["1", "10", "None", "auto"]);
});

test("points of a named value are spread over its band, on two axes apart", () => {
  const axis = axisOf(["a", "b"], linear);
  const shifts = (step: number) => Array.from({ length: 200 }, (_, i) => spread(axis, "a", i * step) - 0.25);
  const [across, up] = [shifts(0.618), shifts(0.755)];
  expect(Math.max(...across)).toBeLessThan(0.18);
  const mean = across.reduce((sum, x, i) => sum + x * (up[i] ?? 0), 0) / 200;
  expect(Math.abs(mean)).toBeLessThan(0.1 * 0.1 ** 2);
  expect(spread(axisOf([1, 3], linear), 2, 0.618)).toBe(0.5);
});

test("values are written so that those of one axis can be told apart", () => {
  expect(writer([12345678, 12345679])(12345678.25)).toBe("12345678.25");
  expect(writer([1, 2, "None"])("None")).toBe("None");
  expect(writer([0.0001, 1])(undefined)).toBe("");
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
