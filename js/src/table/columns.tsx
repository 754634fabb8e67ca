/** The columns of the ranked table, from left to right: the only place to add one. */
import type { ComponentType } from "preact";
import type { SortKey } from "../model/choices";
import type { Method } from "../model/sweep";
import { Correlation, Importance, Param, type Ranked } from "./cells";
import { aboutCorrelation, aboutImportance } from "./help";

export interface CellProps {
  readonly row: Ranked;
  /** Where the axis of the importance ends. */
  readonly limit: number;
  /** The importance is no longer on its way. */
  readonly complete: boolean;
  /** What is said of an importance that its test does not clear, and why. */
  readonly unclear?: readonly [words: string, why: string] | undefined;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly onHide: (event: Event) => void;
  /** Nothing is computed any more: what is hidden only leaves the table. */
  readonly saved: boolean;
}

export interface TableColumn {
  /** What a click on the heading sorts by: a column of the wire. */
  readonly by: SortKey;
  readonly heading: string;
  /** What comes first, where it is not plain. */
  readonly first?: string;
  /** The order of the first click. */
  readonly descending: boolean;
  /** What its figures mean, in sentences; absent where nothing needs to be explained. */
  readonly about?: (method: Method | undefined) => readonly string[];
  readonly Cell: ComponentType<CellProps>;
}

export const COLUMNS: readonly TableColumn[] = [
  { by: "param", heading: "Parameter", descending: false, Cell: Param },
  {
    by: "importance",
    heading: "Importance",
    descending: true,
    about: aboutImportance,
    Cell: Importance,
  },
  {
    by: "correlation",
    heading: "Correlation",
    first: "By strength, whatever the sign",
    descending: true,
    about: aboutCorrelation,
    Cell: Correlation,
  },
];
