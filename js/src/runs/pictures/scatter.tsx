/** A metric against another one, or in the order of the runs: a dot for each run, and a line along the best of them. */
import { Component, createRef } from "preact";
import { Name } from "../../controls/name";
import { percent } from "../../model/format";
import { KeptRuns, type Selections } from "../axes/mask";
import type { Scale } from "../axes/scale";
import { between, NOTHING } from "../axes/selection";
import { Area } from "./area";
import { capture } from "./axis";
import { type Across, AxisPickers, CREATED, ORDER } from "./axis-pickers";
import { dotsOf, line, orderOf } from "./dots";
import { Layers } from "./layers";
import { Legend } from "./legend";
import type { PictureProps } from "./props";

type Spot = readonly [x: number, y: number];

interface Looks extends Across {
  readonly dragged: Selections | null;
  readonly isDone: boolean;
  readonly marked: number | null;
}

/** As a share of the picture a shorter way is a click; so many pixels from a dot it is meant. */
const [SHORT, NEAR] = [0.012, 9];
/** Labels below the picture are at least so far apart; dates more. */
const [APART, APART_DATES] = [0.12, 0.24];
/** Of more runs than this the dots are smaller. */
const MANY = 2000;

export class Scatter extends Component<PictureProps, Looks> {
  override state: Looks = { x: null, y: null, dragged: null, isDone: false, marked: null };
  readonly #box = createRef<HTMLDivElement>();
  readonly #kept = new KeptRuns();
  #from: Spot | null = null;
  #order: Scale | null = null;

  override componentDidMount() {
    this.#want();
  }

  override componentDidUpdate({ drawn, isFree }: PictureProps, { x, y }: Looks) {
    if (x !== this.state.x || y !== this.state.y) this.#want();
    const hasAnswer = drawn !== this.props.drawn || (this.props.isFree && !isFree);
    if (hasAnswer && this.state.isDone) this.setState({ dragged: null, isDone: false });
  }

  #want() {
    this.props.onWant([this.#x, this.#y].filter((key) => key !== ORDER));
  }

  get #measures() {
    return this.props.drawn.axes.measures;
  }

  get #y(): string {
    const { front, color } = this.props.drawn.axes;
    return this.state.y ?? front[1] ?? (color || (this.#measures[0]?.[0] ?? ""));
  }

  get #x(): string {
    return (
      this.state.x ??
      this.props.drawn.axes.front[0] ??
      (this.#measures.some(([key]) => key === CREATED) ? CREATED : ORDER)
    );
  }

  #scale(key: string): Scale | undefined {
    const { scales, flags } = this.props.drawn;
    if (key !== ORDER) return scales.get(key);
    const runs = flags.length;
    if (this.#order?.numbers.length !== runs) this.#order = orderOf(runs);
    return this.#order;
  }

  #mask(): Uint8Array {
    return this.#kept.mask(this.props.drawn, this.state.dragged);
  }

