/** Dots in the order of the runs or by another metric, and the line along the best of them. */
import type { Goal } from "../../model/sweep";
import { Scale } from "../axes/scale";
import { ORDER } from "./axis-pickers";
import type { Trace } from "./painting";

/** The runs in the order of the source. */
export function orderOf(runs: number): Scale {
  const axis = {
    key: ORDER,
    label: "order of the runs",
    term: "",
    is_date: false,
    log: false,
    even: false,
    integral: true,
    goal: null,
    levels: [],
  };
  return new Scale(
    axis,
    Float64Array.from({ length: runs }, (_, run) => run + 1),
    runs,
  );
}

export function dotsOf(x: Scale, y: Scale, width: number, height: number): Trace {
  return (path, run) => {
    const [left, top] = [width * (x.places[run] ?? 0), height * (1 - (y.places[run] ?? 0))];
    path.moveTo(left, top);
    path.lineTo(left + 0.01, top);
  };
}

/** Kept runs with both values, by x: ascending, or the best first. */
function ordered(x: Scale, y: Scale, mask: Uint8Array, goal: Goal): number[] {
  const sign = goal === "maximize" ? -1 : 1;
  const at = ({ numbers }: Scale, run: number) => numbers[run] ?? Number.NaN;
  const there = [...mask.keys()].filter(
    (run) => mask[run] && Number.isFinite(at(x, run)) && Number.isFinite(at(y, run)),
  );
  const better = (scale: Scale, a: number, b: number) =>
    Number(at(scale, a) > at(scale, b)) - Number(at(scale, a) < at(scale, b));
  const second = y.axis.goal === "maximize" ? -1 : 1;
  return there.sort((a, b) => sign * better(x, a, b) || second * better(y, a, b));
}

/** Runs whose y is better than that of all before them in the order of x; of two metrics these are the Pareto front. */
function leaders(x: Scale, y: Scale, mask: Uint8Array): number[] {
  const sign = y.axis.goal === "maximize" ? -1 : 1;
  let best = Number.POSITIVE_INFINITY;
  return ordered(x, y, mask, x.axis.goal ?? "minimize").filter((run) => {
    const value = sign * (y.numbers[run] ?? Number.NaN);
    if (value >= best) return false;
    best = value;
    return true;
  });
}

export interface Line {
  readonly x: Scale;
  readonly y: Scale;
  readonly mask: Uint8Array;
  readonly isHistory: boolean;
  readonly width: number;
  readonly height: number;
}

/** In steps: each is as good as the best until a better one comes; to the end where it is a history. */
export function line(path: CanvasRenderingContext2D, { x, y, mask, isHistory, width, height }: Line): void {
  path.lineWidth = 1.5;
  path.beginPath();
  let before: number | null = null;
  for (const run of leaders(x, y, mask)) {
    const [left, top] = [width * (x.places[run] ?? 0), height * (1 - (y.places[run] ?? 0))];
    if (before === null) path.moveTo(left, top);
    else {
      path.lineTo(left, before);
      path.lineTo(left, top);
    }
    before = top;
  }
  if (isHistory && before !== null) path.lineTo(width, before);
  path.stroke();
}
