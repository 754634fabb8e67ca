/** What Python sends of rankings within tasks. */
import type { Insight } from "../model/insight";
import type { Figure } from "../model/ranking";

/** Rankings within tasks, and over all of them; parallel arrays. */
export interface Tasks extends Insight {
  /** The column that names the task. */
  readonly by: string;
  readonly tasks: {
    readonly task: readonly string[];
    readonly runs: readonly number[];
    /** Of a filter that keeps the runs of the task alone. */
    readonly condition: readonly string[];
    /** What matters within it, or why nothing is known. */
    readonly words: readonly string[];
  };
  /** The largest mean first. */
  readonly params: {
    readonly param: readonly string[];
    /** Over tasks, with its 95% interval. */
    readonly mean: readonly Figure[];
    readonly low: readonly Figure[];
    readonly high: readonly Figure[];
    readonly text: readonly string[];
    readonly interval: readonly string[];
    /** In any task, for sure. */
    readonly matters: readonly boolean[];
    readonly often: readonly string[];
    readonly differs: readonly string[];
    readonly dots: readonly (readonly Dot[])[];
  };
}

/** The place of a task, an importance within it, and whether that is beyond chance. */
export type Dot = readonly [task: number, importance: number, isClear: boolean];
