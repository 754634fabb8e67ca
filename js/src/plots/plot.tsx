/**
 * A picture with axes. The drawing is stretched to the room there is, while strokes keep their width and texts are
 * HTML over it: nothing needs to be measured. Dots are strokes without length.
 */
import { Component, type ComponentChildren } from "preact";
import { Slider } from "../controls/controls";
import type { Axis } from "./axis";

/** From 0 to 1, left to right and bottom to top. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** What is said of a spot, and the marks that show it. */
export interface Reading {
  readonly lines: readonly (readonly [name: string, text: string])[];
  readonly marks: readonly Spot[];
}

interface Props {
  readonly label: string;
  readonly titles: readonly [x: ComponentChildren, y: ComponentChildren];
  readonly axes: readonly [x: Axis, y: Axis];
  /** Where the arrow keys go, and the first of them. */
  readonly stops: readonly Spot[];
  /** Stops of one row, where there are several rows. */
  readonly columns?: number;
  readonly start: number;
  readonly read: (stop: number, spot: Spot) => Reading;
  /** A click there, or Enter. */
  readonly onPick?: (spot: Spot) => void;
  readonly children: ComponentChildren;
}

/** How much wider than high a picture is, about. */
const ASPECT = 2.5;

export class Plot extends Component<Props, { at: Spot | null }> {
  override state: { at: Spot | null } = { at: null };

  readonly #point = (event: PointerEvent) => this.setState({ at: spotAt(event) });

  readonly #pick = (event: MouseEvent) => this.props.onPick?.(spotAt(event));

  readonly #leave = () => this.setState({ at: null });

  readonly #focus = () => this.setState({ at: this.state.at ?? this.#spot });

  readonly #key = (event: KeyboardEvent) => {
    const { stops, columns: up = 1, onPick } = this.props;
    if (event.key === "Enter" && onPick) onPick(this.#spot);
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -up, ArrowUp: up }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = stops[this.#stop + step];
    if (next) this.setState({ at: next });
  };

  get #stop(): number {
    const { stops, columns, start } = this.props;
    return this.state.at ? nearest(stops, this.state.at, columns ? 1 : 0) : start;
  }

  get #spot(): Spot {
    return this.state.at ?? this.props.stops[this.props.start] ?? { x: 0, y: 0 };
  }

  override render(
    { label, titles, axes: [x, y], stops, read, onPick, children }: Props,
    { at }: { at: Spot | null },
  ) {
    const stop = this.#stop;
    const { lines, marks } = read(stop, this.#spot);
    const widest = Math.max(...y.ticks.map(([, text]) => text.length));
    return (
      <div class="hp-plot" style={{ "--hp-left": `${Math.min(widest, 14) + 2}ch`, "--hp-lines": x.lines }}>
        <span class="hp-axis">↑ {titles[1]}</span>
        <Slider
          class="hp-frame"
          aria-label={`${label} Arrow keys move along it.${onPick ? " Enter opens the nearest run." : ""}`}
          style={onPick && "cursor: pointer"}
          aria-valuemin={1}
          aria-valuemax={stops.length}
          at={stop + 1}
          aria-valuetext={lines.map((line) => line.join(" ")).join("; ")}
          onPointerMove={this.#point}
          onPointerLeave={this.#leave}
          onClick={this.#pick}
          onFocus={this.#focus}
          onBlur={this.#leave}
          onKeyDown={this.#key}
        >
          <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
            <path class="hp-grid" d={gridOf(x, y)} />
            {children}
            {at && <path class="hp-cursor" d={marks.map(dot).join("")} />}
          </svg>
          {x.ticks.map(([place, text, isForWide]) => (
            <span
              class={`hp-x ${isForWide ? "hp-wide" : ""} ${x.lines > 1 ? "hp-broken" : ""}`}
              key={text}
              style={{ left: share(place), [x.lines > 1 ? "width" : "maxWidth"]: share(x.band || 1) }}
            >
              {text}
            </span>
          ))}
          {y.ticks.map(([place, text]) => (
            <span class="hp-y" key={text} style={{ bottom: share(place) }}>
              {text}
            </span>
          ))}
          {at && <Tip lines={lines} {...(marks[0] ?? at)} />}
        </Slider>
        <span class="hp-axis">{titles[0]} →</span>
      </div>
    );
  }
}

function spotAt({ clientX, clientY, currentTarget }: MouseEvent): Spot {
  const box = (currentTarget as Element).getBoundingClientRect();
  return { x: (clientX - box.left) / box.width, y: 1 - (clientY - box.top) / box.height };
}

/** In the half where the marks are not, and never over the edge. */
function Tip({ lines, x, y }: Spot & Pick<Reading, "lines">) {
  return (
    <div class="hp-tip" style={{ left: share(x), translate: share(-x), [y > 0.5 ? "bottom" : "top"]: "4px" }}>
      {lines.map(([name, text]) => (
        <div key={name}>
          <bdi>{name}</bdi> <strong>{text}</strong>
        </div>
      ))}
    </div>
  );
}

function share(x: number): string {
  return `${(100 * x).toFixed(2)}%`;
}

export function nearest(spots: readonly Spot[], { x, y }: Spot, weight: number): number {
  const far = (spot: Spot) => (ASPECT * (spot.x - x)) ** 2 + weight * (spot.y - y) ** 2;
  return spots.reduce((best, spot, i) => (far(spot) < far(spots[best] ?? spot) ? i : best), 0);
}

/** Coordinates of a spot in the drawing. */
export function xy({ x, y }: Spot): string {
  return `${(100 * x).toFixed(2)} ${(100 - 100 * y).toFixed(2)}`;
}

export function dot(spot: Spot): string {
  return `M${xy(spot)}h.001`;
}

function gridOf(x: Axis, y: Axis): string {
  const across = y.ticks.map(([place]) => `M${xy({ x: 0, y: place })}h100`);
  return [...across, ...x.ticks.map(([place]) => `M${xy({ x: place, y: 0 })}v-100`)].join("");
}
