/** The button of the exports, and what has become of the last one. */
import type { Send } from "../../model/events";
import type { State } from "../../model/state";
import { later } from "../later";
import { Popover } from "../popover";
import type { ExportMenu } from "./export-menu";

const Menu = later<typeof ExportMenu>("ExportMenu");

interface Props {
  readonly state: State;
  /** The opened rows. */
  readonly open: readonly string[];
  readonly send: Send;
}

export function Export({ state, open, send }: Props) {
  return (
    <span class="hp-anchor">
      <Popover label="Export" text="Export" icon="export">
        {(close) => <Menu state={state} open={open} send={send} close={close} />}
      </Popover>
      <Delivered state={state} here={(of) => of !== "space"} />
    </span>
  );
}

/** What has become of the last export, at the button that it was exported by. */
export function Delivered({ state, here }: { state: State; here: (of: string) => boolean }) {
  const { of, text } = state.delivery ?? { of: "", text: "" };
  return (
    <span class="hp-delivered" role="status" aria-label="Export status">
      {here(of) && text}
    </span>
  );
}
