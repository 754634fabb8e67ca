import { afterEach, expect, test } from "vitest";
import type { Choices } from "../../src/model/choices";
import { tradeOf, written } from "../../src/model/pareto";
import type { State } from "../../src/model/state";
import { SAMPLE } from "../sample";
import { all, Screen } from "../screen";

const KNOWN = {
  metrics: ["loss", "loss, acc", "acc", "runtime"],
  goals: ["minimize", "minimize", "maximize", "minimize"],
} as const;

let screen: Screen | null = null;

function show(changed: Partial<State> = {}): Screen {
  screen = new Screen(changed);
  return screen;
}

function chosen(): Partial<Choices> | undefined {
  return screen?.model.saved.at(-1);
}

afterEach(() => {
  screen?.close();
  screen = null;
});

test("a front is written with the goals that are not the default, and read back", () => {
  const trade = [
    { metric: "loss", goal: "maximize" },
    { metric: "acc", goal: "maximize" },
  ] as const;
  expect(written(trade, KNOWN)).toBe("pareto: loss (maximize), acc");
  expect(tradeOf("pareto: loss (maximize), acc", KNOWN)).toEqual(trade);
  expect(tradeOf("pareto: loss, acc, runtime", KNOWN)?.map(({ metric }) => metric)).toEqual([
    "loss, acc",
    "runtime",
  ]);
  for (const text of ["loss", "failure", "pareto: loss", "pareto: loss, loss, loss"])
    expect(tradeOf(text, KNOWN)).toBeNull();
});

test("failure stands among the outcomes, and has no goal to choose", () => {
  show();
  const metric = screen?.find("combobox", "Metric");
  expect([...(metric?.querySelectorAll("optgroup") ?? [])].map(({ label }) => label)).toEqual([
    "Metrics",
    "Outcomes",
  ]);
  expect(all(metric as HTMLElement, "option").map((option) => option.textContent)).toContain(
    "failure (which runs fail)",
  );
  screen?.pick("Metric", "failure");
  expect(chosen()).toEqual({ metric: "failure" });
  expect(screen?.has("combobox", "Goal")).toBe(false);
});

test("where the source keeps no statuses there is no failure to ask for", () => {
  show({ sweep: { ...SAMPLE.sweep, outcomes: [] } });
  expect(screen?.text).not.toContain("failure (which runs fail)");
  expect(screen?.text).toContain("trade-off of two metrics");
});

test("a trade-off begins with the metric on screen, and each side can be changed with its goal", () => {
  show();
  screen?.pick("Metric", "pareto: ");
  const text = chosen()?.metric ?? "";
  expect(text).toMatch(/^pareto: val_loss, /);
  const second = tradeOf(text, SAMPLE.sweep)?.[1].metric ?? "";
  expect(screen?.find<HTMLSelectElement>("combobox", "First metric").value).toBe("val_loss");
  expect(screen?.find<HTMLSelectElement>("combobox", "Second metric").value).toBe(second);
  screen?.pick("Goal of val_loss", "maximize");
  expect(chosen()).toEqual({ metric: `pareto: val_loss (maximize), ${second}` });
  screen?.pick("Second metric", "val_acc");
  expect(chosen()).toEqual({ metric: "pareto: val_loss (maximize), val_acc" });
  expect(
    all(screen?.find("combobox", "First metric") as HTMLElement, "option").map((o) => o.textContent),
  ).not.toContain("val_acc");
});

test("a front of three metrics, asked for in Python, is shown as it is", () => {
  const metric = "pareto: val_loss, val_acc, runtime";
  show({
    metric,
    sweep: {
      ...SAMPLE.sweep,
      metrics: ["val_loss", "val_acc", "runtime"],
      goals: ["minimize", "maximize", "minimize"],
    },
  });
  expect(screen?.find<HTMLSelectElement>("combobox", "Metric").value).toBe(metric);
  expect(screen?.has("combobox", "First metric")).toBe(false);
});

test("failure can be asked for where there is no metric", () => {
  show({ metric: "", sweep: { ...SAMPLE.sweep, metrics: [], goals: [] } });
  expect(screen?.find<HTMLSelectElement>("combobox", "Metric").value).toBe("");
  screen?.pick("Metric", "failure");
  expect(chosen()).toEqual({ metric: "failure" });
});
