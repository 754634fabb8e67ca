/** An axis of the lines: its title moves it, a drag along it makes a brush, a click on a brush takes it away. */
import { Component } from "preact";
import { Button } from "../../controls/controls";
import { ParamName } from "../../controls/name";
import { percent } from "../../model/format";
import type { Selection } from "../../model/pictures";
import type { Scale } from "../axes/scale";
import { type Brush, between, brushesOf, condition, NOTHING, union, without } from "../axes/selection";

interface Props {
  readonly scale: Scale;
  readonly selection: Selection | null;
  /** Whether a brush changes the filter now. */
  readonly isFree: boolean;
  /** CSS: where it stands. */
  readonly left: string;
  /** What would be accepted, while something is dragged; null where the drag is given up. */
  readonly onDrag: (selection: Selection | null) => void;
  readonly onDone: (selection: Selection) => void;
  /** Another axis is pointed at while the title is dragged, or the arrow keys move it by one. */
  readonly onMoveTo: (clientX: number) => void;
  readonly onStep: (by: number) => void;
}

/** What is dragged: an end of a brush or of a new one, or a whole brush. */
interface Drag {
  readonly from: number;
  /** What stays. */
  readonly rest: Selection;
  readonly brush: Brush | null;
  /** The end that stays; null of a brush that is moved. */
  readonly fixed: number | null;
  readonly selection: Selection | null;
}

/** As shares of the axis: so near an end of a brush that end is meant; a shorter way is a click. */
const [NEAR, SHORT] = [0.03, 0.015];

export class Axis extends Component<Props> {
  #drag: Drag | null = null;
  #isMoving = false;

  readonly #down = (event: PointerEvent) => {
    if (!this.props.isFree || event.button > 0) return;
    event.preventDefault();
    capture(event);
    const { scale } = this.props;
    const whole = this.props.selection ?? NOTHING;
    const from = placeAt(event);
    const brush = brushesOf(scale, whole).find((each) => from >= each.from - NEAR && from <= each.to + NEAR);
    const fixed = brush ? otherEnd(brush, from) : from;
    this.#drag = {
      from,
      rest: brush ? without(whole, brush) : whole,
      brush: brush ?? null,
      fixed,
      selection: null,
    };
  };

  readonly #move = (event: PointerEvent) => {
    const drag = this.#drag;
    if (!drag) return;
    const at = placeAt(event);
    if (!drag.selection && Math.abs(at - drag.from) < SHORT) return;
    const { scale, onDrag } = this.props;
    const [one, other] = drag.fixed === null ? movedBy(drag, at - drag.from) : [drag.fixed, at];
    const selection = union(drag.rest, between(scale, Math.min(one, other), Math.max(one, other)));
    this.#drag = { ...drag, selection };
    onDrag(selection);
  };

  readonly #up = () => {
    const drag = this.#drag;
    this.#drag = null;
    if (drag?.selection) this.props.onDone(drag.selection);
    else if (drag?.brush) this.props.onDone(drag.rest);
  };

  readonly #giveUp = () => {
    this.#drag = null;
    this.props.onDrag(null);
  };

  readonly #grab = (event: PointerEvent) => {
    if (event.button > 0) return;
    capture(event);
    this.#isMoving = true;
  };

  readonly #pull = (event: PointerEvent) => {
    if (this.#isMoving) this.props.onMoveTo(event.clientX);
  };

  readonly #drop = () => {
    this.#isMoving = false;
  };

  readonly #key = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    this.props.onStep(by);
  };

  override render({ scale, selection, isFree, left }: Props) {
    const { label, term } = scale.axis;
    const brushes = brushesOf(scale, selection ?? NOTHING);
    return (
      <div class="hp-axis" style={{ left }}>
        <Button
          base="hp-axis-title"
          aria-label={`Axis ${label}: the left and right arrow keys move it`}
          title={`${label}: drag to move the axis`}
          onPointerDown={this.#grab}
          onPointerMove={this.#pull}
          onPointerUp={this.#drop}
          onPointerCancel={this.#drop}
          onKeyDown={this.#key}
        >
          <ParamName param={label} />
        </Button>
        <div
          class={`hp-axis-track ${isFree ? "hp-free" : ""}`}
          title={term === "" ? "The filter cannot compare what stands here" : undefined}
          onPointerDown={term === "" ? undefined : this.#down}
          onPointerMove={this.#move}
          onPointerUp={this.#up}
          onPointerCancel={this.#giveUp}
        >
          {brushes.map((brush) => (
            <span
              key={JSON.stringify(brush.of)}
              class="hp-brush"
              title={`${condition(scale, brush.of) ?? "all"}: a click takes the brush away, its ends can be dragged`}
              style={{ bottom: percent(brush.from), height: percent(brush.to - brush.from) }}
            />
          ))}
          {scale.ticks().map(([place, text]) => (
            <span
              class={`hp-axis-tick ${Number.isNaN(Number(text)) ? "hp-named" : ""}`}
              key={`${place} ${text}`}
              style={{ bottom: percent(place) }}
            >
              {text}
            </span>
          ))}
        </div>
      </div>
    );
  }
}

/** The end that stays where the other one is dragged; null where neither is meant. */
function otherEnd({ from, to }: Brush, at: number): number | null {
  const near = Math.min(NEAR, (to - from) / 4 + SHORT);
  if (Math.abs(at - from) <= near) return to;
  return Math.abs(at - to) <= near ? from : null;
}

/** The ends of a brush that is moved. */
function movedBy({ brush }: Drag, by: number): readonly [number, number] {
  return [(brush?.from ?? 0) + by, (brush?.to ?? 1) + by];
}

/** From 0, the bottom, to 1; and beyond where the pointer is. */
function placeAt({ clientY, currentTarget }: PointerEvent): number {
  const { bottom, height } = (currentTarget as Element).getBoundingClientRect();
  return (bottom - clientY) / (height || 1);
}

/** The pointer stays with the element that it was pressed on. */
export function capture({ currentTarget, pointerId }: PointerEvent): void {
  try {
    (currentTarget as Element).setPointerCapture(pointerId);
  } catch {
    // A pointer that has gone, or a page without pointers.
  }
}
