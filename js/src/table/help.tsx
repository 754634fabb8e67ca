/** What the figures of a column mean, and how to read them together. */
import { Popover } from "../controls/popover";
import type { Method } from "../model/sweep";

const SUMS = "It includes curves and interactions, and has no direction.";

const INTERVAL = "The thin line is the 95% interval.";

const CORRELATION = [
  "How closely the metric follows a straight line along this parameter, from -1 to 1. To the right: both rise together. To the left: one falls as the other rises. Strong: 0.7 or more either way, and not chance.",
  "It sees one parameter at a time and no curves. With few runs, outliers can decide. Correlation is not causation.",
  "A parameter without order has a correlation ratio instead: strength from 0 to 1, no direction.",
];

const TOGETHER =
  "Read both together. Important but hardly correlated: its effect is curved, or depends on other parameters. Correlated but unimportant: a parameter that moved together with it explains the same.";

export function aboutImportance(method: Method | undefined): readonly string[] {
  if (!method) return [];
  const { question, tested, has_intervals, unclear, sums_to_explained } = method;
  const marks = [
    ...(has_intervals ? [INTERVAL] : []),
    ...(tested && unclear ? [`A hatched bar: ${unclear[0]}. ${unclear[1]}`] : []),
  ].join(" ");
  return [question, marks, ...(sums_to_explained ? [SUMS] : [])].filter((sentence) => sentence !== "");
}

export function aboutCorrelation(): readonly string[] {
  return CORRELATION;
}

/** `name` is the heading of the column. */
export function Help({ name, sentences }: { name: string; sentences: readonly string[] }) {
  return (
    <Popover label={`What ${name.toLowerCase()} means`} icon="info" kind="hp-quiet">
      {() => [...sentences, TOGETHER].map((sentence) => <p key={sentence}>{sentence}</p>)}
    </Popover>
  );
}
