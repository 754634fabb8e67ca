/** Chooses a run, and says what moved its metric away from the average. */
import { Component } from "preact";
import { Button, Input } from "../controls/controls";
import { later } from "../controls/later";
import { ParamNames } from "../controls/name";
import type { Send } from "../model/events";
import { isStale } from "../model/order";
import type { Explanation } from "../model/pictures";
import type { State } from "../model/state";
import { Picture } from "./picture";
import type { Waterfall } from "./waterfall";

const Steps = later<typeof Waterfall>("Waterfall", "views");

interface Props {
  readonly state: State;
  readonly send: Send;
}

interface Looks {
  readonly draft: string;
  /** The explanation that was put away. */
  readonly closed: Explanation | null;
}

export class ExplainRun extends Component<Props, Looks> {
  override state: Looks = { draft: "", closed: null };

  readonly #list = `hp-${Math.random().toString(36).slice(2)}`;

  #ask(run: string) {
    this.setState({ draft: "", closed: null });
    if (run !== "") this.props.send({ event: "explain", run });
  }

  override render({ state }: Props, { draft, closed }: Looks) {
    const { explanation, ranking, sweep } = state;
    const names = sweep.run_names ?? [];
    const disabled = !ranking.complete || isStale(state);
    const type = (text: string) => (names.includes(text) ? this.#ask(text) : this.setState({ draft: text }));
    return (
      <>
        <div class="hp-actions">
          Explain a run:
          {["best", "worst"].map((run) => (
            <Button
              key={run}
              disabled={disabled}
              aria-label={`Explain the ${run} run`}
              onClick={() => this.#ask(run)}
            >
              {run}
            </Button>
          ))}
          {!sweep.saved && (
            <Input
              list={this.#list}
              aria-label="Run to explain"
              placeholder="or its name"
              value={draft}
              disabled={disabled}
              onInput={(event) => type(event.currentTarget.value)}
              onKeyDown={(event) => event.key === "Enter" && this.#ask(draft)}
            />
          )}
          <datalist id={this.#list}>
            {names.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </div>
        {explanation && explanation !== closed && (
          <Picture problem={explanation.problem} sentences={explanation.sentences}>
            {!explanation.problem && (
              <ParamNames.Consumer>
                {({ of }) => (
                  <Steps explanation={explanation} ranking={ranking} shown={(param) => of(param).leaf} />
                )}
              </ParamNames.Consumer>
            )}
            <Button onClick={() => this.setState({ closed: explanation })}>Close</Button>
          </Picture>
        )}
      </>
    );
  }
}
