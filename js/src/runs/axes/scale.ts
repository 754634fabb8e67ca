/** Where every run stands on an axis: numbers, named values above them, and below both what is not set. Pure. */
import { cut } from "../../controls/names";
import { numbers as written } from "../../model/format";
import type { RunAxis } from "../../model/pictures";
import { apart, ticksOf } from "../../plots/ticks";

/** From 0, the bottom, to 1. */
export type Tick = readonly [place: number, text: string];

/** Runs without a value stand below the first, the others from the second on. */
const [ABSENT, START] = [0.07, 0.14];
/** Of an axis with numbers each named value takes this share, the gap below them, and no more than this in all. */
const [NAMED, GAP, MOST_NAMED] = [0.09, 0.06, 0.54];
/** Within its section no number stands nearer to the end: a brush can reach beyond the outermost. */
const INSET = 0.02;
/** So far a bound may lie from where it was drawn, for fewer digits. */
const CLOSE = 0.005;
/** Labels are at least so far apart, and named values have so many characters. */
const [APART, LONGEST] = [0.055, 14];
const MOST_TICKS = 7;
const TICK_DIGITS = 2;

/** How an axis looks, whatever is accepted on it. */
export type Axis = Omit<RunAxis, "selection">;

export class Scale {
  readonly axis: Axis;
  /** NaN where a run has no number. */
  readonly numbers: Float64Array;
  /** Places in the levels, -1 where a run has none; null where there are no levels. */
  readonly codes: Float64Array | null;
  readonly hasAbsent: boolean;
  /** Where the numbers are; empty where there are none. */
  readonly section: readonly [from: number, to: number];
  /** Of each run. */
  readonly places: Float32Array;
  /** Different finite numbers, ascending. */
  readonly #own: Float64Array;
  readonly #levelsFrom: number;
  readonly #unit: (value: number) => number;
  /** By how far they are apart at least. */
  readonly #ticks = new Map<number, readonly Tick[]>();

  /** `values`: the numbers of `runs` runs, and after them their places in the levels where there are some. */
  constructor(axis: Axis, values: Float64Array, runs: number) {
    this.axis = axis;
    this.numbers = values.subarray(0, runs);
    this.codes = values.length > runs ? values.subarray(runs) : null;
    this.hasAbsent = this.numbers.some(
      (value, run) => Number.isNaN(value) && !((this.codes?.[run] ?? -1) >= 0),
    );
    const finite = this.numbers.filter(Number.isFinite).sort();
    this.#own = finite.filter((value, i) => i === 0 || value !== finite[i - 1]);
    const start = this.hasAbsent ? START : 0;
    const count = axis.levels.length;
    const hasNumbers = this.#own.length > 0;
    this.#levelsFrom = hasNumbers ? 1 - Math.min(MOST_NAMED, NAMED * count) * (1 - start) : start;
    this.section = [start, hasNumbers ? this.#levelsFrom - (count > 0 ? GAP : 0) : start];
    this.#unit = unitOf(axis, this.#own);
    this.places = Float32Array.from(this.numbers, (value, run) =>
      this.#place(value, this.codes?.[run] ?? -1),
    );
  }

  #place(value: number, code: number): number {
    if (!Number.isNaN(value)) return this.placeOf(value);
    return code >= 0 ? this.levelAt(code)[1] : ABSENT / 2;
  }

