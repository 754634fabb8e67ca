/** A realistic whole state, for tests and for looking at the view: a sweep of 500 runs with 14 params. */
import wire from "../../tests/wire/panel.json";
import type { Levels, RankedParams } from "../src/model/ranking";
import type { State } from "../src/model/state";
import type { Kind, Role, View } from "../src/model/sweep";

export const LONG = `encoder.blocks.attention.projection.${"very_".repeat(30)}long_name`;
export const SCRIPT = "<script>alert('x')</script>";

type Row = [
  param: string,
  kind: Kind,
  importance: number | null,
  low: number | null,
  high: number | null,
  isAbove: boolean | null,
  correlation: number | null,
  more?: { log?: true; levels?: number; moves?: string[]; active?: number; sentences?: string[] },
];

const ROWS: Row[] = [
  [
    "learning_rate_init",
    "numeric",
    0.5312,
    0.4411,
    0.6213,
    true,
    -0.7204,
    {
      log: true,
      sentences: ["Explains 53% of the differences in val_loss (44–62%).", "Strong trend: higher is better."],
    },
  ],
  ["optimizer", "categorical", 0.1423, 0.0911, 0.1935, true, 0.4123, { levels: 3 }],
  ["batch_size", "numeric", 0.0714, 0.0312, 0.1116, true, 0.2331, { log: true, moves: ["steps_per_epoch"] }],
  ["steps_per_epoch", "numeric", 0.0625, 0.0252, 0.0998, true, -0.2287, { moves: ["batch_size"] }],
  ["activation", "categorical", 0.0411, 0.0123, 0.0699, true, 0.1873, { levels: 30 }],
  ["depth", "numeric", 0.0288, 0.0054, 0.0522, true, 0.0912, {}],
  ["use_bias", "boolean", 0.0102, 0, 0.0248, false, 0.0401, { levels: 2 }],
  ["alpha", "numeric", 0.0031, 0, 0.0164, false, -0.0213, { log: true }],
  ["momentum", "numeric", 0.0012, 0, 0.0115, false, -0.0004, { active: 161 }],
  [LONG, "numeric", 0.0009, 0, 0.0139, false, 0.0131, {}],
  [SCRIPT, "numeric", 0, 0, 0.0103, false, 0.0087, {}],
  ["معدل_التعلم 🚀", "numeric", 0, 0, 0.01, false, -0.0144, {}],
  ["nesterov", "boolean", 0, 0, 0.0085, false, null, { levels: 2, active: 161 }],
  ["warmup", "numeric", null, null, null, null, null, {}],
];

const column = <T>(pick: (row: Row) => T): T[] => ROWS.map(pick);

/** A correlation ratio has no interval. */
const beside = (row: Row, gap: number) => (row[6] === null || row[1] === "categorical" ? null : row[6] + gap);

const params: RankedParams = {
  param: column((row) => row[0]),
  kind: column((row) => row[1]),
  importance: column((row) => row[2]),
  importance_low: column((row) => row[3]),
  importance_high: column((row) => row[4]),
  p_value: column((row) => (row[5] === null ? null : row[5] ? 0.0004 : 0.4)),
  above_noise: column((row) => row[5]),
  tested: column(() => true),
  correlation: column((row) => row[6]),
  correlation_low: column((row) => beside(row, -0.08)),
  correlation_high: column((row) => beside(row, 0.08)),
  rank_correlation: column((row) => row[6]),
  strong: column((row) => Math.abs(row[6] ?? 0) >= 0.7 && row[5] === true),
  active_runs: column((row) => row[7]?.active ?? 480),
  levels: column((row) => row[7]?.levels ?? null),
  log: column((row) => row[7]?.log ?? false),
  moves_with: column((row) => row[7]?.moves ?? []),
  sentences: column((row) => row[7]?.sentences ?? [`${row[0]} in a sentence.`]),
  details: column((row) => (row[2] === null ? [] : [`Statistics of ${row[0]}.`])),
};

