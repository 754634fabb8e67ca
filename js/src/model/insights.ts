/** What there is to see beyond the table. */
import type { Figure } from "./ranking";

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
