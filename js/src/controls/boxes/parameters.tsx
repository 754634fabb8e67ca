/** The button of the columns, with how many params take part. */
import type { Choose } from "../../model/choices";
import { count } from "../../model/format";
import type { State } from "../../model/state";
import { later } from "../later";
import { Popover } from "../popover";
import type { ColumnChooser } from "./column-chooser";

const Chooser = later<typeof ColumnChooser>("ColumnChooser");

export function Parameters({ state, choose }: { state: State; choose: Choose }) {
  const { name, role } = state.sweep.columns;
  const params = name.filter((_, i) => role[i] === "param");
  const hidden = new Set(state.hidden);
  const shown = params.filter((param) => !hidden.has(param));
  return (
    <Popover label="Parameters" text={`Parameters (${count(shown.length)} of ${count(params.length)})`}>
      {() => <Chooser state={state} choose={choose} />}
    </Popover>
  );
}
