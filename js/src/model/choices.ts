/** Choices flow both ways: the view proposes, Python checks; a refused one comes back as it was, with a sentence in `notice`. */
import type { Figure, RankedParams } from "./ranking";
import type { Aggregate, ChosenRole, Goal, OtherKind, Status } from "./sweep";

/** The axis of a param. */
export type ParamAxis = "log" | "linear";

export type Scale = "auto" | "linear" | "log" | "rank";

/** What of a row is a name or a figure. */
export type SortKey = {
  [K in keyof RankedParams]: RankedParams[K] extends readonly (string | Figure)[] ? K : never;
}[keyof RankedParams];

export interface Choices {
  /** One of `Sweep.metrics` or `outcomes`, or a Pareto front: "pareto: val_loss, speed (maximize)". */
  metric: string;
  goal: Goal;
  /** The name of one of `Sweep.methods`. */
  method: string;
  /** Of methods that use it: the share of the runs that are called the best. */
  top: number;
  scale: Scale;
  aggregate: Aggregate;
  /** One of `Sweep.experiments`; "" where there are none. */
  experiment: string;
  /** Params taken out of table and model. */
  hidden: readonly string[];
  /** Statuses of the runs that enter. */
  statuses: readonly Status[];
  /** An expression that keeps some of the runs; "" for all. */
  where: string;
  /** Corrected roles only: column name to role. */
  roles: Readonly<Record<string, ChosenRole>>;
  /** Columns that are read as another kind: column name to kind. */
  kinds: Readonly<Record<string, OtherKind>>;
  /** Of params whose axis was chosen; else it is the source's, or by their values. */
  axes: Readonly<Record<string, ParamAxis>>;
  sort_by: SortKey;
  descending: boolean;
  /** The name of the view that is open below the table; "" for none. */
  view: string;
  /** The id of the run that others are compared with; "" for the best one. */
  pin: string;
  /** Seconds between two looks for new runs; 0: none. */
  follow: number;
  /** Codes of notes that are not shown. */
  dismiss: readonly string[];
  seed: number;
  trees: number;
}

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
  "where",
  "roles",
  "kinds",
  "axes",
  "sort_by",
  "descending",
  "view",
  "pin",
  "follow",
  "dismiss",
  "seed",
  "trees",
] as const satisfies readonly (keyof Choices)[];

/** The order of the rows, which the view itself makes, and what is opened and pinned: no figure depends on it. */
export const ORDER: readonly (keyof Choices)[] = ["sort_by", "descending", "view", "pin"];

/** Propose choices; several at once reach Python as one change. */
export type Choose = (choices: Partial<Choices>) => void;

/** What is opened, which this view alone knows. */
export interface Opened {
  /** Params whose rows are open. */
  readonly open: readonly string[];
}
