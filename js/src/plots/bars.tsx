/** The drawn figures. Hidden from screen readers: the number stands beside each. */
import { percent } from "../model/format";
import type { Figure } from "../model/ranking";

interface Props {
  readonly value: Figure;
  readonly low: Figure;
  readonly high: Figure;
  /** Where the axis ends. */
  readonly limit: number;
}

/** Where a stretch of the axis (0 to 1) is drawn, cut off at the ends. */
function stretch(from: number, to: number) {
  const left = Math.max(0, from);
  return { left: percent(left), width: percent(Math.min(1, to) - left) };
}

/** A thin line with caps from low to high; an arrow in place of a cap where it goes on beyond the axis. */
function Whisker({ low, high, place }: Pick<Props, "low" | "high"> & { place: (x: number) => number }) {
  if (low === null || high === null) return null;
  const [from, to] = [place(low), place(high)];
  const cut = `${from < 0 ? "hp-cut-low" : ""} ${to > 1 ? "hp-cut-high" : ""}`;
  return <span class={`hp-whisker ${cut}`} style={stretch(from, to)} />;
}

/** What the arrow of an interval means, for the title of its figure; nothing where the whole interval is drawn. */
export function cutOff(low: Figure, high: Figure, limit: number): string {
  const isCut = low !== null && high !== null && (high > limit || low < 0);
  return isCut ? "; the arrow: the interval goes on" : "";
}

export function ImportanceBar({ value, low, high, limit }: Props) {
  const place = (x: number) => x / limit;
  return (
    <span class="hp-track">
      <span class="hp-bar" style={stretch(0, place(value ?? 0))} />
      <Whisker low={low} high={high} place={place} />
    </span>
  );
}

/** One step of a waterfall, from where the one before it ended; a mark where nothing changes. */
export function Span({ from, to, look }: { from: number; to: number; look: string }) {
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  return (
    <span class="hp-track hp-span">
      <span class={`hp-bar ${look}`} style={stretch(left, right)} />
    </span>
  );
}

/** Around a centre line, whose side is the sign; to both sides alike when the figure has none. */
export function DivergingBar({
  value,
  low,
  high,
  limit,
  both = false,
  look = "",
}: Props & { both?: boolean; look?: string }) {
  const place = (x: number) => 0.5 + x / limit / 2;
  const end = value ?? 0;
  const [from, to] = both ? [-end, end] : [Math.min(0, end), Math.max(0, end)];
  return (
    <span class="hp-track hp-diverging">
      <span class={`hp-bar ${both ? "hp-both" : look}`} style={stretch(place(from), place(to))} />
      <Whisker low={low} high={high} place={place} />
    </span>
  );
}
