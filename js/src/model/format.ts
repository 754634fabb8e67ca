/** Numbers to text, as Python's formatting writes them, so that screen and table() agree digit for digit. */
import type { Figure } from "./ranking";

export const NOTHING = "–";

/** Python rounds exact halves to even, toFixed away from zero; with three decimals only odd sixteenths are exact halves. */
function halfToEven(x: number): number {
  const isHalf = Math.abs((x * 16) % 2) === 1;
  return isHalf && Math.floor(Math.abs(x) * 1000) % 2 === 0 ? x - Math.sign(x) * 1e-4 : x;
}

/** "0.412"; never "-0.000". */
export function figure(x: Figure): string {
  if (x === null) return NOTHING;
  return halfToEven(x)
    .toFixed(3)
    .replace(/^-(0\.0+)$/, "$1");
}

/** "+0.412", "-0.412", "0.000". */
export function signed(x: Figure): string {
  const text = figure(x);
  return /^\d/.test(text) && Number(text) > 0 ? `+${text}` : text;
}

/** A difference in its own unit, three significant digits and a sign: "+0.0123", "-1.2e-7". */
export function difference(x: Figure): string {
  if (x === null) return NOTHING;
  const size = Math.abs(x);
  const text = size !== 0 && (size < 1e-4 || size >= 1e6) ? x.toExponential(2) : plain(x);
  return x > 0 ? `+${text}` : text;
}

/** Numbers of a column of which one is this many times another have no digits in common. */
const MOST_TIMES = 1e3;
/** So many decimals more than the largest difference needs, so that a small one is not written as 0. */
const MORE_PLACES = 2;

/** Numbers of a column, all with as many decimals as the longest; Python's formatting.column is the same rule. */
export function column(values: readonly number[], digits = 4): string[] {
  const texts = numbers(values, digits);
  const sizes = values.map(Math.abs).filter((size) => size > 0);
  const isPlain = (text: string) => /^-?\d+(\.\d+)?$/.test(text);
  const places = Math.max(0, ...texts.filter(isPlain).map((text) => text.split(".")[1]?.length ?? 0));
  if (places === 0 || Math.max(...sizes) > MOST_TIMES * Math.min(...sizes)) return texts;
  return texts.map((text, i) => (isPlain(text) ? fixed(values[i] ?? 0, places) : text));
}

/** Differences of a column: three digits of the largest, and as many decimals; by Python's rule, too. */
export function differences(values: readonly Figure[]): string[] {
  const sizes = values.flatMap((x) => (x ? [Math.abs(x)] : []));
  const [largest, smallest] = sizes.length > 0 ? [Math.max(...sizes), Math.min(...sizes)] : [1, 1];
  const isPlain = largest >= 1e-4 && largest < 1e6;
  const fewest = Math.max(0, 2 - Math.floor(Math.log10(largest)));
  let places = fewest;
  while (places < fewest + MORE_PLACES && smallest < 0.5 / 10 ** places) places++;
  return values.map((x) => {
    if (x === null) return NOTHING;
    const text = isPlain ? fixed(x, places) : padded(x.toExponential(2));
    return /[1-9]/.test(text) ? `${x > 0 ? "+" : ""}${text}` : text.replace("-", "");
  });
}

export type Scale = "linear" | "log" | "rank";

/** Changes on the scale that is analysed: in the metric's unit, as factors, or as places; text.explanation.changes. */
export function changes(values: readonly Figure[], scale: Scale): string[] {
  if (scale === "linear") return differences(values);
  const write = scale === "log" ? factor : places;
  return values.map((x) => (x === null ? NOTHING : write(x)));
}

/** The factor that a difference of natural logarithms stands for: "×2.72" for 1. */
export function factor(x: number): string {
  const value = Math.exp(Math.min(x, 700));
  const text = significant(value, 3);
  return `×${text.includes("e+") && value < PLAIN_TO ? Number(text).toFixed(0) : text}`;
}

function places(x: number): string {
  return `${x < 0 ? "" : "+"}${fixed(x, 1)} places`;
}

/** As Python's ".2f", to which an exact half is even. */
function fixed(x: number, places: number): string {
  const digits = places + Math.floor(Math.log10(Math.abs(x))) + 1;
  return (digits > 0 && x !== 0 ? evenly(x, digits) : x).toFixed(places);
}

function plain(x: number): string {
  const text = x.toPrecision(3);
  return text.includes("e") ? String(Math.round(x)) : text;
}

/** Off by at most this share of the distance to the next number beside it: so two numbers never look alike. */
const ROUNDING = 0.1;
/** Numbers this near to 1 are beside it, whether it is among them or not: rates and shares end there. */
const NEAR_ONE = 0.1;
/** Numbers closer than this, relative to their size, differ by arithmetic alone. */
const SAME = 1e-12;
/** Below the first all digits of whole numbers are written, below the second all before the point. */
const [FULL_WHOLE, FULL, EXACT] = [1e10, 1e9, 2 ** 53];
/** From the first to the second no power of ten is written where the digits are needed. */
const [PLAIN_FROM, PLAIN_TO] = [1e-4, 1e16];
/** Numbers are written out beside others down to here. */
const OUT_FROM = 1e-6;
/** With so many digits every number is written exactly. */
const MOST_DIGITS = 17;

/**
 * Numbers that stand beside each other, so that they can be told apart: "0.99", "0.9999", "1024", "1e-10". Python's
 * formatting.numbers is the same rule.
 */
export function numbers(values: readonly number[], digits = 4): string[] {
  const ordered = [...new Set(values)].sort((a, b) => a - b);
  return oneNotation(values.map((value) => written(value, roomOf(value, ordered), digits)));
}

