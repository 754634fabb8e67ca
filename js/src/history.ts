/** What was on screen before each change of it, and the ways back and forth. */
import type { Choices, Opened } from "./model/choices";
import type { Filter } from "./model/facts";

const CHOSEN = [
  "where",
  "hidden",
  "sort_by",
  "descending",
  "metric",
  "goal",
  "dismiss",
  "view",
  "pin",
] as const;
const KEYS = [...CHOSEN, "open"] as const;

/** What undo and redo go to: what somebody chose, opened and pinned. */
export type Moment = Pick<Choices, (typeof CHOSEN)[number]> & Opened;

/** The filter is the one that the conditions on screen are of: one that Python refuses is none. */
export function momentOf(state: Choices & { filter: Filter }, opened: Opened): Moment {
  const all = { ...state, ...opened, where: state.filter.where };
  return Object.fromEntries(KEYS.map((key) => [key, all[key]])) as unknown as Moment;
}

export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The choices to make where one goes from one moment to another. */
export function choicesBetween(now: Moment, then: Moment): Partial<Choices> {
  return Object.fromEntries(
    CHOSEN.filter((key) => !same(then[key], now[key])).map((key) => [key, then[key]]),
  );
}

export class History {
  #past: Moment[] = [];
  #future: Moment[] = [];

  /** Something changes next. */
  note(now: Moment): void {
    if (!same(this.#past.at(-1), now)) this.#past.push(now);
    this.#future = [];
  }

  /** The moment before the last change, or after the one that was undone; undefined where there is none. */
  step(now: Moment, isForth: boolean): Moment | undefined {
    const [from, to] = isForth ? [this.#future, this.#past] : [this.#past, this.#future];
    let next = from.pop();
    // What was refused changed nothing.
    while (next && same(next, now)) next = from.pop();
    if (next) to.push(now);
    return next;
  }

  /** The moment before the last change of one thing alone, and the way there: later changes outlast it. */
  before(key: "where" | "hidden", now: Moment): readonly [then: Moment, go: () => void] | undefined {
    const at = this.#past.findLastIndex((moment) => !same(moment[key], now[key]));
    const moment = this.#past[at];
    if (!moment) return undefined;
    const back = { [key]: moment[key] };
    const go = () => {
      const later = this.#past.splice(at).slice(1);
      this.#past.push(...later.map((each) => ({ ...each, ...back })));
      this.#future.push(now);
    };
    return [{ ...now, ...back }, go];
  }
}
