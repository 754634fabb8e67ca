/** The runs: a table to sort, lines or dots, the card of the run that is opened, and a baseline to compare with. */
import { Component, createRef } from "preact";
import { Button } from "../controls/controls";
import { later } from "../controls/later";
import type { Choose } from "../model/choices";
import type { Send } from "../model/events";
import { isStale } from "../model/order";
import type { RunRows } from "../model/pictures";
import type { Ranking } from "../model/ranking";
import type { State } from "../model/state";
import { RunCard } from "./card/card";
import { countOf, Grid } from "./grid";
import type { RunsPicture } from "./pictures/picture";
import { Sheet } from "./sheet";
import { type Order, type RunRow, Windows } from "./windows";

type Shape = "table" | "lines" | "scatter";

const SHAPES: readonly (readonly [Shape, string])[] = [
  ["table", "Table"],
  ["lines", "Lines"],
  ["scatter", "Scatter"],
];

const Picture = later<typeof RunsPicture>("RunsPicture", "lines");

interface Props {
  readonly state: State;
  readonly choose: Choose;
  readonly send: Send;
}

/** A run, and what it is called. */
interface Named {
  readonly id: string;
  readonly label: string;
}

interface Looks {
  /** null: the best runs first. */
  readonly order: Order | null;
  readonly open: Named | null;
  readonly isByKey: boolean;
  readonly shape: Shape;
}

export class RunsView extends Component<Props, Looks> {
  override state: Looks = { order: null, open: null, isByKey: false, shape: "table" };
  readonly #grid = createRef<HTMLDivElement>();
  readonly #name = Math.random().toString(36).slice(2);
  #times = 0;
  #best: { goal: string; order: Order } | null = null;
  #of: { ranking: Ranking; order: Order } | null = null;
  #taken: RunRows | undefined;
  /** Rows on screen: the last ones until those of another order or ranking have come. */
  #shown: Windows | null = null;
  #next: Windows | null = null;
  /** Here, by a click: its name is known before Python sends it. */
  #pinned: Named | null = null;
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
    const event = state.silence ? null : this.#next?.missing(...this.#seen, state.pin);
    if (event) send(event);
  }

  readonly #show = (first: number, last: number) => {
    this.#seen = [first, last];
    this.#request();
  };

  readonly #open = (row: RunRow, isByKey: boolean) => this.setState({ open: runOf(row), isByKey });

  /** null: the best run is what others are compared with. */
  readonly #pin = (run: Named | null) => {
    this.#pinned = run;
    this.props.choose({ pin: run?.id ?? "" });
  };

  readonly #turn = (row: RunRow) => this.#pin(row.id === this.props.state.pin ? null : runOf(row));

  /** What the pinned run is called, as far as it is known, and whether a filter leaves it out. */
  #baseline(shown: Windows): string {
    const { pin } = this.props.state;
    const known = [shown.baseline, this.#next?.baseline].find((run) => run?.id === pin);
    const own = this.#pinned?.id === pin ? this.#pinned.label : pin;
    return `${known?.label ?? own}${known?.kept === false ? ", left out by the filter" : ""}`;
  }

  readonly #close = () => {
    this.setState({ open: null });
    this.#grid.current?.focus({ preventScroll: true });
  };

  override render({ state, choose, send }: Props, { open, isByKey, shape }: Looks) {
    const order = this.#order(state);
    this.#take(state, order);
    const shown = this.#shown;
    if (!shown) return <p class="hp-empty">{state.silence ?? "Reading the runs…"}</p>;
    return (
      <div
        class={`hp-runs-view ${shape === "table" && isStale(state) ? "hp-stale" : ""}`}
        aria-busy={shown !== this.#next}
      >
        <Sheet />
        <Head
          counted={countOf(shown.total, state.sweep.runs)}
          baseline={state.pin && this.#baseline(shown)}
          shape={shape}
          onUnpin={() => this.#pin(null)}
          onShape={(picked) => this.setState({ shape: picked })}
        />
        {shape === "table" ? (
          <Grid
            box={this.#grid}
            columns={shown.columns}
            total={shown.total}
            row={(at) => shown.row(at)}
            order={order}
            onSort={(other) => this.setState({ order: other })}
            open={open?.id ?? ""}
            baseline={state.pin}
            onOpen={this.#open}
            onPin={this.#turn}
            onShow={this.#show}
          />
        ) : (
          <Picture
            key={shape}
            state={state}
            choose={choose}
            send={send}
            shape={shape}
            onOpen={(id, label) => this.setState({ open: { id, label }, isByKey: false })}
          />
        )}
        {open && (
          <RunCard
            key={`${open.id} ${state.pin}`}
            state={state}
            send={send}
            run={open.id}
            label={open.label}
            baseline={state.pin}
            takesFocus={isByKey}
            onClose={this.#close}
            onPin={(isPinned) => this.#pin(isPinned ? open : null)}
          />
        )}
      </div>
    );
  }
}

interface HeadProps {
  /** "136 of 500 runs, those of the filter". */
  readonly counted: string;
  /** The name of the run that is pinned; "" where it is the best one. */
  readonly baseline: string;
  readonly shape: Shape;
  readonly onUnpin: () => void;
  readonly onShape: (shape: Shape) => void;
}

/** How many runs there are, which one others are compared with, and how they are shown. */
function Head({ counted, baseline, shape, onUnpin, onShape }: HeadProps) {
  return (
    <div class="hp-runs-top">
      <span role="status">{counted}</span>
      <span>
        Baseline: <bdi>{baseline || "the best run"}</bdi>
      </span>
      {baseline !== "" && (
        <Button base="hp-link" onClick={onUnpin}>
          Unpin
        </Button>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset lays itself out by rules of its own */}
      <span class="hp-shapes" role="group" aria-label="Show the runs as">
        {SHAPES.map(([key, text]) => (
          <Button key={key} aria-pressed={key === shape} onClick={() => onShape(key)}>
            {text}
          </Button>
        ))}
      </span>
    </div>
  );
}

function runOf({ id, cells }: RunRow): Named {
  return { id, label: cells[0] ?? id };
}
