import { expect, test } from "vitest";
import COLUMNS from "../../../tests/wire/columns.json";
import EXAMPLES from "../../../tests/wire/numbers.json";
import {
  changes,
  column,
  count,
  counted,
  difference,
  differences,
  figure,
  interval,
  number,
  numbers,
  percent,
  signed,
} from "../../src/model/format";

test("figures have three decimals and no minus before zero", () => {
  expect(figure(0.41249)).toBe("0.412");
  expect(figure(-0.0004)).toBe("0.000");
  expect(figure(-0)).toBe("0.000");
  expect(figure(-0.0006)).toBe("-0.001");
  expect(figure(null)).toBe("–");
});

test("exact halves are rounded to even, as Python rounds them", () => {
  const halves = [0.0625, 0.1875, 0.3125, 0.4375, -0.0625, 1.0625];
  expect(halves.map(figure)).toEqual(["0.062", "0.188", "0.312", "0.438", "-0.062", "1.062"]);
});

test("correlations carry their sign unless they are zero", () => {
  expect([0.5, -0.5, 0, -0.0004, 0.0004, null].map(signed)).toEqual([
    "+0.500",
    "-0.500",
    "0.000",
    "0.000",
    "0.000",
    "–",
  ]);
});

test("differences have three significant digits in any unit", () => {
  const values = [0.0123456, -0.5, 0, 1234.5, 123456, 12345678, -1.234e-7, null];
  expect(values.map(difference)).toEqual([
    "+0.0123",
    "-0.500",
    "0.00",
    "+1235",
    "+123456",
    "+1.23e+7",
    "-1.23e-7",
    "–",
  ]);
});

test("an interval is said when there is one", () => {
  expect(interval(0.1, 0.2, figure)).toBe(" (95% interval 0.100 to 0.200)");
  expect(interval(null, 0.2, figure)).toBe("");
});

test("counts and their nouns", () => {
  expect(count(2988)).toBe("2,988");
  expect([1, 2, 0].map((n) => counted(n, "run"))).toEqual(["1 run", "2 runs", "0 runs"]);
});

test("lengths stay inside their track", () => {
  expect([0.5, -1, 7].map(percent)).toEqual(["50.00%", "0.00%", "100.00%"]);
});

test("numbers beside each other can be told apart, by the rule of Python", () => {
  for (const { values, digits, texts } of EXAMPLES) expect(numbers(values, digits)).toEqual(texts);
});

test("a number among others is told apart from one a hundredth of their range away", () => {
  expect(number(12345678.25, 1)).toBe("12345678.25");
  expect(number(0.123456, 1)).toBe("0.123");
  expect(number(0.5, 0)).toBe("0.5");
  expect(number(0.99996)).toBe("0.99996");
});

test("the numbers of a column have the same decimals, by the rule of Python", () => {
  for (const { values, texts, digits } of COLUMNS.column) expect(column(values, digits)).toEqual(texts);
  for (const { values, texts } of COLUMNS.differences) expect(differences(values)).toEqual(texts);
  expect(differences([null, 0.5])).toEqual(["–", "+0.500"]);
});

test("changes are written as Python writes them: differences, factors, places", () => {
  expect(changes([0.25, null, -1], "linear")).toEqual(["+0.25", "–", "-1.00"]);
  expect(changes([1, -0.42, 0, 7.6, 40], "log")).toEqual(["×2.72", "×0.657", "×1", "×2000", "×2.35e+17"]);
  expect(changes([3.25, 0, -2], "rank")).toEqual(["+3.2 places", "+0.0 places", "-2.0 places"]);
});
