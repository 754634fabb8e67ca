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

/** An amount in its own unit, three significant digits: "0.0123", "1.2e-7". */
export function amount(x: Figure): string {
  if (x === null) return NOTHING;
  const size = Math.abs(x);
  return size !== 0 && (size < 1e-4 || size >= 1e6) ? x.toExponential(2) : plain(x);
}

/** The same of a difference, with a sign: "+0.0123". */
export function difference(x: Figure): string {
  return x !== null && x > 0 ? `+${amount(x)}` : amount(x);
}

function plain(x: number): string {
  const text = x.toPrecision(3);
  return text.includes("e") ? String(Math.round(x)) : text;
}

/** " (95% interval 0.312 to 0.512)", or nothing where there is none. */
export function interval(low: Figure, high: Figure, format: (x: Figure) => string): string {
  return low === null || high === null ? "" : ` (95% interval ${format(low)} to ${format(high)})`;
}

/** "2,988". */
export function count(n: number): string {
  return n.toLocaleString("en-US");
}

/** "1 run", "2 runs". */
export function counted(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** A number from 0 to 1 as a CSS length, kept inside its track. */
export function percent(x: number): string {
  return `${(100 * Math.min(1, Math.max(0, x))).toFixed(2)}%`;
}
