/** Facts flow one way: Python writes them, the view only draws them. */
import type { Insights } from "./insight";
import type { Effect, Explanation, Joint } from "./pictures";
import type { Figure, Ranking } from "./ranking";
import type { Sweep } from "./sweep";

export interface Progress {
  /** Idle: false. */
  readonly busy: boolean;
  readonly done: number;
  readonly total: number;
  /** "computing importance", shown with the bar. */
  readonly words: string;
}

/** What following a sweep that goes on has brought. */
export interface Live {
  /** The source can be followed. */
  readonly offered: boolean;
  /** From when on runs are counted, in seconds since 1970; null where nobody counts. */
  readonly since: Figure;
  readonly new_runs: number;
  /** Why the source could not be read for some time, in a sentence; "" when all is well. */
  readonly trouble: string;
}

/** The facts about the choice `where`. */
export interface Filter {
  /** The expression that the conditions are of; "" for all runs. */
  readonly where: string;
  /** What it joins by "and". */
  readonly conditions: readonly { readonly text: string; readonly column: string }[];
  /** How many runs it keeps. */
  readonly runs: number;
  readonly problem: Problem | null;
}

/** What is wrong with an expression that was refused. */
export interface Problem {
  readonly sentence: string;
  readonly text: string;
  /** The place in the text; both are its length where something is missing at the end. */
  readonly start: number;
  readonly end: number;
}

export interface Facts {
  readonly sweep: Sweep;
  readonly ranking: Ranking;
  /** The result in a sentence, first without the best values, then with them; the problem where there is one. */
  readonly headline: string;
  readonly progress: Progress;
  /** A sentence about something just refused; "" when there is none. */
  readonly notice: string;
  readonly live: Live;
  /** What was chosen on screen and comes back with this source, in a sentence; "" when nothing does. */
  readonly remembered: string;
  readonly filter: Filter;
  /** Whether what is chosen on screen comes back with this source. */
  readonly remembers: boolean;
  /** A class of what stands for the panel where there is no kernel, "" where nothing does: the view hides it. */
  readonly static_view: string;
  /** Worked out so far for the ranking on screen, by param. Every new ranking empties the three. */
  readonly effects: Readonly<Record<string, Effect>>;
  /** The last pair that was requested. */
  readonly joint: Joint | null;
  /** The last run that was requested. */
  readonly explanation: Explanation | null;
  /** Worked out so far for the ranking on screen, by name. Every new ranking empties it. */
  readonly insights: Insights;
}

export const FACTS = [
  "sweep",
  "ranking",
  "headline",
  "progress",
  "notice",
  "live",
  "remembered",
  "filter",
  "remembers",
  "static_view",
  "effects",
  "joint",
  "explanation",
  "insights",
] as const satisfies readonly (keyof Facts)[];
