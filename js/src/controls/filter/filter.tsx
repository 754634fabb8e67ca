/** The button of the filter: which runs all figures are of. */
import type { Choose } from "../../model/choices";
import type { State } from "../../model/state";
import { later } from "../later";
import { Popover } from "../popover";
import type { FilterEditor } from "./editor";

const Editor = later<typeof FilterEditor>("FilterEditor");

export function Filter({ state, choose }: { state: State; choose: Choose }) {
  if (!state.sweep.terms) return null;
  return (
    <Popover label="Filter runs" text="Filter">
      {(close) => <Editor state={state} choose={choose} close={close} />}
    </Popover>
  );
}
