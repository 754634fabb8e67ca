/** The views that answer a question and that this view draws: their buttons are there before the code that draws them. */
export const INSIGHT_NAMES = [
  "runs",
  "pairs",
  "together",
  "compare",
  "sweeps",
  "metrics",
  "tasks",
  "along",
  "more",
  "next",
] as const;

export type InsightName = (typeof INSIGHT_NAMES)[number];

export function isInsight(name: string): name is InsightName {
  return (INSIGHT_NAMES as readonly string[]).includes(name);
}
