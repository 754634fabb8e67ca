/** A Pareto front of two metrics, as the text that names it. Pure. */
import type { Goal, Sweep } from "./sweep";

export interface Side {
  readonly metric: string;
  readonly goal: Goal;
}

export type Trade = readonly [first: Side, second: Side];

type Known = Pick<Sweep, "metrics" | "goals">;

/** What the text of a front begins with; alone, the option that opens the choice of two metrics. */
export const FRONT = "pareto: ";

/** "pareto: val_loss, speed (minimize)"; a default goal is not written. */
export function written([first, second]: Trade, known: Known): string {
  return `${FRONT}${side(first, known)}, ${side(second, known)}`;
}

function side({ metric, goal }: Side, { metrics, goals }: Known): string {
  return goals[metrics.indexOf(metric)] === goal ? metric : `${metric} (${goal})`;
}

/** The two sides that a text names; null where it names no two metrics. Names may hold commas. */
export function tradeOf(text: string, known: Known): Trade | null {
  if (!text.startsWith(FRONT) || known.metrics.includes(text)) return null;
  const sides = known.metrics.flatMap((metric) =>
    (["minimize", "maximize"] as const).map((goal): Side => ({ metric, goal })),
  );
  const rest = text.slice(FRONT.length);
  for (const first of sides) {
    const start = `${side(first, known)}, `;
    const second = rest.startsWith(start)
      ? sides.find((each) => side(each, known) === rest.slice(start.length))
      : undefined;
    if (second) return [first, second];
  }
  return null;
}
