/** What Python sends of rankings along the training, or along a fidelity. */
import type { Insight } from "../model/insight";
import type { Figure } from "../model/ranking";

export interface Along extends Insight {
  /** What is gone along: the steps of the training, or a fidelity. */
  readonly by: string;
  readonly is_fidelity: boolean;
  /** Whether the points lie over magnitudes. */
  readonly log: boolean;
  /** In their order; parallel arrays. */
  readonly points: {
    readonly at: readonly number[];
    /** "step 5,000". */
    readonly name: readonly string[];
    readonly runs: readonly number[];
    /** With the end, and its interval; "" of the last point, and where it is not known. */
    readonly correlation: readonly string[];
    /** What the best quarter there holds of that at the end. */
    readonly best: readonly string[];
    /** What matters there, or why nothing is known. */
    readonly words: readonly string[];
  };
  /** The largest importance at any point first. */
  readonly params: {
    readonly param: readonly string[];
    /** At some point, for sure. */
    readonly matters: readonly boolean[];
    /** Where it matters, in words. */
    readonly course: readonly string[];
    /** Its best values early and late; "" where they are not known. */
    readonly best: readonly string[];
    /** One for each point; null where it is not ranked. */
    readonly cells: readonly (readonly (Cell | null)[])[];
  };
}

/** A param at a point. */
export interface Cell {
  readonly importance: Figure;
  readonly low: Figure;
  readonly high: Figure;
  readonly text: string;
  readonly interval: string;
  readonly is_clear: boolean;
  /** Among the runs alone that are there at the end too; null where these are all. */
  readonly same: Figure;
  readonly best: string;
}