const optimizer: Levels = {
  level: ["adam", "sgd", "rmsprop"],
  runs: [201, 161, 118],
  importance: [0.0811, 0.0502, 0.011],
  effect: [-0.0812, 0.0931, -0.0042],
  effect_low: [-0.1044, 0.0667, -0.0301],
  effect_high: [-0.058, 0.1195, 0.0217],
  correlation: [-0.3321, 0.3712, -0.0144],
  mean: [0.4188, 0.5931, 0.4958],
  clear: [true, true, false],
};

const many = Array.from({ length: 30 }, (_, i) => i);
const activation: Levels = {
  level: many.map((i) => `activation_${i}`),
  runs: many.map(() => 16),
  importance: many.map((i) => 0.003 - i / 10_000),
  effect: many.map((i) => 0.02 - i / 500),
  effect_low: many.map((i) => 0.01 - i / 500),
  effect_high: many.map((i) => 0.03 - i / 500),
  correlation: many.map((i) => 0.1 - i / 200),
  mean: many.map((i) => 0.52 - i / 500),
  clear: many.map((i) => i < 5 || i > 15),
};

const switched: Levels = {
  level: ["True", "False"],
  runs: [250, 230],
  importance: [0.0051, 0.0051],
  effect: [0.0031, -0.0031],
  effect_low: [-0.0122, -0.0184],
  effect_high: [0.0184, 0.0122],
  correlation: [0.0401, -0.0401],
  mean: [0.5031, 0.5],
  clear: [false, false],
};

const ASIDE: [name: string, reason: string, values: string][] = [
  ["run_id", "identifies the run", "a81f, b2c9, c01d"],
  ["created", "a time", "2024-03-01 to 2024-03-04"],
  ["dataset", "one value only", "vehicle"],
  ["dropout", "one value only", "0.0"],
];

const METRICS = ["val_loss", "val_acc", "runtime"];

const COLUMNS: [name: string, role: Role, kind: Kind, reason: string, values: string][] = [
  ...ROWS.map(([name, kind]): [string, Role, Kind, string, string] => {
    const values =
      kind === "numeric" ? "1e-05 to 1" : kind === "boolean" ? "True, False" : "adam, sgd, rmsprop";
    return [name, "param", kind, "by its prefix", values];
  }),
  ...METRICS.map((name): [string, Role, Kind, string, string] => [
    name,
    "metric",
    "numeric",
    "well-known name",
    "0.1 to 2.3",
  ]),
  ...ASIDE.map(([name, reason, values]): [string, Role, Kind, string, string] => [
    name,
    "aside",
    name === "dropout" ? "numeric" : "categorical",
    reason,
    values,
  ]),
];

