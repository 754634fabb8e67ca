/** What nothing declares, in a line, and behind it the metric and every such column with its role and why: each can be corrected, or all kept. */
import { Component } from "preact";
import { later } from "./controls/later";
import { Popover } from "./controls/popover";
import type { GuessedColumns } from "./guessed-columns";
import type { Choose } from "./model/choices";
import type { Send } from "./model/events";
import type { State } from "./model/state";

const Guessed = later<typeof GuessedColumns>("GuessedColumns");

interface Props {
  readonly state: State;
  readonly choose: Choose;
  readonly send: Send;
}

export class Guesses extends Component<Props, { isOpen: boolean }> {
  override state = { isOpen: false };

  readonly #onOpen = (isOpen: boolean) => this.setState({ isOpen });

  override render({ state, choose, send }: Props, { isOpen }: { isOpen: boolean }) {
    const { guesses = "" } = state.sweep;
    if (guesses === "" && !isOpen) return null;
    return (
      <div class="hp-guesses">
        <span>{guesses}</span>
        <Popover label="Guessed columns" text="Check">
          {(close) => (
            <Guessed state={state} choose={choose} send={send} close={close} onOpen={this.#onOpen} />
          )}
        </Popover>
      </div>
    );
  }
}
