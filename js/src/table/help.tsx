/** What the figures of a column mean, and how to read them together. */
import { Popover } from "../controls/popover";
import type { Method } from "../model/sweep";

const SUMS =
  "All figures add up to what is explained; the rest is noise, not logged, or takes more runs to see. They see curves and interactions and have no sign.";

const TESTED =
  "The thin line is the 95% interval. A hatched bar could be chance: a parameter that does nothing could get as much.";

const CORRELATION = [
  "How closely the metric follows a straight line along this parameter, from -1 to 1. Right: they rise together. Left: one falls as the other rises. From 0.7 on either way, and where it is no chance, it is called strong.",
  "It sees only linear relations (on the axis shown) and one parameter at a time, is sensitive to outliers when runs are few, and is not causation.",
  "A parameter without order has a correlation ratio instead: strength from 0 to 1, no sign.",
];

const TOGETHER =
  "Read both together. Important but hardly correlated: its effect is curved or depends on other parameters. Correlated but unimportant: a parameter that moved with it explains the same.";

export function aboutImportance(method: Method | undefined): readonly string[] {
  if (!method) return [];
  const { question, tested, sums_to_explained } = method;
  return [question, ...(tested ? [TESTED] : []), ...(sums_to_explained ? [SUMS] : [])];
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
