/** What the two figures mean, and how to read them together. */
import { Popover } from "./popover";
import type { Method } from "./state";

const IMPORTANCE: Record<Method, readonly string[]> = {
  oob: [
    "The share of the metric’s variation that a random forest explains with this parameter, on runs the forest has not seen. It sees curves and interactions and has no sign.",
    "The thin line is the 95 % interval. A hatched bar is not above noise: a parameter that does nothing could get as much.",
    "All figures add up to the share explained on unseen runs, not to 1; the rest is unexplained.",
  ],
  mdi: [
    "How much this parameter reduces the error inside a random forest, as Weights & Biases computes it, scaled so that all add up to 1. It has no sign.",
    "It favours parameters with many values and cannot say what is noise: a parameter that does nothing gets a share too.",
  ],
};

const CORRELATION = [
  "How closely the metric follows a straight line along this parameter, from -1 to 1. Right, blue: they rise together. Left, orange: one falls as the other rises. Beyond 0.7 either way it is strong.",
  "It sees only linear relations (on the axis shown) and one parameter at a time, is sensitive to outliers when runs are few, and is not causation.",
  "A parameter without order has a correlation ratio instead: strength from 0 to 1, no sign.",
];

const TOGETHER =
  "Read both together. Important but hardly correlated: its effect is curved or depends on other parameters. Correlated but unimportant: a parameter that moved with it explains the same.";

export function Explanation({ of, method }: { of: "importance" | "correlation"; method: Method }) {
  const sentences = of === "importance" ? IMPORTANCE[method] : CORRELATION;
  return (
    <Popover label={`What ${of} means`} icon="info" kind="hp-quiet">
      {() => [...sentences, TOGETHER].map((sentence) => <p key={sentence}>{sentence}</p>)}
    </Popover>
  );
}
