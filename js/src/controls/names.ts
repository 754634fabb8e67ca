/**
 * How names of params, metrics and values are shortened; charts/drawing/names.py and fields.py have the same rule.
 * What all share at the start stands once above them; a name is cut where it does not differ from the others. Pure.
 */

/** "cfg.", "params/" and "clf__" end with one. */
const SEPARATOR = /[./:]|__/g;

/** How one name is shown. */
export interface Shown {
  /** Without what all names share, in one text. */
  readonly text: string;
  /** What is not needed to tell it from the others, for the quiet part before `leaf`. */
  readonly start: string;
  /** What tells it from the others, and the same for where there is less room, and little. */
  readonly leaf: string;
  readonly middle: string;
  readonly narrow: string;
}

export interface Names {
  /** What all of them start with, up to a separator. */
  readonly start: string;
  readonly of: (name: string) => Shown;
}

/** Letters of a name in a list and in a wide row, in a row, and where there is little room. */
const [LONGEST, MIDDLE, NARROW] = [40, 28, 18];

export function namesOf(names: readonly string[]): Names {
  const start = commonStart(names);
  const texts = names.map((name) => name.slice(start.length));
  const leaves = leavesOf(texts);
  const folded = texts.map((text, i) => fold(text, leaves[i] ?? text));
  const whole = cut(folded, LONGEST);
  const [wide, middle, narrow] = [LONGEST, MIDDLE, NARROW].map((most) => cut(leaves, most));
  const all = new Map(
    names.map((name, i): [string, Shown] => {
      const quiet = texts[i]?.slice(0, texts[i].length - (leaves[i]?.length ?? 0)) ?? "";
      return [
        name,
        {
          text: whole[i] ?? name,
          start: quiet,
          leaf: wide?.[i] ?? name,
          middle: middle?.[i] ?? name,
          narrow: narrow?.[i] ?? name,
        },
      ];
    }),
  );
  return { start, of: (name) => all.get(name) ?? wholly(name) };
}

function wholly(name: string): Shown {
  return { text: name, start: "", leaf: name, middle: name, narrow: name };
}

/** A name in parts, between which a line may end: each with the separator after it. */
export function partsOf(name: string): string[] {
  return name.match(/[^._/:-]*[._/:-]+|[^._/:-]+/g) ?? [];
}

/** What all names start with, up to a separator; nothing of a single name. */
export function commonStart(names: readonly string[]): string {
  const [first = "", ...others] = names;
  const ends = [...first.matchAll(SEPARATOR)].map(({ index, 0: { length } }) => index + length);
  const isShared = (end: number) =>
    end < first.length && others.every((name) => name.length > end && name.startsWith(first.slice(0, end)));
  return others.length === 0 ? "" : first.slice(0, ends.filter(isShared).at(-1) ?? 0);
}

/** Of each name as many of its last parts as no other name ends with. */
function leavesOf(names: readonly string[]): string[] {
  const endings = names.map(endingsOf);
  const times = new Map<string, number>();
  for (const ending of endings.flat()) times.set(ending, (times.get(ending) ?? 0) + 1);
  return endings.map((own, i) => own.find((ending) => times.get(ending) === 1) ?? names[i] ?? "");
}

/** A long text with as many of its parts as there is room for, from the last on: "…optimizer.lr". */
function fold(text: string, leaf: string): string {
  if (text.length <= LONGEST) return text;
  const fitting = endingsOf(text).filter(({ length }) => length >= leaf.length && length < LONGEST);
  return fitting.length > 0 ? `…${fitting.at(-1)}` : leaf;
}

/** "c", "b.c" and "a.b.c" of "a.b.c". */
function endingsOf(name: string): string[] {
  const starts = [...name.matchAll(SEPARATOR)].map(({ index, 0: { length } }) => index + length);
  return [0, ...starts.filter((start) => start < name.length)].reverse().map((start) => name.slice(start));
}

/** Texts of at most so many letters that can be told apart. */
export function cut(texts: readonly string[], most: number): string[] {
  const cuts = cutsOf([...new Set(texts.filter((text) => text.length > most))], most);
  return texts.map((text) => cuts.get(text) ?? text);
}

/** All alike where they differ; else those that look the same when they are short. */
function cutsOf(long: readonly string[], most: number): ReadonlyMap<string, string> {
  const alike = new Map<string, string[]>();
  for (const text of long) {
    const label = short(text, most);
    alike.set(label, [...(alike.get(label) ?? []), text]);
  }
  const plain = long.map((text): [string, string] => [text, short(text, most)]);
  const groups = [...alike.values()].filter((group) => group.length > 1);
  return new Map([
    ...plain,
    ...groups.flatMap((group) => differences(group, most)),
    ...differences(long, most),
  ]);
}

/** Without its middle: two thirds of what is left are its start. */
function short(text: string, most: number): string {
  const tail = Math.floor((most - 1) / 3);
  const letters = [...text];
  return `${letters.slice(0, most - 1 - tail).join("")}…${letters.slice(-tail).join("")}`;
}

/** Cut to what they do not share, by whole words where these fit; nothing where that is too long. */
function differences(texts: readonly string[], most: number): [string, string][] {
  const longest = Math.max(...texts.map(({ length }) => length));
  const parts = [shared(texts, true), shared(texts, false)];
  const fitting = parts.find(([start, end]) => longest - start - end <= most - 2);
  if (texts.length < 2 || !fitting) return [];
  const room = most - 2 - longest + fitting[0] + fitting[1];
  return texts.map((text) => [text, middle(text, fitting, room)]);
}

type Shared = readonly [start: number, end: number];

/** Without most of what it shares with others at its start and its end; fewer than three letters are none. */
function middle(text: string, [start, end]: Shared, room: number): string {
  const some = (shown: number, of: number) => (shown < of && shown < 3 ? 0 : shown);
  const most = Math.min(start, Math.ceil(room / 2));
  const [head, tail] = [some(most, start), some(Math.min(end, room - most), end)];
  const [before, after] = [head < start ? "…" : "", tail < end ? "…" : ""];
  const differing = text.slice(start, text.length - end);
  return `${text.slice(0, head)}${before}${differing}${after}${text.slice(text.length - tail)}`;
}

/** How many letters all share at their start, and how many more at their end; up to whole words. */
function shared(texts: readonly string[], byWord: boolean): Shared {
  const [first, ...others] = texts;
  if (first === undefined) return [0, 0];
  const same = (i: number) => others.every((text) => text.at(i) === first.at(i));
  const isInWord = (i: number) => byWord && /[\p{L}\p{N}]/u.test(first.at(i) ?? "");
  const least = Math.min(...texts.map(({ length }) => length));
  let [start, end] = [0, 0];
  while (start < least && same(start)) start++;
  while (end < least - start && same(-1 - end)) end++;
  while (start > 0 && isInWord(start - 1)) start--;
  while (end > 0 && isInWord(-end)) end--;
  return [start, end];
}
