/** Where values stand on the axis of a picture. Pure. */
import type { Place } from "../model/pictures";

export interface Axis {
  /** From 0, left or bottom, to 1. */
  readonly place: (value: Place) => number;
  readonly ticks: readonly (readonly [at: number, text: string])[];
}

const MOST_TICKS = 7;

/** An axis over all the values, with some room at both ends; levels get a band each, in their order. */
export function axisOf(values: readonly Place[], isLog: boolean, room: number): Axis {
  const numbers = values.filter((value) => typeof value === "number");
  return numbers.length > 0 ? numeric(numbers, isLog, room) : bands(values);
}

function bands(values: readonly Place[]): Axis {
  const levels = [...new Set(values)];
  const place = (value: Place) => (levels.indexOf(value) + 0.5) / levels.length;
  return { place, ticks: levels.map((level) => [place(level), String(level)]) };
}

function numeric(values: readonly number[], isLog: boolean, room: number): Axis {
  const [on, back] = isLog ? [Math.log, Math.exp] : [Number, Number];
  const places = values.map(on);
  const [first, last] = [Math.min(...places), Math.max(...places)];
  const margin = first === last ? 0.5 : room * (last - first);
  const [low, high] = [first - margin, last + margin];
  const place = (value: Place) => (on(Number(value)) - low) / (high - low);
  // Of layers or batches there are no halves.
  const isWhole = values.every(Number.isInteger);
  const ticks = ticksOf(back(low), back(high), isLog).filter((tick) => !isWhole || Number.isInteger(tick));
  return { place, ticks: ticks.map((tick) => [place(tick), tickText(tick)]) };
}

/** Round numbers from low to high, at most seven: steps of 1, 2 or 5, decades on a logarithmic axis. */
export function ticksOf(low: number, high: number, isLog: boolean): number[] {
  const decades = isLog ? logTicks(low, high) : [];
  return decades.length > 2 ? decades : evenTicks(low, high);
}

function evenTicks(low: number, high: number): number[] {
  const rough = (high - low) / MOST_TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((times) => times * power >= rough) ?? 10);
  return steps(low / step, high / step).map((i) => Number((i * step).toPrecision(12)));
}

/** The finest of three kinds that is not too many; of very many decades only some. */
function logTicks(low: number, high: number): number[] {
  const powers = steps(Math.log10(low) - 1, Math.log10(high));
  const kinds = [[1, 2, 5], [1, 3], [1]].map((digits) =>
    powers.flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`))),
  );
  const inside = kinds.map((ticks) => ticks.filter((tick) => tick >= low && tick <= high));
  const thin = Math.ceil(powers.length / MOST_TICKS);
  return (
    inside.find((ticks) => ticks.length <= MOST_TICKS) ?? (inside[2] ?? []).filter((_, i) => i % thin === 0)
  );
}

/** Whole numbers between two others. */
function steps(low: number, high: number): number[] {
  const first = Math.ceil(low);
  return Array.from({ length: Math.max(0, Math.floor(high) - first + 1) }, (_, i) => first + i);
}

/** "0.25", "12,000", "1e-5". */
export function tickText(x: number): string {
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return x.toExponential().replace("+", "");
  return x.toLocaleString("en-US", { maximumSignificantDigits: 9 });
}

/** The lowest and highest value that are not far from all others: one crashed run must not flatten the rest. */
export function fences(values: readonly number[], isLog: boolean): (value: number) => boolean {
  const on = isLog ? Math.log : Number;
  const sorted = values.map(on).sort((a, b) => a - b);
  const [low = 0, high = 0] = [0.25, 0.75].map((share) => sorted[Math.round(share * (sorted.length - 1))]);
  const reach = 3 * (high - low);
  return (value) => reach === 0 || (on(value) >= low - reach && on(value) <= high + reach);
}
