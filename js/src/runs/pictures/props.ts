import type { ComponentChildren } from "preact";
import type { Selections } from "../axes/mask";
import type { Drawn } from "../axes/store";

/** What a picture of the runs is made of. */
export interface PictureProps {
  readonly drawn: Drawn;
  /** What it is of, in a sentence. */
  readonly label: string;
  /** Whether the filter can be changed now: its conditions are those that are drawn. */
  readonly isFree: boolean;
  /** Whether the filter changes; by key what is accepted on an axis. */
  readonly onSelect: (selections: Selections) => boolean;
  readonly onOpen: (run: number) => void;
  /** Keys of other axes that are wanted. */
  readonly onWant: (keys: readonly string[]) => void;
  readonly more: ComponentChildren;
}
