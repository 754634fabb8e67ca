/** What is accepted on an axis: drawn as brushes, written as a condition of the filter. Pure. */
import type { Range, Selection } from "../../model/pictures";
import { moment, type Scale } from "./scale";

/** A part of a selection that is drawn as one brush; from 0 to 1. */
export interface Brush {
  readonly from: number;
  readonly to: number;
  readonly of: Selection;
}

export const NOTHING: Selection = { ranges: [], levels: [], absent: false };

/** What lies between two places of an axis. */
export function between(scale: Scale, from: number, to: number): Selection {
  const { levels } = scale.axis;
  const isIn = (place: number) => from <= place && place <= to;
  return {
    ranges: rangesBetween(scale, from, to),
    levels: [...levels.keys()].filter((code) => isIn(scale.levelAt(code)[1])),
    absent: scale.hasAbsent && from <= scale.absentAt[1] / 2 && to >= scale.absentAt[1] / 2,
  };
}

function rangesBetween(scale: Scale, from: number, to: number): readonly Range[] {
  const [start, end] = scale.section;
  const isBeside = to <= start || from >= end;
  if (start === end || isBeside) return [];
  const only = scale.onlyAt;
  if (only !== null) return from <= only && only <= to ? [[null, null, false, false]] : [];
  const [low, high] = [scale.boundAt(from, true), scale.boundAt(to, false)];
  return (low ?? -Infinity) > (high ?? Infinity) ? [] : [[low, high, false, false]];
}

export function union(one: Selection, other: Selection): Selection {
  return {
    ranges: merged([...one.ranges, ...other.ranges]),
    levels: [...new Set([...one.levels, ...other.levels])].sort((a, b) => a - b),
    absent: one.absent || other.absent,
  };
}

function merged(ranges: readonly Range[]): Range[] {
  const ordered = [...ranges].sort(([a], [b]) => (a ?? -Infinity) - (b ?? -Infinity));
  const kept: Range[] = [];
  for (const range of ordered) {
    const last = kept.at(-1);
    if (last && (range[0] ?? -Infinity) <= (last[1] ?? Infinity)) kept[kept.length - 1] = joined(last, range);
    else kept.push(range);
  }
  return kept;
}

/** Two ranges that overlap, of which the first begins first. */
function joined(one: Range, other: Range): Range {
  const isLonger = (other[1] ?? Infinity) > (one[1] ?? Infinity);
  return isLonger ? [one[0], other[1], one[2], other[3]] : one;
}

/** A selection less one of its brushes. */
export function without(selection: Selection, { of }: Brush): Selection {
  return {
    ranges: selection.ranges.filter((range) => !of.ranges.includes(range)),
    levels: selection.levels.filter((code) => !of.levels.includes(code)),
    absent: selection.absent && !of.absent,
  };
}

/** Named values that stand beside each other are one brush. */
export function brushesOf(scale: Scale, { ranges, levels, absent }: Selection): Brush[] {
  const [start, end] = scale.section;
  const ofRanges = ranges.map((range): Brush => {
    const [low, high] = range;
    return {
      from: low === null ? start : scale.placeOf(low),
      to: high === null ? end : scale.placeOf(high),
      of: { ...NOTHING, ranges: [range] },
    };
  });
  const ofLevels = neighbours(levels).map(
    (codes): Brush => ({
      from: scale.levelAt(codes[0] ?? 0)[0],
      to: scale.levelAt(codes.at(-1) ?? 0)[2],
      of: { ...NOTHING, levels: codes },
    }),
  );
  const [from, to] = scale.absentAt;
  return [...ofRanges, ...ofLevels, ...(absent ? [{ from, to, of: { ...NOTHING, absent } }] : [])];
}

function neighbours(codes: readonly number[]): number[][] {
  const groups: number[][] = [];
  for (const code of codes) {
    const last = groups.at(-1);
    if (last?.at(-1) === code - 1) last.push(code);
    else groups.push([code]);
  }
  return groups;
}

/** Take out of `mask` the runs that a selection leaves out. */
export function restrict(mask: Uint8Array, { numbers, codes }: Scale, selection: Selection): void {
  const isIn = (value: number) => selection.ranges.some((range) => holds(range, value));
  const levels = new Set(selection.levels);
  const isNamed = (code: number) => (code >= 0 ? levels.has(code) : selection.absent);
  for (let run = 0; run < mask.length; run++) {
    const value = numbers[run] ?? Number.NaN;
    if (mask[run] && !(Number.isNaN(value) ? isNamed(codes?.[run] ?? -1) : isIn(value))) mask[run] = 0;
  }
}

function holds([low, high, isLowOpen, isHighOpen]: Range, value: number): boolean {
  const isAbove = low === null || value > low || (value === low && !isLowOpen);
  return isAbove && (high === null || value < high || (value === high && !isHighOpen));
}

/** A selection as a condition of the filter; null where all runs, or none, would be meant. */
export function condition(scale: Scale, selection: Selection): string | null {
  const { term, levels, is_date } = scale.axis;
  if (isEmpty(selection) || isWhole(scale, selection)) return null;
  const value = (bound: number) => (is_date ? `'${moment(bound)}'` : String(bound));
  const listed = selection.levels.map((code) => levels[code]?.[0] ?? "");
  const parts = [
    ...selection.ranges.map((range) => rangeWritten(range, term, value)),
    ...(listed.length > 0 ? [`${term} in [${listed.join(", ")}]`] : []),
    ...(selection.absent ? [`missing(${term})`] : []),
  ];
  return parts.length > 1 ? `(${parts.join(" or ")})` : (parts[0] ?? null);
}

function rangeWritten(range: Range, term: string, value: (bound: number) => string): string {
  const [low, high, isLowOpen, isHighOpen] = range;
  if (low !== null && low === high) return `${term} == ${value(low)}`;
  const [below, above] = [isLowOpen ? "<" : "<=", isHighOpen ? "<" : "<="];
  if (low !== null && high !== null) return `${value(low)} ${below} ${term} ${above} ${value(high)}`;
  if (low !== null) return `${term} ${isLowOpen ? ">" : ">="} ${value(low)}`;
  return high === null ? `${term} <= inf` : `${term} ${above} ${value(high)}`;
}

export function isEmpty({ ranges, levels, absent }: Selection): boolean {
  return ranges.length === 0 && levels.length === 0 && !absent;
}

function isWhole(scale: Scale, { ranges, levels, absent }: Selection): boolean {
  const [start, end] = scale.section;
  const hasNumbers = start === end || ranges.some(([low, high]) => low === null && high === null);
  return hasNumbers && levels.length === scale.axis.levels.length && (absent || !scale.hasAbsent);
}
