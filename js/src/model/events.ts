/** Messages: what the view wants done once, and what Python sends back. */
import type { Changed, RunAxes, RunCardData, RunRows, WhatIfData } from "./pictures";

/** Things done once, with nothing to remember. Sent as custom messages. */
export type PanelEvent =
  | { readonly event: "wand" }
  /** Answered at once with its `id`: see `Connection`. */
  | { readonly event: "call"; readonly id: string }
  | { readonly event: "cancel" }
  /** A part of the view that opens later: see `load.ts`. */
  | { readonly event: "later"; readonly file: string }
  /** Nothing chosen on screen comes back, and all is chosen as by default. */
  | { readonly event: "forget" }
  /** The metric that is a guess is the one that is meant. */
  | { readonly event: "keep_metric" }
  | { readonly event: "effect"; readonly param: string }
  | { readonly event: "joint"; readonly param: string; readonly other: string }
  /** "best", "worst" or a run. */
  | { readonly event: "explain"; readonly run: string }
  | { readonly event: "insight"; readonly name: string; readonly of: string }
  /** Rows of the table of the runs, and the card of a run; answered with the same `of`. */
  | {
      readonly event: "rows";
      readonly of: string;
      readonly sort_by: string;
      readonly descending: boolean;
      readonly start: number;
      readonly count: number;
      /** The id of the run that is pinned; "" for none. */
      readonly baseline: string;
    }
  /** Axes of all runs; values that are `known` of this version are not sent again. */
  | {
      readonly event: "run_axes";
      readonly of: string;
      readonly version: number;
      readonly count: number;
      readonly others: readonly string[];
      readonly known: readonly string[];
    }
  | { readonly event: "run"; readonly of: string; readonly run: string; readonly baseline: string }
  /** What is predicted for a run with some values changed; null: it has none. Controls come where they are requested. */
  | {
      readonly event: "what_if";
      readonly of: string;
      readonly run: string;
      readonly changed: Changed;
      readonly controls: boolean;
    }
  | ExportEvent;

export interface ExportEvent {
  readonly event: "export";
  /** The name of a view, or the space of the next sweep. */
  readonly what: string;
  readonly param?: string;
  readonly other?: string;
  readonly run?: string;
  /** Of a space: what it is written for. */
  readonly tool?: string;
  readonly of?: string;
  /** A target of the view, "python" for code, or "copy" and "file" of a space. */
  readonly to: string;
}

export type Send = (event: PanelEvent) => void;

/** What Python sends back. A binary file is in the first buffer. */
export interface Reply {
  /** The `id` of the call that it answers. */
  readonly heard?: string;
  readonly later?: string;
  readonly rows?: RunRows;
  readonly run?: RunCardData;
  readonly what_if?: WhatIfData;
  readonly run_axes?: RunAxes;
  readonly file?: { readonly name: string; readonly mime: string; readonly text?: string };
  readonly copied?: string;
  /** A sentence to show. */
  readonly message?: string;
  /** A class that the page has as soon as an export stands in the notebook, and the sentence where it does not. */
  readonly mark?: string;
  readonly missing?: string;
}
