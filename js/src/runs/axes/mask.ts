/** Which runs are kept: at rest as Python says, and while something is dragged as it would be. Pure. */
import type { Selection } from "../../model/pictures";
import { isEmpty, restrict } from "./selection";
import { type Drawn, KEPT, KEPT_BY_REST } from "./store";

/** What is accepted on some axes, by their keys. */
export type Selections = ReadonlyMap<string, Selection>;

/** Where nothing is accepted on an axis there is no brush on it, and it leaves out no run. */
export function maskOf(drawn: Drawn, dragged: Selections | null): Uint8Array<ArrayBuffer> {
  const bit = dragged ? KEPT_BY_REST : KEPT;
  const mask = drawn.flags.map((flag) => (flag & bit ? 1 : 0));
  if (!dragged) return mask;
  for (const [key, scale] of drawn.scales) {
    const selection = dragged.get(key) ?? drawn.selections.get(key);
    if (selection && !isEmpty(selection)) restrict(mask, scale, selection);
  }
  return mask;
}

/** Worked out once for each state of the filter and of what is dragged. */
export class KeptRuns {
  #of: readonly [Drawn, Selections | null] | null = null;
  #mask = new Uint8Array();

  mask(drawn: Drawn, dragged: Selections | null): Uint8Array {
    if (this.#of?.[0] !== drawn || this.#of[1] !== dragged) {
      this.#of = [drawn, dragged];
      this.#mask = maskOf(drawn, dragged);
    }
    return this.#mask;
  }
}

export function countOf(mask: Uint8Array): number {
  return mask.reduce((sum, kept) => sum + kept, 0);
}
