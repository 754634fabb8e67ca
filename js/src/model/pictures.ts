/** What Python sends when the view asks for it: pictures of a ranking, and single runs, which are in no trait. */
import type { Figure } from "./ranking";
import type { Goal, Kind, PinnedRun } from "./sweep";

/** A value on an axis: a number, or the name of a level. */
export type Place = number | string;

/** How one param acts on the metric, to draw; in the metric's own unit. */
export interface Effect {
  readonly param: string;
  readonly kind: Kind;
  /** The axis of the param, and that of the metric, are logarithmic. */
  readonly log: boolean;
  /** A list of numbers that lie too close on their axis: they are drawn evenly spaced, in their order. */
  readonly even: boolean;
  /** They are where nobody chose another axis. */
  readonly even_allowed: boolean;
  /** The param may be drawn on a logarithmic axis: all its values are above 0. */
  readonly log_allowed: boolean;
  readonly metric_log: boolean;
  /** Partial dependence with its 95% band; `near`: how many runs are near each x. Parallel arrays. */
  readonly curve: null | {
    readonly x: readonly number[];
    readonly middle: readonly number[];
    readonly low: readonly number[];
    readonly high: readonly number[];
    readonly near: readonly number[];
  };
  /** The runs, at most 500 of them; parallel arrays. Named values among numbers ("None") come by their name. */
  readonly points: {
    readonly x: readonly Place[];
    readonly y: readonly number[];
    readonly run: readonly string[];
    /** Absent from what an older version saved. */
    readonly id?: readonly string[];
  };
  /** Runs there are in all. */
  readonly total: number;
  /** The best runs, as indices into the points. */
  readonly best: readonly number[];
  readonly sentences: readonly string[];
  /** The sentence of the row that these replace. Absent from what an older version saved. */
  readonly replaces?: string;
  /** Why there is no picture, in a sentence. */
  readonly problem: string | null;
}

/** How two params act together. */
export interface Joint {
  readonly param: string;
  readonly other: string;
  readonly x: readonly Place[];
  readonly y: readonly Place[];
  readonly x_log: boolean;
  readonly y_log: boolean;
  readonly x_even: boolean;
  readonly y_even: boolean;
  /** value[row of y][column of x] in the metric's own unit; null where no run is near. */
  readonly value: readonly (readonly Figure[])[];
  /** Column and row of the best cell: the one that the rows of both params call best; null where there is none. */
  readonly best: readonly [number, number] | null;
  /** The runs, at most 500 of them. */
  readonly points: { readonly x: readonly Place[]; readonly y: readonly Place[] };
  /** Runs there are in all. */
  readonly total: number;
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
  readonly sentences: readonly string[];
  readonly problem: string | null;
}

/** Some rows of the table of the runs. */
export interface RunRows {
  readonly baseline?: PinnedRun;
  /** The request that it answers. */
  readonly of: string;
  /** Place of the first row in the order. */
  readonly start: number;
  /** Rows there are in all. */
  readonly total: number;
  readonly columns: readonly RunColumn[];
  readonly ids: readonly string[];
  /** Texts, a list for each column. */
  readonly cells: readonly (readonly string[])[];
}

export interface RunColumn {
  /** "run", "metric", "metric:loss", "param:lr" or "status". */
  readonly key: string;
  readonly label: string;
  readonly number: boolean;
}

/** Values of a run beside those of the baseline; parallel arrays of texts. */
export interface Beside {
  readonly name: readonly string[];
  readonly value: readonly string[];
  /** "" where nothing is compared. */
  readonly baseline: readonly string[];
  readonly differs: readonly boolean[];
}

/** What the params add to the difference between two runs; the texts are in the metric's unit, or factors, or places. */
export interface RunComparison {
  readonly run: string;
  readonly baseline: string;
  /** The params that differ, the largest contribution first; parallel arrays. */
  readonly params: {
    readonly param: readonly string[];
    /** The param with which it is counted; "" where it is on its own. */
    readonly counted_with: readonly string[];
    readonly contribution: readonly number[];
    readonly low: readonly number[];
    readonly high: readonly number[];
    readonly text: readonly string[];
    readonly interval: readonly string[];
  };
  readonly totals: {
    readonly predicted: string;
    readonly predicted_low: string;
    readonly predicted_high: string;
    readonly observed: string;
  };
  readonly sentences: readonly string[];
  readonly problem: string | null;
}

