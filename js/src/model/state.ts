/**
 * The whole contract with Python (hpviz/state.py and hpviz/wire/), in one place.
 *
 * Facts flow one way: Python writes them, the view only draws them. Choices flow both ways: the view proposes,
 * Python checks; a refused choice comes back as it was, with a sentence in `notice`. Looks (search text, page,
 * open rows, open menus) never leave the view.
 */

export type Goal = "minimize" | "maximize";
export type Method = "oob" | "permutation" | "fanova" | "top" | "mdi";
export type Scale = "auto" | "linear" | "log" | "rank";
export type Role = "param" | "metric" | "aside";
export type Kind = "numeric" | "categorical" | "boolean";
export type Aggregate = "last" | "best" | "min" | "max" | "mean";
export type SortKey = "importance" | "correlation" | "param";
export type Status = "finished" | "running" | "failed" | "crashed" | "killed" | "pruned" | "unknown";

/** A figure, or null where it means nothing (never NaN: that is not JSON). */
export type Figure = number | null;

/** A way to look at importance, and the question that it answers. */
export interface Lens {
  readonly method: Method;
  readonly label: string;
  readonly answers: string;
  /** It says what is above the noise. */
  readonly tested: boolean;
}

/** What was read. Changes only when a column's role does, or when new runs have come. */
export interface Sweep {
  /** "CSV file vehicle_500.csv" */
  readonly source: string;
  readonly runs: number;
  /** Every numeric metric, in the source's order. */
  readonly metrics: readonly string[];
  /** The default goal of each. */
  readonly goals: readonly Goal[];
  /** What else runs can be ranked by: "failure", where the source keeps statuses. */
  readonly outcomes: readonly string[];
  /** The ways to look at importance. */
  readonly methods: readonly Lens[];
  /** The studies or experiments of a store that holds several; empty elsewhere. */
  readonly experiments: readonly string[];
  /** Runs of each status that occurs. */
  readonly statuses: Readonly<Partial<Record<Status, number>>>;
  /** Empty when the source has one value per run only; else what `aggregate` may be. */
  readonly aggregates: readonly Aggregate[];
  /** Sentences on how the source was read (a guess that was made, what can be corrected). */
  readonly notes: readonly string[];
  /** Every column of the source; parallel arrays. */
  readonly columns: {
    readonly name: readonly string[];
    readonly role: readonly Role[];
    readonly kind: readonly Kind[];
    /** Why it has that role: "by its prefix", "identifies the run", "one value only", "your choice". */
    readonly reason: readonly string[];
    /** An example of its values: "1e-05 to 1", "adam, sgd", "relu". */
    readonly values: readonly string[];
  };
  /** Names of runs, ids where they have none; at most 1,000, to choose one from. */
  readonly run_names?: readonly string[];
}

/** The table; parallel arrays, most important first. Every param of the model is in it, in no other order. */
export interface RankedParams {
  readonly param: readonly string[];
  readonly kind: readonly Kind[];
  /** Null while still being computed, or when it means nothing. Can be slightly negative. */
  readonly importance: readonly Figure[];
  readonly importance_low: readonly Figure[];
  readonly importance_high: readonly Figure[];
  readonly p_value: readonly Figure[];
  /** Null when not known (a method without a test, see `Lens`). */
  readonly above_noise: readonly (boolean | null)[];
  /** -1..1; of a categorical the correlation ratio, 0..1, without sign. */
  readonly correlation: readonly Figure[];
  readonly correlation_low: readonly Figure[];
  readonly correlation_high: readonly Figure[];
  readonly rank_correlation: readonly Figure[];
  /** Runs in which the param is active (used runs only). */
  readonly active_runs: readonly number[];
  /** Distinct values; null of a numeric param. */
  readonly levels: readonly (number | null)[];
  /** Correlation was taken on a logarithmic axis of the param. */
  readonly log: readonly boolean[];
  /** Names of params that moved together with it (not separable). */
  readonly moves_with: readonly (readonly string[])[];
  /** The figures of the row in one or more sentences, for the opened row. */
  readonly sentences: readonly (readonly string[])[];
}

