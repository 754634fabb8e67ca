/** Runs the parts of the view that come later. */
import * as shared from "hpviz:shared";
import type { Parts } from "./controls/later";

/** Code, not state: the views of a panel share the module, and so what was loaded for one of them. */
export const LOADED: { parts: Partial<Parts> | null; problem: string } = { parts: null, problem: "" };

const begun = new Set<string>();

/** As anywidget runs the first part: from an address of the page's own, so that no host needs to serve a file. */
export async function load(text: string): Promise<void> {
  if (begun.has(text)) return;
  begun.add(text);
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    const { default: partsOf } = await import(/* @vite-ignore */ url);
    LOADED.parts = { ...LOADED.parts, ...partsOf(shared) };
  } catch {
    LOADED.problem = "This page does not let the panel load what opens here.";
  } finally {
    URL.revokeObjectURL(url);
  }
}