export const SAMPLE: State = {
  headline:
    "learning_rate_init matters most: 53% of the differences in val_loss. Best between 0.001 and 0.01.",
  sweep: {
    glossary: [
      ["Importance", "The share of the differences in the metric that a parameter explains."],
      ["Interaction", "Two parameters have an effect together that neither has alone."],
    ],
    source: "CSV file vehicle_500.csv",
    runs: 500,
    metrics: METRICS,
    goals: METRICS.map((name) => (/acc|f1/.test(name) ? "maximize" : "minimize")),
    outcomes: ["failure"],
    statuses: { finished: 480, crashed: 12, unknown: 8 },
    aggregates: ["last", "best", "mean"],
    notes: [
      ["HP103", "Parameters are the columns config.*, metrics the columns summary.*.", "Say which are."],
    ],
    columns: {
      name: COLUMNS.map(([name]) => name),
      role: COLUMNS.map(([, role]) => role),
      part: COLUMNS.map(() => "choice" as const),
      kind: COLUMNS.map(([, , kind]) => kind),
      can_be_metric: COLUMNS.map(([, , kind]) => kind !== "categorical"),
      other_kind: COLUMNS.map(([, , kind]) => (kind === "numeric" ? "category" : "")),
      reason: COLUMNS.map(([, , , reason]) => reason),
      guessed: COLUMNS.map(() => false),
      values: COLUMNS.map(([, , , , values]) => values),
    },
    terms: {
      name: ["status", "created", "learning_rate_init", "optimizer", "run name", "val_loss"],
      term: ["status", "created", "learning_rate_init", "optimizer", "`run name`", "val_loss"],
      role: ["run", "run", "param", "param", "aside", "metric"],
      kind: ["text", "date", "number", "text", "text", "number"],
      values: [
        [
          ["'crashed'", "crashed"],
          ["'finished'", "finished"],
        ],
        [],
        [],
        [
          ["'adam'", "adam"],
          ["None", "None"],
          ["'sgd'", "sgd"],
        ],
        [],
        [],
      ],
    },
    methods: [
      {
        name: "oob",
        label: "Importance (recommended)",
        question: "The share of the differences in the metric that it explains, checked out-of-bag.",
        caption: "share of the differences in the metric explained out-of-bag",
        tested: true,
        has_intervals: true,
        unclear: ["could be chance", "A parameter without effect could get as much."],
        terms: {},
        sums_to_explained: true,
        uses_top: false,
      },
      {
        name: "top",
        label: "What the best runs share",
        question: "How much each parameter sets the best runs apart.",
        caption: "share of what sets the best runs apart",
        tested: true,
        has_intervals: false,
        unclear: ["not clear among the best", "The best runs could differ as much in one without effect."],
        terms: { Importance: "By PED-ANOVA, as chosen above the table." },
        sums_to_explained: false,
        uses_top: true,
      },
      {
        name: "mdi",
        label: "As W&B shows it",
        question: "It favours parameters with many values.",
        caption: "mean decrease in impurity of a random forest",
        tested: false,
        has_intervals: false,
        unclear: ["", ""],
        terms: { Importance: "By W&B's importance, as chosen above the table." },
        sums_to_explained: false,
        uses_top: false,
      },
    ],
    // As Python lists them.
    views: wire.sweep.views as unknown as readonly View[],
    experiments: [],
    run_names: ["sunny-fox-1", "calm-owl-2", SCRIPT],
  },
  ranking: {
    metric: "val_loss",
    label: "val_loss",
    goal: "minimize",
    method: "oob",
    scale: "log",
    complete: true,
    problem: null,
    notes: [
      [
        "HP008",
        "A few runs have a huge val_loss, so a log scale is used (change in Settings).",
        "Choose it.",
      ],
      [
        "HP009",
        "batch_size and steps_per_epoch moved together. Their effects cannot be separated.",
        "Vary them.",
      ],
    ],
    oob_r2: 0.832,
    trust: "good",
    trust_sentence: "These parameters explain most of val_loss (83%).",
    explained: 0.8297,
    runs_used: 480,
    runs_skipped: { crashed: 12, "without val_loss": 8 },
    params,
    levels: { optimizer, activation, use_bias: switched, nesterov: switched },
  },
  progress: { busy: false, done: 0, total: 0, words: "" },
  notice: "",
  live: { offered: false, since: null, new_runs: 0, trouble: "" },
  remembered: "",
  filter: { where: "", conditions: [], runs: 500, problem: null },
  where: "",
  remembers: true,
  view: "",
  pin: "",
  static_view: "hpviz-0",
  effects: {},
  insights: {},
  joint: null,
  explanation: null,
  metric: "val_loss",
  goal: "minimize",
  method: "oob",
  top: 0.1,
  scale: "auto",
  aggregate: "last",
  experiment: "",
  hidden: [],
  statuses: ["finished", "unknown"],
  roles: {},
  kinds: {},
  axes: {},
  sort_by: "importance",
  descending: true,
  follow: 0,
  dismiss: [],
  seed: 0,
  trees: 100,
};
