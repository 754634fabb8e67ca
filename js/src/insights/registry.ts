/** What draws each view that answers a question, by the view's name: the only place to register one. */
import type { ComponentType } from "preact";
import { later } from "../controls/later";
import { AllMetrics } from "./all-metrics";
import { Compare } from "./compare";
import type { InsightProps } from "./insight";
import { MoreRunsView } from "./more-runs";
import { MovedTogether } from "./moved-together";
import type { InsightName } from "./names";
import { PairsView } from "./pairs";

export const INSIGHTS: Readonly<Record<InsightName, ComponentType<InsightProps>>> = {
  runs: later<ComponentType<InsightProps>>("RunsView", "runs"),
  pairs: PairsView,
  together: MovedTogether,
  compare: Compare,
  sweeps: later<ComponentType<InsightProps>>("SweepsView", "views"),
  metrics: AllMetrics,
  tasks: later<ComponentType<InsightProps>>("TasksView", "views"),
  along: later<ComponentType<InsightProps>>("AlongView", "views"),
  more: MoreRunsView,
  next: later<ComponentType<InsightProps>>("NextSweepView", "views"),
};
