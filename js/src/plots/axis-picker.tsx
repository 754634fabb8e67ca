/** Chooses the axis of a param. */
import { Select } from "../controls/controls";
import type { ParamAxis } from "../model/choices";
import type { Effect } from "../model/pictures";
import type { State } from "../model/state";

/** Where nobody chose one the axis is drawn as the values ask for. */
type ShownAxis = ParamAxis | "even";

const AXES: readonly (readonly [ShownAxis, string])[] = [
  ["even", "evenly spaced"],
  ["linear", "linear axis"],
  ["log", "log axis"],
];

/** The axis of the param, in this and every other picture of it. */
export function AxisPicker({
  effect: { param, log, even, log_allowed, even_allowed },
  onPick,
}: {
  effect: Effect;
  onPick: (axis: ShownAxis) => void;
}) {
  const isAllowed: Record<ShownAxis, boolean> = { even: even_allowed, linear: true, log: log_allowed };
  const options = AXES.filter(([axis]) => isAllowed[axis]);
  if (options.length < 2) return null;
  const value = even ? "even" : log ? "log" : "linear";
  return <Select label={`Axis of ${param}`} value={value} options={options} onPick={onPick} />;
}

/** The axes that were chosen, with another one for a param. */
export function axesWith(axes: State["axes"], param: string, axis: ShownAxis): State["axes"] {
  const { [param]: _, ...others } = axes;
  return axis === "even" ? others : { ...others, [param]: axis };
}
