/** The whole view: state in, proposals out. What has looks of its own is a class: that saves the hooks' 3 kB. */
import { Component } from "preact";
import { Button } from "./controls/controls";
import { Chips, changed } from "./controls/filter/chips";
import { Icon } from "./controls/icons";
import { ParamNames } from "./controls/name";
import { type Names, namesOf } from "./controls/names";
import { Work } from "./controls/work";
import { Footer } from "./footer";
import { Guesses } from "./guesses";
import { Header } from "./header";
import { Headline } from "./headline";
import { Insights } from "./insights/insights";
import type { Choose } from "./model/choices";
import type { Send } from "./model/events";
import { isReady } from "./model/order";
import type { State } from "./model/state";
import { Hidden, remembered } from "./table/hidden";
import { type Look, type Looks, Table } from "./table/table";

interface Props {
  readonly state: State;
  readonly choose: Choose;
  readonly send: Send;
}

export function Panel(props: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset lays itself out by rules of its own
    <div class="hpviz" role="group" aria-label="Parameter importance">
      {isReady(props.state) ? <Content {...props} /> : <p class="hp-empty">Reading the runs…</p>}
    </div>
  );
}

class Content extends Component<Props, Looks> {
  override state: Looks = { search: "", page: 0, size: 10, open: [], undo: [], filters: [], undone: null };

  #named: { params: readonly string[]; names: Names } | null = null;

  /** Worked out once for each ranking. */
  #names(params: readonly string[]): Names {
    if (this.#named?.params !== params) this.#named = { params, names: namesOf(params) };
    return this.#named.names;
  }

  readonly #look: Look = (changed) => this.setState(changed);

  override componentDidUpdate({ state: { hidden, filter } }: Props) {
    const undo = remembered(this.state.undo, hidden, this.props.state.hidden);
    if (undo !== this.state.undo) this.setState({ undo });
    const { where } = this.props.state.filter;
    if (where !== filter.where) this.setState(changed(this.state, filter.where, where));
  }

  override render({ state, choose, send }: Props, looks: Looks) {
    const { params } = state.ranking;
    return (
      <ParamNames.Provider value={this.#names(params.param)}>
        <Notice sentence={state.notice} />
        <div role="status" aria-label="Connection">
          {state.silence && <p class="hp-problem hp-notice">{state.silence}</p>}
        </div>
        <Header state={state} choose={choose} send={send} looks={looks} look={this.#look} />
        <Chips state={state} choose={choose} looks={looks} look={this.#look} />
        <Headline state={state} />
        <Guesses state={state} choose={choose} send={send} />
        {params.param.length > 0 ? (
          <Table {...this.props} looks={looks} look={this.#look} />
        ) : (
          <Nothing {...this.props} looks={looks} />
        )}
        <Insights state={state} choose={choose} send={send} />
        <Footer state={state} choose={choose} send={send} />
      </ParamNames.Provider>
    );
  }
}

/** Python's last refusal, until the person has read it. */
class Notice extends Component<{ sentence: string }, { read: string }> {
  override state = { read: "" };

  override componentDidUpdate() {
    // The same sentence may come again later.
    if (this.props.sentence === "" && this.state.read !== "") this.setState({ read: "" });
  }

  override render({ sentence }: { sentence: string }, { read }: { read: string }) {
    return (
      <div role="alert">
        {sentence !== read && sentence !== "" && (
          <p class="hp-problem hp-notice">
            {sentence}
            <Button kind="hp-quiet" aria-label="Dismiss" onClick={() => this.setState({ read: sentence })}>
              <Icon name="close" />
            </Button>
          </p>
        )}
      </div>
    );
  }
}

function Nothing({ state, choose, send, looks }: Props & { looks: Looks }) {
  return (
    <div class="hp-empty">
      {!(state.ranking.problem || state.progress.busy) && <p>There is no parameter to rank.</p>}
      {state.hidden.length > 0 && <Button onClick={() => choose({ hidden: [] })}>Show all parameters</Button>}
      <Hidden state={state} choose={choose} undo={looks.undo} />
      <Work progress={state.progress} send={send} />
    </div>
  );
}
