/** Messages: what the view wants done once, and what Python sends back for it. */
import type { Insights } from "./insights";

export type Exported =
  | "ranking"
  | "table"
  | "effect"
  | "joint"
  | "parallel"
  | "explanation"
  | "together"
  | "more"
  | "space"
  | "pairs"
  | "compare";

export type Target =
  | "notebook"
  | "png"
  | "svg"
  | "html"
  | "csv"
  | "md"
  | "tex"
  | "json"
  | "python"
  | "copy"
  | "file";

/** Things done once, with nothing to remember. Sent as custom messages. */
export type PanelEvent =
  | { readonly event: "wand" }
  | { readonly event: "cancel" }
  | { readonly event: "effect"; readonly param: string }
  | { readonly event: "joint"; readonly param: string; readonly other: string }
  /** "best", "worst" or a run. */
  | { readonly event: "explain"; readonly run: string }
  | { readonly event: "insight"; readonly name: keyof Insights; readonly of: string }
  | {
      readonly event: "export";
      readonly what: Exported;
      readonly param?: string;
      readonly other?: string;
      readonly run?: string;
      /** Of a space: what it is written for. */
      readonly tool?: string;
      readonly of?: string;
      readonly to: Target;
    };

export type Send = (event: PanelEvent) => void;

/** Custom messages from Python: the answers to an export. A binary file is in the first buffer. */
export interface Message {
  readonly file?: { readonly name: string; readonly mime: string; readonly text?: string };
  readonly copied?: string;
  readonly said?: string;
}
