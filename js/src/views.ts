/** Views below the table, in a file of their own (build.mjs), which is requested when one of them is opened. */
import type { Parts } from "./controls/later";
import { NextSweepView } from "./insights/next-sweep";
import { Waterfall } from "./plots/waterfall";
import { AlongView } from "./slices/along";
import { DefaultCostsView } from "./slices/default-costs";
import { EnoughPictures } from "./slices/enough";
import { SweepsView } from "./slices/sweeps";
import { TasksView } from "./slices/tasks";

type Names =
  | "AlongView"
  | "DefaultCostsView"
  | "EnoughPictures"
  | "NextSweepView"
  | "SweepsView"
  | "TasksView"
  | "Waterfall";

export const PARTS: Pick<Parts, Names> = {
  AlongView,
  DefaultCostsView,
  EnoughPictures,
  NextSweepView,
  SweepsView,
  TasksView,
  Waterfall,
};