/** All that is known of a run, or the sentence why there is nothing. */
export type RunCardData = KnownRun | { readonly of: string; readonly problem: string };

export interface KnownRun {
  readonly of: string;
  readonly problem: null;
  /** Its id, and its name or else its id. */
  readonly run: string;
  readonly label: string;
  readonly status: string;
  /** Of its page at the tracker. */
  readonly url: string | null;
  /** The configuration as a Python dictionary. */
  readonly code: string;
  /** Of the run that it is compared with; "" where there is none. */
  readonly baseline: string;
  readonly baseline_label: string;
  readonly metrics: Beside;
  readonly params: Beside;
  /** null for the baseline itself. */
  readonly comparison: RunComparison | null;
  readonly explanation: Explanation;
}

/** New values of a run by the names of the params; null where it is to have none. */
export type Changed = Readonly<Record<string, Place | null>>;

/** What is predicted for a run with some values changed, or the sentence why nothing is. */
export type WhatIfData = Prediction | { readonly of: string; readonly problem: string };

export interface Prediction {
  /** The request that it answers. */
  readonly of: string;
  readonly problem: null;
  /** What each param can be changed to, in the order of the ranking; null where that was not requested. Parallel arrays. */
  readonly controls: null | {
    readonly param: readonly string[];
    /** Numbers, ascending: the stops of a slider. */
    readonly stops: readonly (readonly number[])[];
    readonly names: readonly (readonly string[])[];
    /** It can be without a value. */
    readonly absent: readonly boolean[];
    /** It stands first. */
    readonly matters: readonly boolean[];
    /** The value of the run; null where it has none. */
    readonly start: readonly (Place | null)[];
  };
  /** The prediction with the interval of a single run, how near a run is, and the difference to the run itself. */
  readonly sentences: readonly string[];
  /** The changed configuration as a Python dictionary. */
  readonly code: string;
}

/** Numbers from one end to the other; null where there is no end, and whether the end itself lies outside. */
export type Range = readonly [low: Figure, high: Figure, isLowOpen: boolean, isHighOpen: boolean];

/** What is accepted on an axis. */
export interface Selection {
  readonly ranges: readonly Range[];
  /** Places in the levels of the axis. */
  readonly levels: readonly number[];
  /** Runs without a value. */
  readonly absent: boolean;
}

/** An axis on which runs are drawn. */
export interface RunAxis {
  /** "param:lr", "metric:loss", "target" or "created". */
  readonly key: string;
  readonly label: string;
  /** As a condition has it; "" where no condition can be about it. */
  readonly term: string;
  readonly is_date: boolean;
  readonly log: boolean;
  readonly even: boolean;
  readonly integral: boolean;
  readonly goal: Goal | null;
  /** Named values: as a condition has them, and as they are shown. */
  readonly levels: readonly (readonly [written: string, shown: string])[];
  /** What the filter accepts, and its conditions that say so; null where none is about the axis. */
  readonly selection: null | (Selection & { readonly conditions: readonly string[] });
}

/** The axes of all runs, filter or not. Buffers: a flag for each run, then the values of each axis that is sent. */
export interface RunAxes {
  /** The request that it answers. */
  readonly of: string;
  /** Values of another version hold no longer. */
  readonly version: number;
  /** The filter that the selections and flags are of. */
  readonly where: string;
  /** Params there are in all. */
  readonly params: number;
  /** The key of what is ranked by; "" where there is nothing. */
  readonly color: string;
  /** Keys of the metrics of a front that is ranked by; empty elsewhere. */
  readonly front: readonly string[];
  /** Keys and labels of all that can be measured of a run. */
  readonly measures: readonly (readonly [key: string, label: string])[];
  readonly axes: readonly RunAxis[];
  /** Keys of the axes whose values are in the buffers. */
  readonly sent: readonly string[];
  /** Of all runs; empty where the version is known. Without labels the ids are the names. */
  readonly ids: readonly string[];
  readonly labels: readonly string[];
}
