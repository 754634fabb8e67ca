/** The whole view: state in, proposals out. What has looks of its own is a class: that saves the hooks' 3 kB. */
import { Component } from "preact";
import { Button } from "./controls/controls";
import { Chips } from "./controls/filter/chips";
import { Icon } from "./controls/icons";
import { ParamNames } from "./controls/name";
import { type Names, namesOf } from "./controls/names";
import { Work } from "./controls/work";
import { Footer } from "./footer";
import { Guesses } from "./guesses";
import { Header } from "./header";
import { Headline } from "./headline";
import { choicesBetween, History, type Moment, momentOf, same } from "./history";
import { Insights } from "./insights/insights";
import type { Choose } from "./model/choices";
import type { Send } from "./model/events";
import { isReady, isStale } from "./model/order";
import type { State } from "./model/state";
import { Hidden } from "./table/hidden";
import { type Look, type Looks, Table, type Undo } from "./table/table";

interface Props {
  readonly state: State;
  readonly choose: Choose;
  readonly send: Send;
}

/** What a screen reader calls the panel. */
const FRAME = { class: "hpviz", role: "group", "aria-label": "Parameter importance" } as const;

export function Panel(props: Props) {
  if (isReady(props.state)) return <Content {...props} />;
  return (
    <div {...FRAME}>
      <p class="hp-empty">Reading the runs…</p>
    </div>
  );
}

class Content extends Component<Props, Looks> {
  override state: Looks = { search: "", page: 0, size: 10, open: [] };

  readonly #history = new History();
  #now: Moment | null = null;
  /** What changes next goes with what was done last. */
  #isOn = false;

  #named: { params: readonly string[]; names: Names } | null = null;

  /** Worked out once for each ranking. */
  #names(params: readonly string[]): Names {
    if (this.#named?.params !== params) this.#named = { params, names: namesOf(params) };
    return this.#named.names;
  }

  get #moment(): Moment {
    return momentOf(this.props.state, this.state);
  }

  readonly #choose: Choose = (choices) => {
    this.#history.note(this.#moment);
    this.#isOn = true;
    this.props.choose(choices);
  };

  readonly #look: Look = (changed) => this.setState(changed);

  /** Whatever is not chosen here, by code or by the wand, is noted when it comes. */
  #follow() {
    const { state } = this.props;
    const now = this.#moment;
    if (!same(this.#now, now)) {
      if (this.#now && !this.#isOn) this.#history.note(this.#now);
      this.#isOn = this.#now !== null;
      this.#now = now;
    }
    // A metric brings its goal, and a filter its conditions, when Python answers.
    if (!isStale(state) && state.where === state.filter.where) this.#isOn = false;
  }

  #go(then: Moment) {
    const choices = choicesBetween(this.#moment, then);
    this.#isOn = true;
    this.setState({ open: then.open });
    if (!same(choices, {})) this.props.choose(choices);
  }

  /** The way back of one thing alone. */
  #undo(key: "where" | "hidden"): Undo {
    const before = this.#history.before(key, this.#moment);
    return (
      before &&
      (() => {
        before[1]();
        this.#go(before[0]);
      })
    );
  }

  readonly #key = (event: KeyboardEvent) => {
    const isText = (event.target as Element).matches("input:not([type=checkbox])");
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || isText) return;
    event.preventDefault();
    const then = this.#history.step(this.#moment, event.shiftKey);
    if (then) this.#go(then);
  };

  override render({ state, send }: Props, looks: Looks) {
    this.#follow();
    const { params } = state.ranking;
    const [choose, look] = [this.#choose, this.#look];
    const undo = this.#undo("hidden");
    const stand = `.${state.static_view}`;
    return (
      <ParamNames.Provider value={this.#names(params.param)}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: a group, in which controls have the focus */}
        <div {...FRAME} onKeyDown={this.#key}>
          {/* What stands for this view is hidden while it is there; in JupyterLab with the room around it. */}
          {stand !== "." && <style>{`.jp-OutputArea-child:has(${stand}),${stand}{display:none}`}</style>}
          <Notice sentence={state.notice} />
          <div role="status" aria-label="Connection">
            {state.silence && <p class="hp-problem hp-notice">{state.silence}</p>}
          </div>
          <Header state={state} choose={choose} send={send} looks={looks} look={look} />
          <Chips state={state} choose={choose} undo={this.#undo("where")} />
          <Headline state={state} />
          <Guesses state={state} choose={choose} send={send} />
          {params.param.length > 0 ? (
            <Table state={state} choose={choose} send={send} looks={looks} look={look} undo={undo} />
          ) : (
            <Nothing state={state} choose={choose} send={send} undo={undo} />
          )}
          <Insights state={state} choose={choose} send={send} />
          <Footer state={state} choose={choose} send={send} />
        </div>
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

function Nothing({ state, choose, send, undo }: Props & { undo: Undo }) {
  return (
    <div class="hp-empty">
      {!(state.ranking.problem || state.progress.busy) && <p>There is no parameter to rank.</p>}
      {state.hidden.length > 0 && <Button onClick={() => choose({ hidden: [] })}>Show all parameters</Button>}
      <Hidden state={state} choose={choose} undo={undo} />
      <Work progress={state.progress} send={send} />
    </div>
  );
}
