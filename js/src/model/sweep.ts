/** What was read: the runs, their columns, and what they can be ranked by. */

export type Goal = "minimize" | "maximize";

export type Role = "param" | "metric" | "aside";

export type Kind = "numeric" | "categorical" | "boolean";

export type Aggregate = "last" | "best" | "min" | "max" | "mean";

export type Status = "finished" | "running" | "failed" | "crashed" | "killed" | "pruned" | "unknown";

export type Method = "oob" | "permutation" | "fanova" | "top" | "mdi";

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
