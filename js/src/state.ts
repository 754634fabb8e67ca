/**
 * The whole contract with Python (hpviz/panel.py and hpviz/wire.py), in one place.
 *
 * Facts flow one way: Python writes them, the view only draws them. Choices flow both ways: the view proposes,
 * Python checks; a refused choice comes back as it was, with a sentence in `notice`. Looks (search text, page,
 * open rows, open menus) never leave the view.
 */

export type Goal = "minimize" | "maximize";
export type Method = "oob" | "mdi";
export type Scale = "auto" | "linear" | "log" | "rank";
export type Role = "param" | "metric" | "aside";
export type Kind = "numeric" | "categorical" | "boolean";
export type Aggregate = "last" | "best" | "min" | "max" | "mean";
export type SortKey = "importance" | "correlation" | "param";
export type Status = "finished" | "running" | "failed" | "crashed" | "killed" | "pruned" | "unknown";

/** A figure, or null where it means nothing (never NaN: that is not JSON). */
export type Figure = number | null;

/** What was read. Changes only when a column's role does (or, later, when new runs arrive). */
export interface Sweep {
  /** "CSV file vehicle_500.csv" */
  readonly source: string;
  readonly runs: number;
  /** Every numeric metric, in the source's order. */
  readonly metrics: readonly string[];
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
  /** Null when not known (mdi has no such test). */
  readonly above_noise: readonly (boolean | null)[];
  /** -1..1; of a categorical the correlation ratio, 0..1, without sign. */
  readonly correlation: readonly Figure[];
  readonly correlation_low: readonly Figure[];
  readonly correlation_high: readonly Figure[];
  readonly rank_correlation: readonly Figure[];
  /** Runs in which the param is active (used runs only). */
  readonly active_runs: readonly number[];
  /** Distinct values. */
  readonly levels: readonly number[];
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
  /** Mean metric of these runs minus mean of the other runs, in the metric's own (or transformed) unit. */
  readonly effect: readonly Figure[];
  readonly effect_low: readonly Figure[];
  readonly effect_high: readonly Figure[];
  /** Pearson correlation of the 0/1 column: what W&B shows as `optimizer.value_adam`. */
  readonly correlation: readonly Figure[];
}

export interface Ranking {
  readonly metric: string;
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

export interface Progress {
  /** Idle: false. */
  readonly busy: boolean;
  readonly done: number;
  readonly total: number;
  /** "fitting the forest", shown with the bar. */
  readonly words: string;
}

export interface Facts {
  readonly sweep: Sweep;
  readonly ranking: Ranking;
  readonly progress: Progress;
  /** A sentence about something just refused; "" when there is none. */
  readonly notice: string;
}

export interface Choices {
  metric: string;
  goal: Goal;
  method: Method;
  scale: Scale;
  aggregate: Aggregate;
  /** Params taken out of table and model. */
  hidden: readonly string[];
  /** Statuses of the runs that enter. */
  statuses: readonly Status[];
  /** Corrected roles only: column name to role. */
  roles: Readonly<Record<string, Role>>;
  sort_by: SortKey;
  descending: boolean;
  seed: number;
  trees: number;
}

export type State = Facts & Choices;

export const FACTS = ["sweep", "ranking", "progress", "notice"] as const satisfies readonly (keyof Facts)[];

export const CHOICES = [
  "metric",
  "goal",
  "method",
  "scale",
  "aggregate",
  "hidden",
  "statuses",
  "roles",
  "sort_by",
  "descending",
  "seed",
  "trees",
] as const satisfies readonly (keyof Choices)[];

/** Propose choices; several at once reach Python as one change. */
export type Choose = (choices: Partial<Choices>) => void;

/** Events: things done once, with nothing to remember. Sent as custom messages `{ event }`. */
export type PanelEvent = "wand" | "cancel";
export type Send = (event: PanelEvent) => void;

export interface Model {
  get<K extends keyof State>(key: K): State[K];
}

export function snapshot(model: Model): State {
  const entries = [...FACTS, ...CHOICES].map((key) => [key, model.get(key)] as const);
  return Object.fromEntries(entries) as unknown as State;
}