/** The values of one categorical or boolean param; parallel arrays, most important first. */
export interface Levels {
  readonly level: readonly string[];
  readonly runs: readonly number[];
  readonly importance: readonly Figure[];
  /** Mean metric of these runs (or configurations) minus that of the others, in the metric's own (or transformed) unit. */
  readonly effect: readonly Figure[];
  readonly effect_low: readonly Figure[];
  readonly effect_high: readonly Figure[];
  /** Pearson correlation of the 0/1 column: what W&B shows as `optimizer.value_adam`. */
  readonly correlation: readonly Figure[];
}

export interface Ranking {
  readonly metric: string;
  /** The metric on an axis: its name, or "distance to the front". */
  readonly label: string;
  readonly goal: Goal;
  readonly method: Method;
  /** The scale that was used: never "auto". */
  readonly scale: "linear" | "log" | "rank";
  /** False while only the correlations stand and the importance is on its way. */
  readonly complete: boolean;
  /** Why there is nothing to trust, in a sentence; null when all is well. The table may still have rows. */
  readonly problem: string | null;
  /** Sentences worth reading: a scale that was chosen, parameters that moved together. */
  readonly notes: readonly string[];
  readonly oob_r2: Figure;
  /** "good" | "fair" | "weak" | "none", and the sentence in full. */
  readonly trust: "good" | "fair" | "weak" | "none";
  readonly trust_sentence: string;
  /** Sum of the importances (oob only): the share explained on unseen runs; the rest is unexplained. */
  readonly explained: Figure;
  readonly runs_used: number;
  /** Reason to count, in the order to show: {"crashed": 3, "val_loss is missing": 2}. */
  readonly runs_skipped: Readonly<Record<string, number>>;
  readonly params: RankedParams;
  readonly levels: Readonly<Record<string, Levels>>;
}

/** How one param acts on the metric, to draw; in the metric's own unit. */
export interface Effect {
  readonly param: string;
  readonly kind: Kind;
  /** The axis of the param, and that of the metric, are logarithmic. */
  readonly log: boolean;
  readonly metric_log: boolean;
  /** Partial dependence with its 95% band; `near`: how many runs are near each x. Parallel arrays. */
  readonly curve: null | {
    readonly x: readonly number[];
    readonly middle: readonly number[];
    readonly low: readonly number[];
    readonly high: readonly number[];
    readonly near: readonly number[];
  };
  /** The runs, at most 500 of them; parallel arrays. */
  readonly points: {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly run: readonly string[];
  };
  /** Runs there are in all. */
  readonly total: number;
  /** The best runs, as indices into the points. */
  readonly best: readonly number[];
  readonly sentences: readonly string[];
  /** Why there is no picture, in a sentence. */
  readonly problem: string | null;
}

/** A value on an axis: a number, or the name of a level. */
export type Place = number | string;

/** How two params act together. */
export interface Joint {
  readonly param: string;
  readonly other: string;
  readonly x: readonly Place[];
  readonly y: readonly Place[];
  readonly x_log: boolean;
  readonly y_log: boolean;
  /** value[row of y][column of x] in the metric's own unit; null where no run is near. */
  readonly value: readonly (readonly Figure[])[];
  readonly points: { readonly x: readonly Place[]; readonly y: readonly Place[] };
  /** The share of the pair's effect that neither has alone. */
  readonly interaction: Figure;
  readonly sentences: readonly string[];
  readonly problem: string | null;
}

/** What moved one run's metric away from the average. */
export interface Explanation {
  readonly run: string;
  /** In the metric's own unit. */
  readonly average: number;
  readonly predicted: number;
  readonly actual: number;
  /** The contributions, largest first, are on the scale that is analysed; they add up to predicted minus average. */
  readonly steps: {
    readonly param: readonly string[];
    readonly value: readonly string[];
    readonly contribution: readonly number[];
  };
  /** Of the contributions: "val_loss", "log val_loss" or "rank of val_loss". */
  readonly unit: string;
  readonly sentences: readonly string[];
  readonly problem: string | null;
}

/** What there is to see beyond the table; each may be of something (another method, say). */
export interface Insight {
  readonly of: string;
  readonly sentences: readonly string[];
  /** Why it cannot be had, in a sentence. */
  readonly problem: string | null;
}

