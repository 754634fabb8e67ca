/** Parallel coordinates of all runs: those that the filter leaves out are grey, the best are drawn last. */
import { Component, createRef } from "preact";
import type { Selection } from "../../model/pictures";
import { KeptRuns, type Selections } from "../axes/mask";
import type { Scale } from "../axes/scale";
import { Axis } from "./axis";
import { Layers } from "./layers";
import { Legend } from "./legend";
import type { Trace } from "./painting";
import type { PictureProps } from "./props";

/** What is dragged; until the answer to it has come it stands as it was left. */
interface Dragged {
  readonly selections: Selections;
  readonly isDone: boolean;
}

interface Looks {
  readonly dragged: Dragged | null;
  /** A run that is pointed at. */
  readonly marked: number | null;
}

/** Pixels: beside the axes, between two of them at least, and so near a line it is meant. */
const [LEFT, RIGHT, STEP, NEAR] = [48, 64, 66, 7];

export class Lines extends Component<PictureProps, Looks> {
  override state: Looks = { dragged: null, marked: null };
  readonly #box = createRef<HTMLDivElement>();
  readonly #kept = new KeptRuns();
  /** Keys of the axes, from left to right. */
  #order: readonly string[] = [];

  /** Axes stay where they are while others come and go. */
  get #keys(): readonly string[] {
    this.#order = withOthers(this.#order, [...this.props.drawn.scales.keys()]);
    return this.#order;
  }

  get #scales(): Scale[] {
    return this.#keys.flatMap((key) => this.props.drawn.scales.get(key) ?? []);
  }

  override componentDidUpdate({ drawn, isFree }: PictureProps) {
    const hasAnswer = drawn !== this.props.drawn || (this.props.isFree && !isFree);
    if (hasAnswer && this.state.dragged?.isDone) this.setState({ dragged: null });
  }

  #mask(): Uint8Array {
    return this.#kept.mask(this.props.drawn, this.state.dragged?.selections ?? null);
  }

  #drag(key: string, selection: Selection | null) {
    const dragged = selection && { selections: new Map([[key, selection]]), isDone: false };
    this.setState({ dragged, marked: null });
  }

  #done(key: string, selection: Selection) {
    const selections = new Map([[key, selection]]);
    const hasChanged = this.props.onSelect(selections);
    this.setState({ dragged: hasChanged ? { selections, isDone: true } : null });
  }

  #moveTo(key: string, clientX: number) {
    const box = this.#box.current?.getBoundingClientRect();
    const last = this.#keys.length - 1;
    if (!box) return;
    const at = Math.round((last * (clientX - box.left - LEFT)) / (box.width - LEFT - RIGHT));
    this.#put(key, Math.max(0, Math.min(last, at)));
  }

  #put(key: string, at: number) {
    const others = this.#keys.filter((other) => other !== key);
    if (at < 0 || at > others.length) return;
    this.#order = [...others.slice(0, at), key, ...others.slice(at)];
    this.forceUpdate();
  }

  #trace(width: number, height: number): Trace {
    const scales = this.#scales;
    const places = scales.map((scale) => scale.places);
    const xs = scales.map((_, i) => placeOf(i, scales.length, width));
    return (path, run) => {
      places.forEach((own, i) => {
        const [x, y] = [xs[i] ?? 0, height * (1 - (own[run] ?? 0))];
        if (i === 0) path.moveTo(x, y);
        else path.lineTo(x, y);
      });
    };
  }

  /** The kept run whose line passes nearest to the pointer; null where none is near. */
  #runAt({ clientX, clientY, currentTarget }: MouseEvent): number | null {
    const canvas = (currentTarget as Element).querySelector("canvas")?.getBoundingClientRect();
    const scales = this.#scales;
    if (!canvas || scales.length < 2) return null;
    const at = ((scales.length - 1) * (clientX - canvas.left - LEFT)) / (canvas.width - LEFT - RIGHT);
    const first = Math.max(0, Math.min(scales.length - 2, Math.floor(at)));
    const [left, right] = [scales[first]?.places, scales[first + 1]?.places];
    const [share, y] = [at - first, 1 - (clientY - canvas.top) / canvas.height];
    let [best, nearest] = [NEAR / canvas.height, null as number | null];
    const mask = this.#mask();
    for (const run of this.props.drawn.order) {
      if (!mask[run]) continue;
      const distance = Math.abs((left?.[run] ?? 0) * (1 - share) + (right?.[run] ?? 0) * share - y);
      if (distance <= best) [best, nearest] = [distance, run];
    }
    return nearest;
  }

  readonly #point = (event: PointerEvent) => {
    const marked = event.buttons > 0 || isOnTrack(event) ? null : this.#runAt(event);
    if (marked !== this.state.marked) this.setState({ marked });
  };

  readonly #leave = () => this.setState({ marked: null });

  readonly #click = (event: MouseEvent) => {
    const run = isOnTrack(event) ? null : this.#runAt(event);
    if (run !== null) this.props.onOpen(run);
  };

  override render({ drawn, isFree, label, more }: PictureProps, { dragged, marked }: Looks) {
    const keys = this.#keys;
    const mask = this.#mask();
    if (keys.length < 2) return <p class="hp-empty">There are no two axes to draw lines between.</p>;
    return (
      <div class="hp-runs-picture">
        <div class="hp-lines-box">
          {/* biome-ignore lint/a11y/noStaticElementInteractions: runs are opened by key in the table */}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
          <div
            class="hp-lines"
            ref={this.#box}
            style={{
              minWidth: `${LEFT + RIGHT + STEP * (keys.length - 1)}px`,
              "--hp-step": `max(${STEP}px, (100cqi - ${LEFT + RIGHT + 30}px) / ${keys.length - 1})`,
            }}
            onPointerMove={this.#point}
            onPointerLeave={this.#leave}
            onClick={this.#click}
          >
            <Layers
              label={`Parallel coordinates. ${label}`}
              drawn={drawn}
              mask={mask}
              isDraft={dragged !== null && !dragged.isDone}
              look={keys.join("\n")}
              trace={(width, height) => this.#trace(width, height)}
              marked={marked}
              size={1}
              faintest={0.05}
            />
            {keys.map((key, i) => {
              const scale = drawn.scales.get(key);
              return (
                scale && (
                  <Axis
                    key={key}
                    scale={scale}
                    selection={dragged?.selections.get(key) ?? drawn.selections.get(key) ?? null}
                    isFree={isFree && scale.axis.term !== ""}
                    left={leftOf(i, keys.length)}
                    onDrag={(selection) => this.#drag(key, selection)}
                    onDone={(selection) => this.#done(key, selection)}
                    onMoveTo={(clientX) => this.#moveTo(key, clientX)}
                    onStep={(by) => this.#put(key, keys.indexOf(key) + by)}
                  />
                )
              );
            })}
          </div>
        </div>
        <Legend drawn={drawn} mask={mask} isDragged={dragged !== null} marked={marked} />
        {more}
      </div>
    );
  }
}

/** New params stand before the metrics at the end. */
function withOthers(before: readonly string[], wanted: readonly string[]): string[] {
  const kept = before.filter((key) => wanted.includes(key));
  const others = wanted.filter((key) => !before.includes(key));
  const isParam = (key: string) => key.startsWith("param:");
  const end = kept.findLastIndex(isParam) + 1;
  const params = others.filter(isParam);
  return [...kept.slice(0, end), ...params, ...kept.slice(end), ...others.filter((key) => !isParam(key))];
}

function isOnTrack({ target }: Event): boolean {
  return (target as Element).closest(".hp-axis") !== null;
}

/** In pixels, and in CSS. */
function placeOf(i: number, axes: number, width: number): number {
  return LEFT + ((width - LEFT - RIGHT) * i) / Math.max(1, axes - 1);
}

function leftOf(i: number, axes: number): string {
  return `calc(${LEFT}px + (100% - ${LEFT + RIGHT}px) * ${(i / Math.max(1, axes - 1)).toFixed(5)})`;
}
