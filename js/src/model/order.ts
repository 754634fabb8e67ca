/** Order, filter and page the ranked params. Pure; Panel.table() in Python follows the same rules. */
import { CHOICES, type Choices, ORDER, type SortKey } from "./choices";
import type { Figure, RankedParams } from "./ranking";
import type { State } from "./state";
import type { Goal } from "./sweep";

/** Indices of the params in the order of the table; correlations by their strength, whatever their sign. */
export function order(params: RankedParams, sortBy: SortKey, descending: boolean): number[] {
  const strength = (x: Figure) => x && Math.abs(x);
  return sorted(sortBy === "correlation" ? params.correlation.map(strength) : params[sortBy], descending);
}

/** Indices in order: nulls last either way, ties as they came; names by UTF-16 units. */
export function sorted(keys: readonly (string | Figure)[], descending: boolean): number[] {
  const sign = descending ? -1 : 1;
  return [...keys.keys()].sort((a, b) => compareKeys(keys[a] ?? null, keys[b] ?? null, sign));
}

function compareKeys(a: string | Figure, b: string | Figure, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return sign * (Number(a > b) - Number(a < b));
}

/** The choices that a ranking is for, as a text: another ranking for the same ones comes from other runs. */
export function choicesKey(state: State): string {
  const isOther = (key: keyof Choices) => key === "follow" || ORDER.includes(key);
  const choices = CHOICES.map((key) => (isOther(key) ? null : state[key]));
  return JSON.stringify([...choices, state.ranking.complete]);
}

/** Whether a ranking is of the params that are shown, or of none: it is not while the one for a choice is awaited. */
export function isOfShown({ ranking, hidden, sweep: { columns } }: State): boolean {
  const shown = columns.name.filter((name, i) => columns.role[i] === "param" && !hidden.includes(name));
  const there = new Set(ranking.params.param);
  return ranking.problem !== null || (shown.length === there.size && shown.every((name) => there.has(name)));
}

/** Params where they stood before, and new ones after them: for rows that must not move under the pointer. */
export function settled(before: readonly string[], wanted: readonly string[]): string[] {
  const there = new Set(wanted);
  const stood = new Set(before);
  return [...before.filter((name) => there.has(name)), ...wanted.filter((name) => !stood.has(name))];
}

export function matches(name: string, search: string): boolean {
  return name.toLowerCase().includes(search.trim().toLowerCase());
}

export interface Page {
  /** From 0. */
  readonly page: number;
  readonly pages: number;
  readonly start: number;
  readonly end: number;
}

/** The page asked for, or the last one when the list has become shorter. */
export function paged(total: number, wanted: number, size: number): Page {
  const pages = Math.ceil(total / size) || 1;
  const page = Math.max(0, Math.min(wanted, pages - 1));
  return { page, pages, start: page * size, end: Math.min(total, (page + 1) * size) };
}

/** The axis never ends below this: a few per cent of the variation must not look like much. */
const SHORTEST_AXIS = 0.1;

/** Where the importance axis ends: wide intervals are cut off before they flatten the bars. */
export function importanceLimit({
  importance,
  importance_high,
}: Pick<RankedParams, "importance" | "importance_high">): number {
  const largest = (figures: readonly Figure[]) =>
    figures.reduce<number>((max, x) => Math.max(max, x ?? 0), 0);
  const bar = largest(importance);
  return Math.max(SHORTEST_AXIS, Math.min(Math.max(bar, largest(importance_high)), 1.6 * bar));
}

/** Index of the best value for the goal; nulls do not count. */
export function bestOf(values: readonly Figure[], goal: Goal): number {
  const sign = goal === "maximize" ? 1 : -1;
  const score = (value: Figure | undefined) => sign * (value ?? -sign * Number.POSITIVE_INFINITY);
  return values.reduce<number>((best, value, i) => (score(value) > score(values[best]) ? i : best), 0);
}

/** Whether the figures on screen are not (yet) those of the current choices. */
export function isStale(state: State): boolean {
  const { ranking, metric, goal, method, progress } = state;
  const isOther = ranking.metric !== metric || ranking.goal !== goal || ranking.method !== method;
  return progress.busy || isOther || !isOfShown(state);
}

/** Before the first message from Python both facts are empty objects. */
export function isReady({ sweep, ranking }: { sweep: object; ranking: object }): boolean {
  return "columns" in sweep && "params" in ranking;
}