/** By name; each a kind of `Insight`. */
export interface Insights {
  readonly pairs: Pairs;
  readonly together: Groups;
  readonly compare: Comparison;
  readonly more: MoreRuns;
  readonly next: NextSweep;
}

/** The strongest interactions; parallel arrays, the strongest first. */
export interface Pairs extends Insight {
  /** "oob": share of the metric's variation on unseen runs. "fanova": of the forest's own, without a test. */
  readonly method: "oob" | "fanova";
  readonly pairs: {
    readonly param: readonly string[];
    readonly other: readonly string[];
    readonly share: readonly Figure[];
    readonly share_low: readonly Figure[];
    readonly share_high: readonly Figure[];
    readonly p_value: readonly Figure[];
    readonly above_noise: readonly (boolean | null)[];
  };
}
/** The ranking beside another, in its own order; `of` is "method:mdi" or "metric:val_acc". Parallel arrays. */
export interface Comparison extends Insight {
  readonly names: readonly [string, string];
  readonly param: readonly string[];
  readonly first: ComparedSide;
  readonly second: ComparedSide;
  /** The two disagree on it. */
  readonly apart: readonly boolean[];
}

export interface ComparedSide {
  readonly importance: readonly Figure[];
  readonly importance_low: readonly Figure[];
  readonly importance_high: readonly Figure[];
  readonly above_noise: readonly (boolean | null)[];
  /** From 1. */
  readonly place: readonly (number | null)[];
}
/** Params that moved together: a tree over the params, and its groups. */
export interface Groups extends Insight {
  /** Params, those alike beside each other. */
  readonly leaves: readonly string[];
  /** Two branches that meet, and how alike they are; leaves are numbered first, then the joins themselves. */
  readonly joins: readonly (readonly [one: number, other: number, alike: number])[];
  /** From this likeness on they are not separable. */
  readonly cut: number;
  /** Strongest first; parallel arrays. */
  readonly groups: {
    readonly params: readonly (readonly string[])[];
    readonly similarity: readonly number[];
    /** Of all params of the group jointly, with its 95% interval. */
    readonly importance: readonly Figure[];
    readonly low: readonly Figure[];
    readonly high: readonly Figure[];
    readonly p_value: readonly Figure[];
    readonly above_noise: readonly boolean[];
  };
}

/** How sure the first places are, by the number of runs. */
export interface MoreRuns extends Insight {
  /** There are now. */
  readonly runs: number;
  /** What all numbers are of; "configurations" where these were run several times. */
  readonly counted: "runs" | "configurations";
  readonly sizes: readonly number[];
  /** Numbers of runs at which smaller sweeps were drawn out of these. */
  readonly check_sizes: readonly number[];
  /** Parallel arrays, from the first place. */
  readonly places: {
    readonly param: readonly string[];
    /** It is ahead of the next with a chance of 95% or more. */
    readonly settled: readonly boolean[];
    /** That it is ahead of the next, at each of `sizes`. */
    readonly chance: readonly (readonly number[])[];
    /** Share of the smaller sweeps in which it is, at each of `check_sizes`. */
    readonly check: readonly (readonly number[])[];
  };
}

/** What the next sweep should draw each param from. */
export interface NextSweep extends Insight {
  /** Parallel arrays, in the order of the table. */
  readonly lines: {
    readonly param: readonly string[];
    readonly action: readonly ("freeze" | "narrow" | "extend" | "keep")[];
    readonly before: readonly string[];
    readonly after: readonly string[];
    readonly reason: readonly string[];
    readonly sure: readonly string[];
    /** Share of the parts of the forest that agree. */
    readonly agreement: readonly Figure[];
  };
  /** What the space can be written for. */
  readonly tools: readonly (readonly [name: string, label: string])[];
}

export interface Progress {
  /** Idle: false. */
  readonly busy: boolean;
  readonly done: number;
  readonly total: number;
  /** "fitting the forest", shown with the bar. */
  readonly words: string;
}

/** What following a sweep that goes on has brought. */
export interface Live {
  /** The source can be followed. */
  readonly offered: boolean;
  /** From when on runs are counted, in seconds since 1970; null where nobody counts. */
  readonly since: Figure;
  readonly new_runs: number;
  /** Why the source could not be read for some time, in a sentence; "" when all is well. */
  readonly trouble: string;
}

