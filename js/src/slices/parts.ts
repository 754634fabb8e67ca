/** Rankings of parts of the runs, in a file of their own (build.mjs), which is requested when one is opened. */
import type { Parts } from "../controls/later";
import { TasksView } from "./tasks";

export const PARTS: Pick<Parts, "TasksView"> = { TasksView };
