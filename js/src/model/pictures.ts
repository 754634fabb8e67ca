/** What is drawn of a ranking when the view asks for it. */
import type { Figure } from "./ranking";
import type { Kind } from "./sweep";

/** A value on an axis: a number, or the name of a level. */
export type Place = number | string;

/** How one param acts on the metric, to draw; in the metric's own unit. */
export interface Effect {
  readonly param: string;
  readonly kind: Kind;
  /** The axis of the param, and that of the metric, are logarithmic. */
  readonly log: boolean;
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
  };
  /** Runs there are in all. */
  readonly total: number;
  /** The best runs, as indices into the points. */
  readonly best: readonly number[];
  readonly sentences: readonly string[];
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
  /** value[row of y][column of x] in the metric's own unit; null where no run is near. */
  readonly value: readonly (readonly Figure[])[];
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
  /** Of the contributions: "val_loss", "log val_loss" or "rank of val_loss". */
  readonly unit: string;
  readonly sentences: readonly string[];
  readonly problem: string | null;
}
