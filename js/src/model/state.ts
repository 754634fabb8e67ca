/**
 * The whole state shared with Python (hpviz/panel/state.py and hpviz/panel/wire/): facts and choices. Looks (search text, page,
 * open rows, open menus) never leave the view.
 */
import { CHOICES, type Choices } from "./choices";
import { FACTS, type Facts } from "./facts";
import type { RunAxes, RunCardData, RunRows, WhatIfData } from "./pictures";
import type { Ranking } from "./ranking";

export type State = Facts & Choices & Local;

/** What this view alone knows, and Python never sees. */
export interface Local {
  /** Why Python does not answer, in a sentence; absent while it does. */
  readonly silence?: string;
  /** What has become of the last export. */
  readonly delivery?: Delivery;
  /** The last answers about single runs; each names its request. */
  readonly rows?: RunRows;
  readonly run?: RunCardData;
  readonly what_if?: WhatIfData;
  readonly run_axes?: { readonly axes: RunAxes; readonly buffers: readonly DataView[] };
}

export interface Delivery {
  /** What was exported: the status stands at its button. */
  readonly of: string;
  readonly text: string;
}

/** The synced traits of the panel. `panel.ranking` is the `Ranking` in Python, so the trait is a private one. */
export type Traits = Omit<State, "ranking" | keyof Local> & { readonly _ranking: Ranking };

const KEYS: readonly (keyof Facts | keyof Choices)[] = [...FACTS, ...CHOICES];

function traitOf(key: keyof Facts | keyof Choices): keyof Traits {
  return key === "ranking" ? "_ranking" : key;
}

export const TRAITS = KEYS.map(traitOf);

export interface Model {
  get<K extends keyof Traits>(key: K): Traits[K];
}

/** Absent from what an older version saved. */
const NOT_YET: Partial<Record<keyof State, unknown>> = {
  ranking: {},
  effects: {},
  joint: null,
  explanation: null,
  insights: {},
  live: { offered: false, since: null, new_runs: 0, trouble: "" },
  remembered: "",
  where: "",
  filter: { where: "", conditions: [], runs: 0, problem: null },
  remembers: false,
  follow: 0,
  kinds: {},
  view: "",
  pin: "",
  dismiss: [],
};

export function snapshot(model: Model): State {
  const entries = KEYS.map((key) => [key, model.get(traitOf(key)) ?? NOT_YET[key]] as const);
  return Object.fromEntries(entries) as unknown as State;
}
