/** What the two figures mean, and how to read them together. */
import { Popover } from "../controls/popover";
import type { Method } from "../model/sweep";

const SUMS =
  "All figures add up to the share explained on unseen runs, not to 1; the rest is unexplained. They see curves and interactions and have no sign.";

const TESTED =
  "The thin line is the 95% interval. A hatched bar is not above noise: a parameter that does nothing could get as much.";

const CORRELATION = [
  "How closely the metric follows a straight line along this parameter, from -1 to 1. Right, blue: they rise together. Left, orange: one falls as the other rises. Beyond 0.7 either way it is strong.",
  "It sees only linear relations (on the axis shown) and one parameter at a time, is sensitive to outliers when runs are few, and is not causation.",
  "A parameter without order has a correlation ratio instead: strength from 0 to 1, no sign.",
];

const TOGETHER =
  "Read both together. Important but hardly correlated: its effect is curved or depends on other parameters. Correlated but unimportant: a parameter that moved with it explains the same.";

function importance({ question, tested, sums_to_explained }: Method): readonly string[] {
  return [question, ...(tested ? [TESTED] : []), ...(sums_to_explained ? [SUMS] : [])];
}

interface Props {
  readonly of: "importance" | "correlation";
  readonly method: Method | undefined;
}

export function Help({ of, method }: Props) {
  const sentences = of === "correlation" ? CORRELATION : method ? importance(method) : [];
  return (
    <Popover label={`What ${of} means`} icon="info" kind="hp-quiet">
      {() => [...sentences, TOGETHER].map((sentence) => <p key={sentence}>{sentence}</p>)}
    </Popover>
  );
}
