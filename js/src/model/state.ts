/**
 * The whole state shared with Python (hpviz/state.py and hpviz/wire/): facts and choices. Looks (search text, page,
 * open rows, open menus) never leave the view.
 */
import { CHOICES, type Choices } from "./choices";
import { FACTS, type Facts } from "./facts";

export type State = Facts & Choices;

export interface Model {
  get<K extends keyof State>(key: K): State[K];
}

/** Saved by a version that had no pictures, or did not follow. */
const NOT_YET: Partial<State> = {
  effects: {},
  joint: null,
  explanation: null,
  insights: {},
  live: { offered: false, since: null, new_runs: 0, trouble: "" },
  follow: 0,
};

export function snapshot(model: Model): State {
  const entries = [...FACTS, ...CHOICES].map((key) => [key, model.get(key) ?? NOT_YET[key]] as const);
  return Object.fromEntries(entries) as unknown as State;
}