/** Numbers beside each other all without powers of ten, or all with them; Python's one_notation is the same rule. */
export function oneNotation(texts: string[]): string[] {
  const powers = texts.filter((text) => text.includes("e"));
  // From 1 to 9999 there are no zeros to count.
  const isOther = (text: string) => /^-?(0\.|\d{5})/.test(text) && !text.includes("e");
  if (powers.length === 0 || !texts.some(isOther)) return texts;
  const sizes = powers.map((text) => Math.abs(Number(text)));
  return Math.min(...sizes) >= OUT_FROM && Math.max(...sizes) < PLAIN_TO
    ? texts.map((text) => (text.includes("e") ? writtenOut(text) : text))
    : texts.map((text) => (isOther(text) ? exponential(Number(text), digitsOf(text)) : text));
}

function writtenOut(text: string): string {
  const [mantissa = "", power] = text.split("e");
  return Number(text).toFixed(Math.max(0, (mantissa.split(".")[1] ?? "").length - Number(power)));
}

function digitsOf(text: string): number {
  return text.replace(/[.-]/g, "").replace(/^0+|0+$/g, "").length;
}

/** A number among others that are spread over `span`: it is told apart from one a hundredth of that away. */
export function number(value: number, span = Number.POSITIVE_INFINITY): string {
  return written(value, Math.min(roomOf(value, []), (span || Number.POSITIVE_INFINITY) / 100), 3);
}

/** The distance to the nearest other number, or to 1 where it is near. */
function roomOf(value: number, ordered: readonly number[]): number {
  const noise = SAME * Math.abs(value);
  const distances = [Math.abs(Math.abs(value) - 1)].filter((distance) => distance < NEAR_ONE);
  distances.push(...ordered.map((other) => Math.abs(other - value)));
  return Math.min(...distances.filter((distance) => distance > noise));
}

function written(value: number, room: number, digits: number): string {
  const size = Math.abs(value);
  if (size < EXACT && Number.isInteger(value)) return whole(value, room, digits);
  const full = size < FULL || needsDigits(value, room, digits);
  const beforePoint = full ? String(Math.trunc(size)).length : 1;
  for (let count = Math.max(digits, beforePoint); count < MOST_DIGITS; count++) {
    const text = significant(value, count);
    if (Math.abs(Number(text) - value) <= ROUNDING * room) return chosen(text, value, full, count > digits);
  }
  return withoutPower(significant(value, MOST_DIGITS), value);
}

/** A text of enough digits; of a power of ten only where these are few. */
function chosen(text: string, value: number, full: boolean, hasMore: boolean): string {
  return full || hasMore ? withoutPower(text, value) : text;
}

/** Whether the next number is so near that a power of ten would hide what tells them apart. */
function needsDigits(value: number, room: number, digits: number): boolean {
  const size = Math.abs(value);
  return size < PLAIN_TO && room < size / 10 ** (digits - 1);
}

/** Write out what was rounded to a power of ten. */
function withoutPower(text: string, value: number): string {
  const size = Math.abs(value);
  if (!text.includes("e") || size < PLAIN_FROM || size >= PLAIN_TO) return text;
  const count = (text.split("e")[0] ?? "").replace(/[-.]/g, "").length;
  const full = significant(value, Math.max(String(Math.trunc(size)).length, count));
  return full.includes("e") ? Number(full).toFixed(0) : full;
}

/** In full, or as a power of ten where it is a large round one that stands alone. */
function whole(value: number, room: number, digits: number): string {
  const full = String(value + 0);
  const count = full.replace("-", "").replace(/0+$/, "").length;
  if (Math.abs(value) < FULL_WHOLE || count > digits || needsDigits(value, room, digits)) return full;
  const power = exponential(value, count);
  return full.length <= power.length ? full : power;
}

/** So many digits, without zeros at the end, as Python's "g" writes them. */
function significant(value: number, digits: number): string {
  const x = evenly(value, digits);
  const exponent = Number(x.toExponential(digits - 1).split("e")[1]);
  if (exponent < -4 || exponent >= digits) return exponential(x, digits);
  const text = x.toFixed(digits - 1 - exponent);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** "1.5e+07", "1e-05". */
function exponential(value: number, digits: number): string {
  const [mantissa = "", exponent = ""] = value.toExponential(digits - 1).split("e");
  const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return padded(`${short}e${exponent}`);
}

/** With two digits of the power of ten, as Python writes it. */
function padded(text: string): string {
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/** Python rounds exact halves to even, JavaScript up: such a half is made a little smaller where it is to go down. */
function evenly(value: number, digits: number): number {
  const exact = Math.abs(value)
    .toPrecision(Math.min(100, digits + 60))
    .replace(/e.*/, "")
    .replace(".", "");
  const places = exact.replace(/^0+/, "");
  const isHalf = /^50*$/.test(places.slice(digits));
  return isHalf && Number(places[digits - 1]) % 2 === 0 ? value * (1 - Number.EPSILON) : value;
}

/** " (95% interval 0.312 to 0.512)", or nothing where there is none. */
export function interval(low: Figure, high: Figure, format: (x: Figure) => string): string {
  return low === null || high === null ? "" : ` (95% interval ${format(low)} to ${format(high)})`;
}

/** "2,988". */
export function count(n: number): string {
  return n.toLocaleString("en-US");
}

/** How many of `n` items are shown where there is room for about `most`: all where just one would be left out. */
export function fitting(n: number, most: number): number {
  return n <= most + 1 ? n : most;
}

/** "1 run", "2 runs". */
export function counted(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** A number from 0 to 1 as a CSS length, kept inside its track. */
export function percent(x: number): string {
  return `${(100 * Math.min(1, Math.max(0, x))).toFixed(2)}%`;
}