export interface Facts {
  readonly sweep: Sweep;
  readonly ranking: Ranking;
  readonly progress: Progress;
  /** A sentence about something just refused; "" when there is none. */
  readonly notice: string;
  readonly live: Live;
  /** Worked out so far for the ranking on screen, by param. Every new ranking empties the three. */
  readonly effects: Readonly<Record<string, Effect>>;
  /** The last pair that was asked for. */
  readonly joint: Joint | null;
  /** The last run that was asked for. */
  readonly explanation: Explanation | null;
  /** Worked out so far for the ranking on screen, by name. Every new ranking empties it. */
  readonly insights: Partial<Insights>;
}

export interface Choices {
  /** One of `Sweep.metrics` or `outcomes`, or a Pareto front: "pareto: val_loss, speed (maximize)". */
  metric: string;
  goal: Goal;
  method: Method;
  /** Of method "top": the share of the runs that are called the best. */
  top: number;
  scale: Scale;
  aggregate: Aggregate;
  /** One of `Sweep.experiments`; "" where there are none. */
  experiment: string;
  /** Params taken out of table and model. */
  hidden: readonly string[];
  /** Statuses of the runs that enter. */
  statuses: readonly Status[];
  /** Corrected roles only: column name to role. */
  roles: Readonly<Record<string, Role>>;
  sort_by: SortKey;
  descending: boolean;
  /** Seconds between two looks for new runs; 0: none. */
  follow: number;
  seed: number;
  trees: number;
}

export type State = Facts & Choices;

export const FACTS = [
  "sweep",
  "ranking",
  "progress",
  "notice",
  "live",
  "effects",
  "joint",
  "explanation",
  "insights",
] as const satisfies readonly (keyof Facts)[];

export const CHOICES = [
  "metric",
  "goal",
  "method",
  "top",
  "scale",
  "aggregate",
  "experiment",
  "hidden",
  "statuses",
  "roles",
  "sort_by",
  "descending",
  "follow",
  "seed",
  "trees",
] as const satisfies readonly (keyof Choices)[];

/** Propose choices; several at once reach Python as one change. */
export type Choose = (choices: Partial<Choices>) => void;

export type Exported =
  | "ranking"
  | "table"
  | "effect"
  | "joint"
  | "parallel"
  | "explanation"
  | "together"
  | "more"
  | "space"
  | "pairs"
  | "compare";
export type Target =
  | "notebook"
  | "png"
  | "svg"
  | "html"
  | "csv"
  | "md"
  | "tex"
  | "json"
  | "python"
  | "copy"
  | "file";

/** Things done once, with nothing to remember. Sent as custom messages. */
export type PanelEvent =
  | { readonly event: "wand" }
  | { readonly event: "cancel" }
  | { readonly event: "effect"; readonly param: string }
  | { readonly event: "joint"; readonly param: string; readonly other: string }
  /** "best", "worst" or a run. */
  | { readonly event: "explain"; readonly run: string }
  | { readonly event: "insight"; readonly name: keyof Insights; readonly of: string }
  | {
      readonly event: "export";
      readonly what: Exported;
      readonly param?: string;
      readonly other?: string;
      readonly run?: string;
      /** Of a space: what it is written for. */
      readonly tool?: string;
      readonly of?: string;
      readonly to: Target;
    };

export type Send = (event: PanelEvent) => void;

/** Custom messages from Python: the answers to an export. A binary file is in the first buffer. */
export interface Message {
  readonly file?: { readonly name: string; readonly mime: string; readonly text?: string };
  readonly copied?: string;
  readonly said?: string;
}

export interface Model {
  get<K extends keyof State>(key: K): State[K];
}

/** Saved by a version that had no pictures, or did not follow. */
const NOT_YET: Partial<State> = {
  effects: {},
  joint: null,
  explanation: null,
  insights: {},
  live: { offered: false, since: null, new_runs: 0, trouble: "" },
  follow: 0,
};

export function snapshot(model: Model): State {
  const entries = [...FACTS, ...CHOICES].map((key) => [key, model.get(key) ?? NOT_YET[key]] as const);
  return Object.fromEntries(entries) as unknown as State;
}
