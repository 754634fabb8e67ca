/** What a page that stands alone holds in place of Python: the state for each metric, and the answers to what the view requests. */
import type { Insight } from "../model/insight";
import type { Effect, Explanation, Joint } from "../model/pictures";
import type { Traits } from "../model/state";

/** Of one metric; hpviz/panel/page.py writes it. */
export interface Saved {
  readonly state: Traits;
  /** An effect without names of runs has those of `runs`. */
  readonly effects: Readonly<Record<string, Effect>>;
  readonly runs: readonly string[];
  /** Of the pairs that are most likely looked at. */
  readonly joints: readonly Joint[];
  /** Of the run that is called "best", and of "worst". */
  readonly explanations: Readonly<Record<string, Explanation>>;
  /** By name and what it is of: "pairs ", "compare metric:val_acc". */
  readonly insights: Readonly<Record<string, Insight>>;
  /** The space of the next sweep: tool to file and text. */
  readonly spaces: Readonly<Record<string, { readonly name: string; readonly text: string }>>;
}
