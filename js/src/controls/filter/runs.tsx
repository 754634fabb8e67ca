/** The button of the filter. */
import type { Choose } from "../../model/choices";
import type { State } from "../../model/state";
import { later } from "../later";
import { Popover } from "../popover";
import type { FilterEditor } from "./editor";

const Editor = later<typeof FilterEditor>("FilterEditor");

export function Runs({ state, choose }: { state: State; choose: Choose }) {
  if (!state.sweep.terms) return null;
  return (
    <Popover label="Runs" text="Runs">
      {() => <Editor state={state} choose={choose} />}
    </Popover>
  );
}
