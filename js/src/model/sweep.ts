/** What was read: the runs, their columns, and what they can be ranked by. */

/** A sentence of a kind that has a code, and what to do about it; without a code it cannot be dismissed. */
export type Note = readonly [code: string, text: string, remedy: string];

export type Goal = "minimize" | "maximize";

export type Role = "param" | "metric" | "aside";

/** What a param is for that no search chooses. */
export type NoChoice = "fidelity" | "task" | "replicate";
export type Part = "choice" | NoChoice;

/** What a person can call a column. */
export type ChosenRole = Role | NoChoice;

export type Kind = "numeric" | "categorical" | "boolean";

/** What a column can be read as. */
export type OtherKind = "category" | "number";

export type Aggregate = "last" | "best" | "min" | "max" | "mean";

export type Status = "finished" | "running" | "failed" | "crashed" | "killed" | "pruned" | "unknown";

/** A method of importance. */
export interface Method {
  readonly name: string;
  readonly label: string;
  /** The question that it answers. */
  readonly question: string;
  /** What its figures are, below the heading of a chart. */
  readonly caption: string;
  /** It tests against chance. */
  readonly tested: boolean;
  /** Its figures have intervals. */
  readonly has_intervals?: boolean;
  /** What is said of a figure that its own test does not clear, and why. */
  readonly unclear?: readonly [words: string, why: string];
  /** Terms of the glossary that mean something else by it. */
  readonly terms?: Readonly<Record<string, string>>;
  /** Its figures add up to the share of the differences that is explained out-of-bag. */
  readonly sums_to_explained: boolean;
  /** Its figures depend on the choice `top`. */
  readonly uses_top: boolean;
}

/** What can be seen of a ranking. */
export interface View {
  readonly name: string;
  /** On its button. */
  readonly label: string;
  /** The question that it answers; "" where no button opens it below the table. */
  readonly question: string;
  /** In the export menu, with placeholders such as "{param}" for what it is of; "" where it is not in it. */
  readonly export_label: string;
  readonly targets: readonly (readonly [target: string, label: string])[];
  /** The columns that it can be of, the first by default; absent from what an older version saved. */
  readonly subjects?: readonly string[];
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
  /** Whether neither the source nor the name of each says its goal. */
  readonly goals_guessed?: readonly boolean[];
  /** "Guessed: 6 parameters, 3 results, hv as the metric."; "" where the source or the person says all of it. */
  readonly guesses?: string;
  /** The metric that is shown although others may be meant; "" where one was chosen, declared or is plainly meant. */
  readonly guessed_metric?: string;
  /** "hv is taken to be the metric that counts; igd may be meant instead."; "" as above. */
  readonly metric_guess?: string;
  /** What else runs can be ranked by: "failure", where the source keeps statuses. */
  readonly outcomes: readonly string[];
  readonly methods: readonly Method[];
  /** In the order to show. */
  readonly views: readonly View[];
  /** Terms with their meaning. */
  readonly glossary: readonly (readonly [term: string, meaning: string])[];
  /** The studies or experiments of a store that holds several; empty elsewhere. */
  readonly experiments: readonly string[];
  /** Runs of each status that occurs. */
  readonly statuses: Readonly<Partial<Record<Status, number>>>;
  /** Empty when the source has one value per run only; else what `aggregate` may be. */
  readonly aggregates: readonly Aggregate[];
  /** Sentences on how the source was read (a guess that was made, what can be corrected). */
  readonly notes: readonly Note[];
  /** Every column of the source; parallel arrays. */
  readonly columns: {
    readonly name: readonly string[];
    readonly role: readonly Role[];
    /** Of a param: what it is for; absent from what an older version saved. */
    readonly part?: readonly Part[];
    readonly kind: readonly Kind[];
    /** Whether it holds numbers, or true and false. */
    readonly can_be_metric: readonly boolean[];
    /** What it could be read as too; "" where there is nothing else. */
    readonly other_kind: readonly (OtherKind | "")[];
    /** Why it has that role: "by its prefix", "identifies the run", "one value only", "your choice". */
    readonly reason: readonly string[];
    /** Whether nothing declares the role. */
    readonly guessed: readonly boolean[];
    /** An example of its values: "1e-05 to 1", "adam, sgd", "relu". */
    readonly values: readonly string[];
  };
  /** Whether this is a page that was saved, where there is no Python to compute anything else. */
  readonly saved?: boolean;
  /** What a condition of the filter can be about; absent from what an older version saved. */
  readonly terms?: Terms;
  /** Names of runs, ids where they have none; at most 1,000, to choose one from. */
  readonly run_names?: readonly string[];
}

/** What a condition can be about; parallel arrays. */
export interface Terms {
  readonly name: readonly string[];
  /** The name as an expression has it. */
  readonly term: readonly string[];
  /** "run": what is known of a run, its status for instance. */
  readonly role: readonly (Role | "run")[];
  readonly kind: readonly ("number" | "text" | "date")[];
  /** Where there are few and they are no numbers: as an expression has them, and as they are shown. */
  readonly values: readonly (readonly (readonly [written: string, shown: string])[])[];
}

/** A method by its name; undefined of a method that is not offered. */
export function methodOf({ methods }: Pick<Sweep, "methods">, method: string): Method | undefined {
  return methods.find(({ name }) => name === method);
}

/** The run that others are compared with; "" as its id where none is pinned. */
export interface PinnedRun {
  readonly id: string;
  readonly label: string;
  /** Whether the filter keeps it. */
  readonly kept: boolean;
}
