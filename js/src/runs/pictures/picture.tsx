/** Runs as lines or as dots: what was drawn on them is written as conditions of the filter. */
import { Component } from "preact";
import { Button } from "../../controls/controls";
import { joined } from "../../controls/filter/chips";
import type { Choose } from "../../model/choices";
import type { Send } from "../../model/events";
import { count, counted, fitting } from "../../model/format";
import type { Ranking } from "../../model/ranking";
import type { State } from "../../model/state";
import { countOf, maskOf, type Selections } from "../axes/mask";
import { condition } from "../axes/selection";
import { AxesStore, type Drawn, type Wanted } from "../axes/store";
import { Lines } from "./lines";
import sheet from "./pictures.css?inline";
import { Scatter } from "./scatter";

interface Props {
  readonly state: State;
  readonly choose: Choose;
  readonly send: Send;
  readonly shape: "lines" | "scatter";
  readonly onOpen: (id: string, label: string) => void;
}

interface Looks {
  readonly count: number;
  readonly others: readonly string[];
  /** Why a selection was not taken. */
  readonly refusal: string;
}

/** Params that have an axis at first, and how many more come at once. */
const PARAMS = 8;

export class RunsPicture extends Component<Props, Looks> {
  override state: Looks = { count: PARAMS, others: [], refusal: "" };
  readonly #store = new AxesStore();
  #requested: { readonly ranking: Ranking; readonly where: string; readonly wanted: string } | null = null;

  override componentDidMount() {
    this.#request();
  }

  override componentDidUpdate() {
    this.#request();
  }

  get #wanted(): Wanted {
    return { count: this.props.shape === "lines" ? this.state.count : 0, others: this.state.others };
  }

  /** Anew with each ranking and each filter, and where other axes are wanted. */
  #request() {
    const { state, send } = this.props;
    const now = { ranking: state.ranking, where: state.filter.where, wanted: JSON.stringify(this.#wanted) };
    const last = this.#requested;
    const isNew = last?.ranking !== now.ranking || last.where !== now.where || last.wanted !== now.wanted;
    if (state.silence || !isNew) return;
    const event = this.#store.request(this.#wanted);
    if (!event) return;
    this.#requested = now;
    send(event);
  }

  #take({ run_axes, silence }: State) {
    if (silence) {
      this.#store.forget();
      this.#requested = null;
    }
    this.#store.take(run_axes);
  }

  #isFree({ where, filter, silence }: State, drawn: Drawn): boolean {
    return !silence && where === filter.where && drawn.axes.where === filter.where;
  }

  readonly #select = (selections: Selections): boolean => {
    const { state, choose } = this.props;
    const { drawn } = this.#store;
    if (!(drawn && this.#isFree(state, drawn))) return false;
    if (countOf(maskOf(drawn, selections)) === 0) {
      this.setState({ refusal: "No run lies there, so the filter stays as it is." });
      return false;
    }
    this.setState({ refusal: "" });
    const replaced = [...selections.keys()].flatMap((key) => drawn.selections.get(key)?.conditions ?? []);
    const texts = state.filter.conditions.map(({ text }) => text).filter((text) => !replaced.includes(text));
    const written = [...selections].flatMap(([key, selection]) => {
      const scale = drawn.scales.get(key);
      return (scale && condition(scale, selection)) ?? [];
    });
    const where = joined([...texts, ...written]);
    if (where === state.filter.where) return false;
    choose({ where });
    return true;
  };

  readonly #open = (run: number) => {
    const { drawn } = this.#store;
    if (drawn) this.props.onOpen(drawn.ids[run] ?? "", drawn.name(run));
  };

  readonly #want = (others: readonly string[]) => this.setState({ others });

  override render({ state, shape }: Props, { refusal }: Looks) {
    this.#take(state);
    const { drawn } = this.#store;
    if (!drawn) return <p class="hp-empty">{state.silence ?? "Reading the runs…"}</p>;
    const Shape = shape === "lines" ? Lines : Scatter;
    const { conditions, runs } = state.filter;
    const filtered = joined(conditions.map(({ text }) => text));
    const kept = filtered === "" ? "" : ` ${count(runs)} are kept by ${filtered}.`;
    return (
      <>
        <style>{sheet}</style>
        <Shape
          drawn={drawn}
          label={`${counted(drawn.flags.length, "run")}.${kept} The filter above does the same by key.`}
          isFree={this.#isFree(state, drawn)}
          onSelect={this.#select}
          onOpen={this.#open}
          onWant={this.#want}
          more={shape === "lines" && this.#more(drawn)}
        />
        <p role="status" aria-label="Brush">
          {refusal}
        </p>
      </>
    );
  }

  #more({ axes: { params } }: Drawn) {
    const { count: shown } = this.state;
    if (fitting(params, shown) >= params) return null;
    return (
      <p>
        The first {shown} of {counted(params, "parameter")}.{" "}
        <Button base="hp-link" onClick={() => this.setState({ count: shown + PARAMS })}>
          Show more
        </Button>
      </p>
    );
  }
}
