/** The table of one ranking, and how far it can be trusted. */
import type { Goal, Kind, Note } from "./sweep";

/** A figure, or null where it means nothing (never NaN: that is not JSON). */
export type Figure = number | null;

export interface Ranking {
  readonly metric: string;
  /** The metric on an axis: its name, or "distance to the front". */
  readonly label: string;
  readonly goal: Goal;
  /** The name of a `Method`. */
  readonly method: string;
  /** The scale that was used: never "auto". */
  readonly scale: "linear" | "log" | "rank";
  /** False while only the correlations stand and the importance is on its way. */
  readonly complete: boolean;
  /** Why there is nothing to trust, in a sentence; null when all is well. The table may still have rows. */
  readonly problem: string | null;
  /** Sentences worth reading: a scale that was chosen, parameters that moved together. */
  readonly notes: readonly Note[];
  readonly oob_r2: Figure;
  /** "good" | "fair" | "weak" | "none", and the sentence in full. */
  readonly trust: "good" | "fair" | "weak" | "none";
  readonly trust_sentence: string;
  /** The share of the differences in the metric that is explained out-of-bag, 0..1: the importances add up to it. */
  readonly explained: Figure;
  readonly runs_used: number;
  /** Reason to count, in the order to show: {"crashed": 3, "val_loss is missing": 2}. */
  readonly runs_skipped: Readonly<Record<string, number>>;
  readonly params: RankedParams;
  readonly levels: Readonly<Record<string, Levels>>;
}

/** The table; parallel arrays, most important first. Every param of the model is in it, in no other order. */
export interface RankedParams {
  readonly param: readonly string[];
  readonly kind: readonly Kind[];
  /** 0..1, and so are the ends of its interval. Null while still being computed, or when it means nothing. */
  readonly importance: readonly Figure[];
  readonly importance_low: readonly Figure[];
  readonly importance_high: readonly Figure[];
  readonly p_value: readonly Figure[];
  /** False: it could be chance. Null where nothing is tested. */
  readonly above_noise: readonly (boolean | null)[];
  /** Whether there are runs enough for tests. */
  readonly tested: readonly boolean[];
  /** -1..1; of a categorical the correlation ratio, 0..1, without sign. */
  readonly correlation: readonly Figure[];
  readonly correlation_low: readonly Figure[];
  readonly correlation_high: readonly Figure[];
  readonly rank_correlation: readonly Figure[];
  /** The correlation is strong, and is no chance. */
  readonly strong: readonly boolean[];
  /** Runs in which the param is active (used runs only). */
  readonly active_runs: readonly number[];
  /** Distinct values; null of a numeric param. */
  readonly levels: readonly (number | null)[];
  /** Correlation was taken on a logarithmic axis of the param. */
  readonly log: readonly boolean[];
  /** Names of params that moved together with it (not separable). */
  readonly moves_with: readonly (readonly string[])[];
  /** What the figures of the row mean, for the opened row. */
  readonly sentences: readonly (readonly string[])[];
  /** The statistics behind it: intervals, p-values, correlations. */
  readonly details: readonly (readonly string[])[];
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
  /** Whether it differs from the others by a test; null where nothing is tested. */
  readonly clear: readonly (boolean | null)[];
  /** Pearson correlation of the 0/1 column: what W&B shows as `optimizer.value_adam`. */
  readonly correlation: readonly Figure[];
  /** Mean metric of these runs (or configurations), in the metric's own unit. */
  readonly mean: readonly Figure[];
}
