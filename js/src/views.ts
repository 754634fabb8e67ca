/** Views below the table, in a file of their own (build.mjs), which is requested when one of them is opened. */
import type { Parts } from "./controls/later";
import { NextSweepView } from "./insights/next-sweep";
import { Waterfall } from "./plots/waterfall";
import { AlongView } from "./slices/along";
import { TasksView } from "./slices/tasks";

export const PARTS: Pick<Parts, "AlongView" | "NextSweepView" | "TasksView" | "Waterfall"> = {
  AlongView,
  NextSweepView,
  TasksView,
  Waterfall,
};