  /** Of a number; one beyond the outermost is at the end. */
  placeOf(value: number): number {
    const [from, to] = this.section;
    const unit = Math.max(0, Math.min(1, this.#unit(value)));
    return from + (to - from) * (INSET + (1 - 2 * INSET) * unit);
  }

  /** Where the band of a named value begins, its middle, and where it ends. */
  levelAt(code: number): readonly [from: number, middle: number, to: number] {
    const band = (1 - this.#levelsFrom) / this.axis.levels.length;
    const from = this.#levelsFrom + code * band;
    return [from, from + band / 2, from + band];
  }

  get absentAt(): readonly [from: number, to: number] {
    return [0, ABSENT];
  }

  /** Where the only number is; null where there are several, or none. */
  get onlyAt(): number | null {
    return this.#own.length === 1 ? this.placeOf(this.#own[0] ?? 0) : null;
  }

  /** The bound at a place, with as few digits as it takes; null beyond the outermost number. */
  boundAt(place: number, isLow: boolean): number | null {
    const [from, to] = this.section;
    const unit = ((place - from) / (to - from || 1) - INSET) / (1 - 2 * INSET);
    if (this.#own.length === 0 || (isLow ? unit <= 0 : unit >= 1)) return null;
    if (this.axis.even) return this.#listed(unit, isLow);
    const value = this.#rounded(this.#valueOf(unit), unit);
    return this.axis.integral ? (isLow ? Math.ceil(value) : Math.floor(value)) : value;
  }

  /** On an axis of a list the nearest member inside. */
  #listed(unit: number, isLow: boolean): number {
    const at = unit * (this.#own.length - 1);
    const last = this.#own.length - 1;
    return this.#own[Math.max(0, Math.min(last, isLow ? Math.ceil(at) : Math.floor(at)))] ?? 0;
  }

  #valueOf(unit: number): number {
    const [low, high] = [this.#own[0] ?? 0, this.#own.at(-1) ?? 0];
    if (!this.axis.log) return low * (1 - unit) + high * unit;
    return Math.exp(Math.log(low) * (1 - unit) + Math.log(high) * unit);
  }

  #rounded(value: number, unit: number): number {
    const isNear = (other: number) => Math.abs(this.#unit(other) - unit) <= CLOSE;
    if (this.axis.is_date) {
      const steps = [86_400, 3600, 60].map((step) => Math.round(value / step) * step);
      return steps.find(isNear) ?? Math.round(value);
    }
    for (let digits = 1; digits < 17; digits++) {
      const short = Number(value.toPrecision(digits));
      if (isNear(short)) return short;
    }
    return value;
  }

  /** Labels, at least so far apart; written once, since each move of a pointer wants them. */
  ticks(gap = APART): readonly Tick[] {
    const ticks = this.#ticks.get(gap) ?? this.#ticksApart(gap);
    this.#ticks.set(gap, ticks);
    return ticks;
  }

  #ticksApart(gap: number): readonly Tick[] {
    const { levels } = this.axis;
    const texts = cut(
      levels.map(([, shown]) => shown),
      LONGEST,
    );
    const named = texts.map((text, code): Tick => [this.levelAt(code)[1], text]);
    const absent: Tick[] = this.hasAbsent ? [[ABSENT / 2, this.axis.goal ? "none" : "not set"]] : [];
    const size = () => gap;
    return [...absent, ...apart(this.#numberTicks(), size), ...apart(named, size)];
  }

  #numberTicks(): Tick[] {
    const own = [...this.#own];
    const [low, high] = [own[0] ?? 0, own.at(-1) ?? 0];
    const isList = own.length <= MOST_TICKS || this.axis.even;
    if (this.axis.is_date) return dateTicks(low, high).map(([second, text]) => [this.placeOf(second), text]);
    const values = isList ? every(own) : ticksOf(low, high, this.axis.log);
    const isWhole = this.axis.integral ? values.filter(Number.isInteger) : values;
    const texts = written(isWhole, TICK_DIGITS);
    return isWhole.map((value, i) => [this.placeOf(value), texts[i] ?? ""]);
  }
}

/** Where a number stands between the outermost, 0 to 1. */
function unitOf({ log, even }: Axis, own: Float64Array): (value: number) => number {
  const [low, high] = [own[0] ?? 0, own.at(-1) ?? 0];
  if (low === high) return (value) => (value === low ? 0.5 : value < low ? 0 : 1);
  if (even) return (value) => rankIn(own, value) / (own.length - 1);
  if (!log) return (value) => (value - low) / (high - low);
  return (value) => Math.log(Math.max(value, 0) / low) / Math.log(high / low);
}

/** How many are below a number, by halves of the list; between two of them the share of the way. */
function rankIn(own: Float64Array, value: number): number {
  let [low, high] = [0, own.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((own[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [own[low - 1], own[low]];
  if (before === undefined || after === undefined || after === value) return low;
  return low - 1 + (value - before) / (after - before);
}

/** Of a long list some, with both ends. */
function every(own: readonly number[]): number[] {
  if (own.length <= MOST_TICKS) return [...own];
  const last = own.length - 1;
  return Array.from({ length: MOST_TICKS }, (_, i) => own[Math.round((i / (MOST_TICKS - 1)) * last)] ?? 0);
}

const DAY = 86_400;
const STEPS = [60, 600, 3600, 6 * 3600, DAY, 7 * DAY, 30 * DAY, 91 * DAY, 365 * DAY];

/** Full hours or days: "2026-01-31", or "01-31 14:00" where days are too far apart. */
function dateTicks(low: number, high: number): (readonly [second: number, text: string])[] {
  const step = STEPS.find((each) => (high - low) / each <= MOST_TICKS) ?? (high - low) / MOST_TICKS;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => {
    const second = (first + i) * step;
    return [second, step >= DAY ? moment(second).slice(0, 10) : moment(second).slice(5, 16)];
  });
}

/** "2026-01-31 14:00", in UTC; with seconds where there are some. */
export function moment(second: number): string {
  const date = new Date(1000 * second);
  const text = date.toISOString().replace("T", " ");
  return text.slice(0, date.getUTCSeconds() === 0 ? 16 : 19);
}
