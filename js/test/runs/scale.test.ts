/** Where runs stand on an axis, and what a part of it accepts. */
import { expect, test } from "vitest";
import { type Axis, Scale } from "../../src/runs/axes/scale";
import { between, brushesOf, condition, NOTHING, restrict, union } from "../../src/runs/axes/selection";

const AXIS: Axis = {
  key: "param:x",
  label: "x",
  term: "x",
  is_date: false,
  log: false,
  even: false,
  integral: false,
  goal: null,
  levels: [],
};

function scaleOf(numbers: readonly number[], look: Partial<Axis> = {}, codes: readonly number[] = []): Scale {
  return new Scale({ ...AXIS, ...look }, Float64Array.from([...numbers, ...codes]), numbers.length);
}

function kept(scale: Scale, from: number, to: number): boolean[] {
  const mask = new Uint8Array(scale.places.length).fill(1);
  restrict(mask, scale, between(scale, from, to));
  return [...mask].map(Boolean);
}

test("numbers are placed by their value, their logarithm or their order", () => {
  const values = [1, 10, 100];
  const [low, high] = [0.02, 0.98];
  const close = (places: readonly number[]) => places.map((place) => expect.closeTo(place, 4));
  expect([...scaleOf(values).places]).toEqual(close([low, low + (9 / 99) * 0.96, high]));
  expect([...scaleOf(values, { log: true }).places]).toEqual(close([low, 0.5, high]));
  expect([...scaleOf([1, 2, 1000], { even: true }).places]).toEqual(close([low, 0.5, high]));
});

test("what is not set stands below, named values above, and an infinity at its end", () => {
  const mixed = scaleOf(
    [1, 3, Number.NaN, Number.NaN, Infinity],
    {
      levels: [["'auto'", "auto"]],
    },
    [-1, -1, 0, -1, -1],
  );
  const [one, three, auto, absent, infinite] = [...mixed.places] as [number, number, number, number, number];
  expect([absent, one, three, auto].toSorted((a, b) => a - b)).toEqual([absent, one, three, auto]);
  expect(infinite).toBe(three);
  expect(mixed.ticks().map(([, text]) => text)).toEqual(
    expect.arrayContaining(["not set", "auto", "1", "3"]),
  );
});

test("long named values are cut where they do not differ", () => {
  const texts = (levels: readonly string[]) =>
    scaleOf(
      levels.map(() => Number.NaN),
      { levels: levels.map((level) => [`'${level}'`, level]) },
      [...levels.keys()],
    )
      .ticks()
      .map(([, text]) => text);
  const ends = texts(["resnet50_pretrained_imagenet_v1", "resnet50_pretrained_imagenet_v2"]);
  expect(ends).toEqual(["resne…v1", "resne…v2"]);
  const starts = texts(["adam_with_warmup_and_decay", "lion_with_warmup_and_decay", "sgd"]);
  expect(starts.map((text) => text.slice(0, 3)).toSorted()).toEqual(["ada", "lio", "sgd"]);
  const middles = texts(["transformer_encoder_small_v1", "transformer_encoder_large_v1"]);
  expect(new Set(middles).size).toBe(2);
  expect([...ends, ...starts, ...middles].every((text) => text.length <= 14)).toBe(true);
});

/** Axes of every kind, and the numbers on them. */
const EVERY: readonly (readonly [string, Scale])[] = [
  ["linear", scaleOf([-2, -0.5, 0.25, 1, 7.3, 7.4, 12])],
  ["log", scaleOf([1e-7, 3e-5, 0.01, 0.5, 20], { log: true })],
  ["even", scaleOf([16, 32, 64, 1024, 64], { even: true, integral: true })],
  ["whole", scaleOf([1, 2, 3, 8, 5], { integral: true })],
  ["constant", scaleOf([4, 4, Number.NaN])],
  [
    "named",
    scaleOf(
      [Number.NaN, Number.NaN, Number.NaN],
      {
        levels: [
          ["'a'", "a"],
          ["'b'", "b"],
        ],
      },
      [0, 1, -1],
    ),
  ],
];

test.each(EVERY)("on a %s axis a brush keeps the runs that it covers, but for its very ends", (_, scale) => {
  for (let from = -0.1; from < 1; from += 0.037) {
    for (let to = from + 0.05; to < 1.1; to += 0.041) {
      const selection = between(scale, from, to);
      const inside = kept(scale, from, to);
      scale.places.forEach((place, run) => {
        const isAtEnd = Math.min(Math.abs(place - from), Math.abs(place - to)) < 0.012;
        if (!isAtEnd)
          expect([run, from, to, inside[run]]).toEqual([run, from, to, from < place && place < to]);
      });
      for (const brush of brushesOf(scale, selection)) expect(brush.from).toBeLessThanOrEqual(brush.to);
    }
  }
});

test("ends have no more digits than their place needs", () => {
  const scale = scaleOf([1e-5, 0.1], { log: true });
  expect(condition(scale, between(scale, -0.1, 0.5))).toBe("x <= 0.001");
  expect(condition(scale, between(scale, 0.26, 0.5))).toBe("0.0001 <= x <= 0.001");
  expect(condition(scale, between(scale, -0.1, 1.1))).toBeNull();
  expect(condition(scale, NOTHING)).toBeNull();
});

test("brushes that overlap are joined, and an open end stays open", () => {
  const ranges = (...parts: (readonly [number | null, number | null, boolean, boolean])[]) => ({
    ...NOTHING,
    ranges: parts,
  });
  expect(union(ranges([null, 2, false, true]), ranges([1, 3, false, false])).ranges).toEqual([
    [null, 3, false, false],
  ]);
  expect(union(ranges([1, 2, true, true]), ranges([3, null, false, false])).ranges).toHaveLength(2);
  const scale = scaleOf([0, 5]);
  expect(condition(scale, ranges([1, 2, true, true], [3, null, true, false]))).toBe("(1 < x < 2 or x > 3)");
});

test("a moment is written as a date that the filter reads", () => {
  const scale = scaleOf([1.7e9, 1.7e9 + 864_000], { key: "created", term: "created", is_date: true });
  expect(condition(scale, between(scale, 0.5, 2))).toMatch(/^created >= '2023-11-\d\d \d\d:\d\d'$/);
  expect(scale.ticks().every(([, text]) => /^2023-11-\d\d$/.test(text))).toBe(true);
});
