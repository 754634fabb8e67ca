/** The button of the choices that are seldom changed. */
import type { Choose } from "../../model/choices";
import type { State } from "../../model/state";
import { later } from "../later";
import { Popover } from "../popover";
import type { SettingsForm } from "./settings-form";

const Form = later<typeof SettingsForm>("SettingsForm");

export function Settings({ state, choose }: { state: State; choose: Choose }) {
  return (
    <Popover label="Settings" icon="settings" kind="hp-square">
      {() => <Form state={state} choose={choose} />}
    </Popover>
  );
}
