/** Realistic pictures of the sample's ranking: a parabola in the logarithm of the learning rate, and a pair. */
import type { Effect, Explanation, Joint } from "../src/model/pictures";

/** Numbers that look random and are always the same. */
const noise = (i: number) => ((Math.sin(i * 12.9898) * 43758.5453) % 1) * 0.5;

const valley = (power: number) => 0.32 + 0.09 * (power + 3) ** 2;

const runs = Array.from({ length: 300 }, (_, i) => -5 + 5 * ((i * 0.618) % 1));
const grid = Array.from({ length: 41 }, (_, i) => -5 + i / 8);
const spread = (power: number) => 0.02 + 0.012 * (power + 3) ** 2;
const round = (x: number) => Number(x.toPrecision(6));

export const EFFECT: Effect = {
  param: "learning_rate_init",
  kind: "numeric",
  log: true,
  even: false,
  even_allowed: false,
  log_allowed: true,
  metric_log: false,
  curve: {
    x: grid.map((power) => round(10 ** power)),
    middle: grid.map((power) => round(valley(power))),
    low: grid.map((power) => round(valley(power) - spread(power))),
    high: grid.map((power) => round(valley(power) + spread(power))),
    near: grid.map((power) => (power > -0.4 ? 2 : 30)),
  },
  points: {
    x: runs.map((power) => round(10 ** power)),
    y: runs.map((power, i) => round(valley(power) + 0.25 * noise(i) + 0.04)),
    run: runs.map((_, i) => `sunny-fox-${i}`),
  },
  total: 12_000,
  best: [2, 57, 112],
  sentences: [
    "val_loss falls as it rises, on a logarithmic axis: correlation -0.720, rank correlation -0.741.",
    "Lower val_loss around learning_rate_init 0.001 (0.0005 to 0.003).",
  ],
  problem: null,
};

/** Only runs with sgd have it. */
export const CONDITIONAL: Effect = {
  ...EFFECT,
  param: "momentum",
  log: false,
  curve: null,
  points: { x: [0.5, 0.9, 0.99], y: [0.5, 0.42, 0.61], run: ["a", "b", "c"] },
  total: 3,
  best: [1],
  sentences: [
    "120 of 480 runs have momentum, when optimizer is sgd; their val_loss is higher by a factor of 1.13 (1.08 to 1.17).",
  ],
};

/** Of a categorical param: words only. */
export const NAMED: Effect = {
  ...EFFECT,
  param: "optimizer",
  kind: "categorical",
  log: false,
  curve: null,
  points: { x: [], y: [], run: [] },
  best: [],
  sentences: ["Lower val_loss with optimizer adam (201 runs)."],
};

/** Numbers, and None among them. */
export const AMONG_NUMBERS: Effect = {
  ...EFFECT,
  param: "depth",
  log: false,
  curve: {
    x: [1, 2, 8],
    middle: [0.4, 0.3, 0.5],
    low: [0.3, 0.2, 0.4],
    high: [0.5, 0.4, 0.6],
    near: [9, 9, 9],
  },
  points: { x: [1, 2, "None", 8, "None"], y: [0.4, 0.3, 0.9, 0.5, 0.95], run: [..."abcde"] },
  total: 5,
  best: [1],
  sentences: ["Higher val_loss with depth None."],
};

const across = Array.from({ length: 16 }, (_, i) => -5 + i / 3);
const up = Array.from({ length: 12 }, (_, i) => i / 20);

export const JOINT: Joint = {
  param: "learning_rate_init",
  other: "depth",
  x: across.map((power) => round(10 ** power)),
  y: up,
  x_log: true,
  y_log: false,
  x_even: false,
  y_even: false,
  value: up.map((rate, j) =>
    across.map((power, i) =>
      i + j > 23 || (j < 2 && i < 2) ? null : round(valley(power) + 0.5 * (rate - 0.3) * (power + 2.5)),
    ),
  ),
  best: [4, 11],
  points: {
    x: runs.slice(0, 200).map((power) => round(10 ** power)),
    y: runs.slice(0, 200).map((_, i) => round(0.55 * ((i * 0.755) % 1))),
  },
  total: 12_000,
  interaction: 0.31,
  sentences: ["31% of the joint effect of learning_rate_init and depth is interaction."],
  problem: null,
};

/** A number with a param of levels. */
export const MIXED: Joint = {
  ...JOINT,
  other: "optimizer",
  y: ["adam", "rmsprop", "sgd"],
  value: [0, 0.05, 0.2].map((more) => across.map((power) => round(valley(power) + more))),
  points: { x: JOINT.points.x, y: JOINT.points.x.map((_, i) => ["adam", "rmsprop", "sgd"][i % 3] ?? "") },
};

/** Numbers with a named value among them, on both sides. */
export const BESIDE_NUMBERS: Joint = {
  ...JOINT,
  param: "depth",
  other: "alpha",
  x: [1, 2, 8, "None"],
  y: [0.1, "None"],
  x_log: false,
  value: [
    [0.2, 0.3, 0.4, 0.8],
    [0.6, 0.7, 0.8, 1.2],
  ],
  points: { x: [1, 2, "None", 8], y: [0.1, "None", "None", 0.1] },
  total: 4,
};

export const EXPLANATION: Explanation = {
  run: "sunny-fox-57",
  average: 0.5543,
  predicted: 0.2743,
  actual: 0.1533,
  steps: {
    param: [..."abcdefghijkl"].map((letter, i) => (i === 0 ? "learning_rate_init" : `param_${letter}`)),
    value: [..."abcdefghijkl"].map((_, i) => (i === 0 ? "0.000356" : String(2 ** i))),
    contribution: [-0.42, -0.18, 0.06, -0.05, -0.04, 0.03, -0.02, -0.02, -0.03, -0.02, -0.01, -0.0033],
  },
  sentences: ["Run sunny-fox-57: val_loss 0.153; the average is 0.554, and its parameters make it 0.274."],
  problem: null,
};
