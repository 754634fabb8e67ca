/** Where values stand on the axis of a picture, and what is written there. Pure. */
import { cut } from "../controls/names";
import { number, numbers, oneNotation } from "../model/format";
import type { Place } from "../model/pictures";
import { apart, ticksOf } from "./ticks";

/** Some have room in a wide panel only. */
type Tick = readonly [at: number, text: string, isForWide?: boolean];

export interface Axis {
  /** From 0, left or bottom, to 1. */
  readonly place: (value: Place) => number;
  readonly ticks: readonly Tick[];
  /** Where the numbers end: 1, or where the named values begin. */
  readonly end: number;
  /** How wide the place of a named value is. */
  readonly band: number;
  /** How many lines the labels below it take at most. */
  readonly lines: number;
}

interface Look {
  readonly isLog: boolean;
  /** Different values are evenly spaced, in their order. */
  readonly isEven?: boolean;
  /** Beyond the outermost numbers, as a share of what is between them. */
  readonly room: number;
  /** It stands: labels need their height and not their width. */
  readonly upright?: boolean;
  /** Of a metric ticks are round even where there are few values. */
  readonly isRound?: boolean;
}

/** Digits of a tick, and more where it would look like its neighbour. */
const DIGITS = 2;
/** So many different values are each a tick. */
const MOST_OWN = 12;
/** How many characters an axis has room for, in a narrow panel and in a wide one; and how many lines. */
const [NARROW, WIDE, LINES] = [50, 95, 14];
/** Between labels. */
const SPACE = 1.5;
/** Beside numbers each named value takes this share of the axis, but no more than the second in all. */
const [NAMED, MOST_NAMED] = [0.14, 0.6];
/** A label of a named value has so many characters, left of an axis and below it. */
const [LEFT, BELOW] = [15, 30];
/** Below an axis a named value has so many lines. */
const MOST_LINES = 4;

/** An axis over all the values: numbers, then a band for each named value in its order. */
export function axisOf(values: readonly Place[], look: Look): Axis {
  const given = values.filter((value) => typeof value === "number");
  const names = [...new Set(values.filter((value) => typeof value === "string"))];
  const end = given.length === 0 ? 0 : 1 - Math.min(MOST_NAMED, NAMED * names.length);
  const band = names.length === 0 ? 0 : (1 - end) / names.length;
  const [on, ticks] = numeric(given, look);
  const place = (value: Place) =>
    typeof value === "number" ? end * on(value) : end + (names.indexOf(value) + 0.5) * band;
  const line = Math.max(6, Math.floor(NARROW * band));
  const texts = cut(names, look.upright ? LEFT : Math.min(BELOW, MOST_LINES * line));
  const lines = Math.max(1, ...texts.map(({ length }) => Math.ceil(length / line)));
  const named = names.map((name, i) => [place(name), texts[i] ?? name] as const);
  const placed = ticks.map(([at, text]) => [end * at, text] as const);
  return { place, ticks: [...withRoom(placed, look), ...named], end, band, lines };
}

type Numeric = readonly [place: (value: number) => number, ticks: readonly Tick[]];

function numeric(values: readonly number[], { isLog, isEven, room, isRound }: Look): Numeric {
  if (values.length === 0) return [Number, []];
  const own = [...new Set(values)].sort((a, b) => a - b);
  const [on, back] = isEven
    ? [(value: number) => own.indexOf(value), Number]
    : isLog
      ? [Math.log, Math.exp]
      : [Number, Number];
  const [first, last] = [on(own[0] ?? 0), on(own.at(-1) ?? 0)];
  const margin = first === last ? 0.5 : room * (last - first);
  const [low, high] = [first - margin, last + margin];
  const place = (value: number) => (on(value) - low) / (high - low);
  // Of layers or batches there are no halves.
  const isWhole = own.every(Number.isInteger);
  const round = () =>
    ticksOf(back(low), back(high), isLog).filter((tick) => !isWhole || Number.isInteger(tick));
  const ticks = own.length <= MOST_OWN && !isRound ? own : round();
  const texts = numbers(ticks, DIGITS);
  return [place, ticks.map((tick, i) => [place(tick), texts[i] ?? ""])];
}

/** The ticks that do not lie over each other, in a narrow panel or in a wide one. */
function withRoom(ticks: readonly Tick[], { upright }: Look): Tick[] {
  const narrow = evenly(ticks, upright ? () => 1 / LINES : width(NARROW));
  const wide = upright ? narrow : evenly(ticks, width(WIDE), narrow);
  const kept = wide.map((tick): Tick => (narrow.includes(tick) ? tick : [tick[0], tick[1], true]));
  return kept.sort(([a], [b]) => a - b);
}

function width(room: number): (text: string) => number {
  return (text) => (text.length + SPACE) / room;
}

/** How much wider than the narrowest the widest gap between even ticks is at most. */
const EVEN = 1.5;

/** Of ticks at even distances every second, third or so, with both ends where that goes; else what has room. */
function evenly(
  ticks: readonly Tick[],
  size: (text: string) => number,
  always: readonly Tick[] = [],
): Tick[] {
  const last = ticks.length - 1;
  const gaps = ticks.slice(1).map(([at], i) => at - (ticks[i]?.[0] ?? 0));
  if (last < 2 || Math.max(...gaps) > EVEN * Math.min(...gaps)) return apart(ticks, size, always);
  const every = Array.from({ length: last }, (_, i) => ticks.filter((_, at) => at % (i + 1) === 0));
  const fitting = every.filter(
    (some) => apart(some, size).length === some.length && always.every((tick) => some.includes(tick)),
  );
  const most = fitting[0]?.length ?? 0;
  const end = ticks[last] as Tick;
  return (
    fitting.find((some) => some.includes(end) && 2 * some.length >= most) ??
    fitting[0] ??
    apart(ticks, size, always)
  );
}

/** The lowest and highest value that are not far from all others: one crashed run must not flatten the rest. */
export function fences(values: readonly number[], isLog: boolean): (value: number) => boolean {
  const on = isLog ? Math.log : Number;
  const sorted = values.map(on).sort((a, b) => a - b);
  const [low = 0, high = 0] = [0.25, 0.75].map((share) => sorted[Math.round(share * (sorted.length - 1))]);
  const reach = 3 * (high - low);
  return (value) => reach === 0 || (on(value) >= low - reach && on(value) <= high + reach);
}

/** Points of one named value are spread over its band, always in the same way, and on each axis in its own. */
export function spread(axis: Axis, value: Place, turn: number): number {
  const width = typeof value === "string" ? 0.7 * axis.band : 0;
  return axis.place(value) + width * ((turn % 1) - 0.5);
}

/** Writes values so that those of an axis can be told apart. */
export function writer(values: readonly Place[]): (value: Place | null | undefined) => string {
  const given = values.filter((value) => typeof value === "number");
  const ends = [Math.min(...given), Math.max(...given)] as const;
  const write = (value: number) => number(value, ends[1] - ends[0]);
  return (value) =>
    typeof value === "number" ? (oneNotation([value, ...ends].map(write))[0] ?? "") : (value ?? "");
}
