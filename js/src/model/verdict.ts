/** Whether a change of the metric is better or worse for the goal. Pure. */
import type { Levels } from "./ranking";
import type { RowOf } from "./rows";
import type { Goal } from "./sweep";

type Difference = Pick<RowOf<Levels>, "effect" | "clear">;

/** Better or worse for the goal where a test says so; else unclear. */
export function verdict({ effect, clear }: Difference, goal: Goal): string {
  if (effect === null) return "";
  return clear ? side(effect, goal) : "unclear";
}

/** Which way is better, as on an axis: it stays in one line. */
export function sense(goal: Goal): string {
  return `${goal === "minimize" ? "lower" : "higher"}\u00a0is\u00a0better`;
}

export function side(change: number, goal: Goal): string {
  if (change === 0) return "unclear";
  return change > 0 === (goal === "maximize") ? "better" : "worse";
}
