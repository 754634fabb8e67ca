/** Whether a change of the metric is better or worse for the goal. Pure. */
import type { Levels } from "./ranking";
import type { RowOf } from "./rows";
import type { Goal } from "./sweep";

type Difference = Pick<RowOf<Levels>, "effect" | "effect_low" | "effect_high">;

/** Better or worse for the goal; unclear while the interval holds both. */
export function verdict({ effect, effect_low, effect_high }: Difference, goal: Goal): string {
  if (effect === null) return "";
  return (effect_low ?? effect) * (effect_high ?? effect) <= 0 ? "unclear" : side(effect, goal);
}

export function side(change: number, goal: Goal): string {
  if (change === 0) return "unclear";
  return change > 0 === (goal === "maximize") ? "better" : "worse";
}
