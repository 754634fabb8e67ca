/** The runs, in a file of their own (build.mjs), which is requested when they are opened. */
import type { Parts } from "../controls/later";
import { RunCard } from "./card/card";
import { RunsView } from "./runs-view";

export const PARTS: Pick<Parts, "RunCard" | "RunsView"> = { RunCard, RunsView };