  #spotAt({ clientX, clientY }: MouseEvent): Spot {
    const box = this.#box.current?.getBoundingClientRect();
    if (!box) return [0, 0];
    return [(clientX - box.left) / (box.width || 1), (box.bottom - clientY) / (box.height || 1)];
  }

  readonly #down = (event: PointerEvent) => {
    if (event.button > 0) return;
    event.preventDefault();
    capture(event);
    this.#from = this.#spotAt(event);
  };

  readonly #move = (event: PointerEvent) => {
    const [at, from] = [this.#spotAt(event), this.#from];
    if (!from) {
      this.setState({ marked: this.#runAt(at) });
      return;
    }
    const isShort = Math.max(Math.abs(at[0] - from[0]), Math.abs(at[1] - from[1])) < SHORT;
    if (!this.props.isFree || (isShort && !this.state.dragged)) return;
    const inside = [this.#x, this.#y].flatMap((key, i) => {
      const scale = this.#scale(key);
      const [one, other] = [from[i] ?? 0, at[i] ?? 0];
      if (!scale?.axis.term) return [];
      return [[key, between(scale, Math.min(one, other), Math.max(one, other))] as const];
    });
    this.setState({ dragged: new Map(inside), isDone: false, marked: null });
  };

  readonly #up = () => {
    const { dragged } = this.state;
    const from = this.#from;
    this.#from = null;
    if (!from) return;
    if (!dragged) this.#click(from);
    else if (this.props.onSelect(dragged)) this.setState({ isDone: true });
    else this.setState({ dragged: null });
  };

  readonly #giveUp = () => {
    this.#from = null;
    this.setState({ dragged: null, marked: null });
  };

  readonly #leave = () => this.setState({ marked: null });

  /** Opens a run; beside the dots it takes away what is accepted on both axes. */
  #click(at: Spot) {
    const run = this.#runAt(at);
    if (run !== null) this.props.onOpen(run);
    else
      this.props.onSelect(
        new Map([this.#x, this.#y].flatMap((key) => (key === ORDER ? [] : [[key, NOTHING]]))),
      );
  }

  #runAt([x, y]: Spot): number | null {
    const [across, up, mask] = [this.#scale(this.#x), this.#scale(this.#y), this.#mask()];
    const { clientWidth = 0, clientHeight = 0 } = this.#box.current ?? {};
    let [best, nearest] = [NEAR ** 2, null as number | null];
    for (const run of this.props.drawn.order) {
      if (!mask[run]) continue;
      const dx = clientWidth * ((across?.places[run] ?? 0) - x);
      const dy = clientHeight * ((up?.places[run] ?? 0) - y);
      if (dx * dx + dy * dy <= best) [best, nearest] = [dx * dx + dy * dy, run];
    }
    return nearest;
  }

  override render({ drawn }: PictureProps, { dragged, marked }: Looks) {
    const [x, y] = [this.#scale(this.#x), this.#scale(this.#y)];
    const mask = this.#mask();
    if (this.#y === "") return <p class="hp-empty">These runs have no metric.</p>;
    return (
      <div class="hp-runs-picture">
        <AxisPickers
          measures={this.#measures}
          x={this.#x}
          y={this.#y}
          onPick={(picked) => this.setState({ ...picked, dragged: null })}
        />
        {x && y ? this.#frame(x, y, mask) : <p class="hp-empty">Reading the runs…</p>}
        <Legend
          drawn={drawn}
          mask={mask}
          isDragged={dragged !== null}
          marked={marked}
          line={this.#isHistory ? "best so far" : "Pareto front"}
        />
      </div>
    );
  }

  get #isHistory(): boolean {
    return this.#x === ORDER || this.#x === CREATED;
  }

  #frame(x: Scale, y: Scale, mask: Uint8Array) {
    const { drawn, label } = this.props;
    const { dragged, isDone, marked } = this.state;
    const isHistory = this.#isHistory;
    return (
      <div class="hp-scatter">
        <Name text={`↑ ${y.axis.label}`} />
        <div
          class="hp-scatter-frame"
          ref={this.#box}
          onPointerDown={this.#down}
          onPointerMove={this.#move}
          onPointerUp={this.#up}
          onPointerCancel={this.#giveUp}
          onPointerLeave={this.#leave}
        >
          <Layers
            label={`${y.axis.label} by ${x.axis.label}. ${label}`}
            drawn={drawn}
            mask={mask}
            isDraft={dragged !== null && !isDone}
            look={`${this.#x}\n${this.#y}`}
            trace={(width, height) => dotsOf(x, y, width, height)}
            above={(path, width, height) => line(path, { x, y, mask, isHistory, width, height })}
            marked={marked}
            size={drawn.flags.length > MANY ? 3 : 5}
            faintest={0.5}
          />
          <Area x={x} y={y} accepted={dragged ?? drawn.selections} />
          {y.ticks().map(([place, text]) => (
            <span class="hp-scatter-y" key={text} style={{ bottom: percent(place) }}>
              {text}
            </span>
          ))}
          {x.ticks(x.axis.is_date ? APART_DATES : APART).map(([place, text]) => (
            <span class="hp-scatter-x" key={text} style={{ left: percent(place) }}>
              {text}
            </span>
          ))}
        </div>
        <Name text={`${x.axis.label} →`} />
      </div>
    );
  }
}
