/** All runs of the filter: a table to sort, the card of the run that is opened, and a baseline to compare with. */
import { Component, createRef } from "preact";
import { Button } from "../controls/controls";
import type { Send } from "../model/events";
import { isStale } from "../model/order";
import type { RunRows } from "../model/pictures";
import type { Ranking } from "../model/ranking";
import type { State } from "../model/state";
import { RunCard } from "./card";
import { countOf, Grid } from "./grid";
import { Sheet } from "./sheet";
import { type Order, type RunRow, Windows } from "./windows";

interface Props {
  readonly state: State;
  readonly send: Send;
}

interface Run {
  readonly id: string;
  readonly label: string;
}

interface Looks {
  /** null: the best runs first. */
  readonly order: Order | null;
  readonly open: Run | null;
  readonly isByKey: boolean;
  readonly baseline: Run | null;
}

export class RunsView extends Component<Props, Looks> {
  override state: Looks = { order: null, open: null, isByKey: false, baseline: null };
  readonly #grid = createRef<HTMLDivElement>();
  readonly #name = Math.random().toString(36).slice(2);
  #times = 0;
  #best: { goal: string; order: Order } | null = null;
  #of: { ranking: Ranking; order: Order } | null = null;
  #taken: RunRows | undefined;
  /** Rows on screen: the last ones until those of another order or ranking have come. */
  #shown: Windows | null = null;
  #next: Windows | null = null;
  #seen: readonly [first: number, last: number] = [0, 0];

  #order({ ranking: { goal } }: State): Order {
    if (this.#best?.goal !== goal) {
      this.#best = { goal, order: { sort_by: "metric", descending: goal === "maximize" } };
    }
    return this.state.order ?? this.#best.order;
  }

  /** Begin anew where the ranking or the order is another, and take what has come. */
  #take(state: State, order: Order) {
    const { ranking, rows, silence } = state;
    if (this.#of?.ranking !== ranking || this.#of.order !== order) {
      this.#of = { ranking, order };
      this.#next = new Windows(order, `${this.#name} ${++this.#times}`);
    }
    if (silence) this.#next?.forget();
    if (rows === this.#taken) return;
    this.#taken = rows;
    if (this.#next?.take(rows)) this.#shown = this.#next;
  }

  override componentDidMount() {
    this.#request();
  }

  override componentDidUpdate() {
    this.#request();
  }

  #request() {
    const { state, send } = this.props;
    const event = state.silence ? null : this.#next?.missing(...this.#seen);
    if (event) send(event);
  }

  readonly #show = (first: number, last: number) => {
    this.#seen = [first, last];
    this.#request();
  };

  readonly #open = (row: RunRow, isByKey: boolean) => this.setState({ open: runOf(row), isByKey });

  readonly #pin = (row: RunRow) =>
    this.setState({ baseline: row.id === this.state.baseline?.id ? null : runOf(row) });

  readonly #close = () => {
    this.setState({ open: null });
    this.#grid.current?.focus({ preventScroll: true });
  };

  override render({ state, send }: Props, { open, isByKey, baseline }: Looks) {
    const order = this.#order(state);
    this.#take(state, order);
    const shown = this.#shown;
    if (!shown) return <p class="hp-empty">{state.silence ?? "Reading the runs…"}</p>;
    return (
      <div class={`hp-runs-view ${isStale(state) ? "hp-stale" : ""}`} aria-busy={shown !== this.#next}>
        <Sheet />
        <div class="hp-runs-top">
          <span role="status">{countOf(shown.total, state.sweep.runs)}</span>
          <span>
            Baseline: <bdi>{baseline ? baseline.label : "the best run"}</bdi>
          </span>
          {baseline && (
            <Button base="" kind="hp-link" onClick={() => this.setState({ baseline: null })}>
              Unpin
            </Button>
          )}
        </div>
        <Grid
          box={this.#grid}
          columns={shown.columns}
          total={shown.total}
          row={(at) => shown.row(at)}
          order={order}
          onSort={(other) => this.setState({ order: other })}
          open={open?.id ?? ""}
          baseline={baseline?.id ?? ""}
          onOpen={this.#open}
          onPin={this.#pin}
          onShow={this.#show}
        />
        {open && (
          <RunCard
            key={`${open.id} ${baseline?.id}`}
            state={state}
            send={send}
            run={open.id}
            label={open.label}
            baseline={baseline?.id ?? ""}
            takesFocus={isByKey}
            onClose={this.#close}
            onPin={(isPinned) => this.setState({ baseline: isPinned ? open : null })}
          />
        )}
      </div>
    );
  }
}

function runOf({ id, cells }: RunRow): Run {
  return { id, label: cells[0] ?? id };
}
