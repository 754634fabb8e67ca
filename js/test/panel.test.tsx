import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import type { Choices } from "../src/model/choices";
import type { RankedParams, Ranking } from "../src/model/ranking";
import type { State } from "../src/model/state";
import type { Role, Sweep } from "../src/model/sweep";
import { LONG, SAMPLE, SCRIPT } from "./sample";
import { all, Screen, single } from "./screen";

let screen: Screen;

function show(changed: Partial<State> = {}): Screen {
  screen = new Screen(changed);
  return screen;
}

function ranking(changed: Partial<Ranking>): Partial<State> {
  return { ranking: { ...SAMPLE.ranking, ...changed } };
}

/** The last choices that were saved, all of them together. */
function chosen(): Partial<Choices> | undefined {
  return screen.model.saved.at(-1);
}

afterEach(() => {
  screen.close();
  expect(screen.el.childNodes.length).toBe(0);
});

test("before the first message it says what it waits for", () => {
  show({ sweep: {} as Sweep, ranking: {} as Ranking });
  expect(screen.text).toBe("Reading the runs…");
  screen.receive({ sweep: SAMPLE.sweep, ranking: SAMPLE.ranking });
  expect(screen.params[0]).toContain("learning_rate_init");
});

test("the header is one sentence with the metric and the goal in it", () => {
  show();
  expect(screen.text).toContain("Parameter importance with respect to");
  screen.pick("Metric", "val_acc");
  expect(chosen()).toEqual({ metric: "val_acc" });
  screen.pick("Goal", "maximize");
  expect(chosen()).toEqual({ goal: "maximize" });
  screen.pick("Method", "mdi");
  expect(chosen()).toEqual({ method: "mdi" });
});

test("the table shows ten params with both figures, most important first", () => {
  show();
  expect(screen.params).toHaveLength(10);
  expect(screen.cells(1).slice(0, 3)).toEqual(["0.531", "0.142", "0.071"]);
  expect(screen.cells(2).slice(0, 3)).toEqual(["-0.720strong", "0.412no direction", "+0.233"]);
  expect(screen.text).toContain("Showing 1–10 of 14");
});

test("what could be chance says so, and what is not tested yet", () => {
  show();
  expect(screen.row("use_bias").textContent).toContain("0.010could be chance");
  expect(screen.row("depth").textContent).not.toContain("chance");
  const { params } = SAMPLE.ranking;
  const none = { above_noise: params.param.map(() => null), tested: params.param.map(() => false) };
  screen.receive({ ranking: { ...SAMPLE.ranking, params: { ...params, ...none } } });
  expect(screen.row("use_bias").textContent).toContain("0.010not tested yet");
  expect(screen.row("depth").textContent).toContain("not tested yet");
});

test("a figure that means nothing is a dash, never null or NaN, and never minus zero", () => {
  show();
  screen.pick(/^Rows/, "100");
  expect(screen.row("warmup").textContent).toBe("warmup––");
  expect(screen.row(SCRIPT).children[1]?.textContent).toContain("0.000");
  expect(screen.el.innerHTML).not.toMatch(/null|NaN|undefined|false /);
  expect(screen.text).not.toContain("-0.000");
});

test("names are text: markup, right-to-left and very long ones", () => {
  show();
  screen.pick(/^Rows/, "100");
  expect(screen.el.querySelector("script")).toBeNull();
  expect(screen.row(SCRIPT).textContent).toContain(SCRIPT);
  expect(single(screen.row(LONG), "bdi").title).toBe(LONG);
});

test("a header click sorts by that column, and another reverses; the focus stays", () => {
  show();
  const header = () => screen.find("columnheader", /^Correlation/).getAttribute("aria-sort");
  expect(screen.find("columnheader", /^Importance/).getAttribute("aria-sort")).toBe("descending");
  screen.press("Correlation");
  expect(chosen()).toEqual({ sort_by: "correlation", descending: true });
  expect(header()).toBe("descending");
  expect(screen.find("button", "Correlation").title).toBe("By strength, whatever the sign");
  expect(screen.params.slice(0, 2)).toEqual(["learning_rate_initlog axis", "optimizer3 values"]);
  screen.press("Correlation");
  expect(chosen()).toEqual({ sort_by: "correlation", descending: false });
  expect(header()).toBe("ascending");
  expect(screen.params[0]).toContain("momentum");
  expect(document.activeElement?.textContent).toBe("Correlation");
  screen.press("Parameter");
  expect(chosen()).toEqual({ sort_by: "param", descending: false });
  expect(screen.params[0]).toContain(SCRIPT);
});

test("search narrows the table, says so, and starts again at its first page", () => {
  show();
  screen.press("Next page");
  expect(screen.text).toContain("Showing 11–14 of 14");
  const box = screen.type("searchbox", "Search parameters", "  ");
  expect(screen.text).toContain("Showing 1–10 of 14");
  screen.type("searchbox", "Search parameters", "  OPT ");
  expect(screen.params).toEqual(["optimizer3 values"]);
  expect(screen.text).toContain("Showing 1–1 of 1 matching “OPT” (14 in all)");
  expect(document.activeElement).toBe(box);
  screen.receive({ progress: { busy: true, done: 1, total: 9, words: "fitting" } });
  expect(document.activeElement).toBe(box);
  expect(box.value).toBe("  OPT ");
});

test("a search without a match says so and can be cleared", () => {
  show();
  screen.type("searchbox", "Search parameters", "nowhere");
  expect(screen.text).toContain("No parameter matches “nowhere”");
  expect(screen.text).not.toContain("Showing");
  screen.press("Clear the search");
  expect(screen.params).toHaveLength(10);
});

test("pages go back and forth, and the page is clamped when the list shrinks", () => {
  show();
  const isOff = (name: string) => screen.find<HTMLButtonElement>("button", name).disabled;
  expect([isOff("Previous page"), isOff("Next page")]).toEqual([true, false]);
  screen.press("Next page");
  expect([isOff("Previous page"), isOff("Next page")]).toEqual([false, true]);
  expect(screen.params).toHaveLength(4);
  const few = (values: readonly unknown[]) => values.slice(0, 3);
  const params = Object.fromEntries(
    Object.entries(SAMPLE.ranking.params).map(([key, values]) => [key, few(values)]),
  );
  screen.receive(ranking({ params: params as unknown as RankedParams }));
  expect(screen.text).toContain("Showing 1–3 of 3");
  expect(screen.params).toHaveLength(3);
});

test("a row opens to its sentences and closes again", () => {
  show();
  screen.press("learning_rate_init");
  expect(screen.find("button", "learning_rate_init").getAttribute("aria-expanded")).toBe("true");
  expect(screen.text).toContain("Explains 53% of the differences in val_loss (44–62%).");
  const statistics = single(screen.el, "details", /^Statistics/);
  expect((statistics as HTMLDetailsElement).open).toBe(false);
  expect(statistics.textContent).toContain("Statistics of learning_rate_init.");
  screen.press("learning_rate_init");
  expect(screen.text).not.toContain("Explains 53%");
});

test("params that moved together are marked, by name", () => {
  show();
  const mark = single(screen.row("batch_size"), "[title]", "moved together");
  expect(mark.title).toBe("steps_per_epoch moved along with it: their effects cannot be separated.");
});

test("a categorical opens to its values, with effects judged by the goal in words", () => {
  show();
  screen.press("optimizer");
  const rows = () =>
    all(screen.find("table", "Values of optimizer"), "tbody tr").map((row) => row.textContent);
  expect(rows()).toEqual([
    "adam2010.4190.081×0.922better-0.332",
    "sgd1610.5930.050×1.1worse+0.371",
    "rmsprop1180.4960.011×0.996unclear-0.014",
  ]);
  expect(screen.text).toContain("Effect on val_loss (factor)");
  screen.receive({ ...ranking({ goal: "maximize" }), goal: "maximize" });
  expect(rows()[0]).toContain("worse");
});

test("a long list of values has pages", () => {
  show();
  screen.press("activation");
  const values = () => all(screen.find("table", "Values of activation"), "tbody tr").map(firstText);
  const pages = screen.find("group", "Pages of values");
  const turn = () => act(() => single(pages, "button", "Next page").click());
  expect([values().length, pages.textContent]).toEqual([12, "1–12 of 30 values"]);
  turn();
  turn();
  expect(values()).toEqual([24, 25, 26, 27, 28, 29].map((i) => `activation_${i}`));
  expect(single<HTMLButtonElement>(pages, "button", "Next page").disabled).toBe(true);
});

function firstText(row: HTMLElement): string {
  return row.firstElementChild?.textContent ?? "";
}

test("values are sorted by any of their figures, the best mean first", () => {
  show();
  screen.press("optimizer");
  const table = screen.find("table", "Values of optimizer");
  const order = () => all(table, "tbody tr").map(firstText);
  const press = (name: string) => act(() => single(table, "button", name).click());
  const sorted = () => all(table, "columnheader").map((th) => th.getAttribute("aria-sort"));
  expect(order()).toEqual(["adam", "sgd", "rmsprop"]);
  press("Mean val_loss");
  expect([order(), sorted()[2]]).toEqual([["adam", "rmsprop", "sgd"], "ascending"]);
  press("Mean val_loss");
  expect([order(), sorted()[2]]).toEqual([["sgd", "rmsprop", "adam"], "descending"]);
  press("Runs");
  expect(order()).toEqual(["adam", "sgd", "rmsprop"]);
  press("Value");
  expect([order(), sorted()]).toEqual([
    ["adam", "rmsprop", "sgd"],
    ["ascending", "none", "none", "none", "none", "none"],
  ]);
});

test("the whole row opens, but not by its controls or a selected text", () => {
  show();
  const isOpen = () => screen.find("button", "depth").getAttribute("aria-expanded") === "true";
  const click = (column: number) => act(() => (screen.row("depth").children[column] as HTMLElement).click());
  click(1);
  expect(isOpen()).toBe(true);
  screen.press("depth");
  expect(isOpen()).toBe(false);
  const range = document.createRange();
  range.selectNodeContents(screen.row("depth"));
  getSelection()?.addRange(range);
  click(2);
  expect(isOpen()).toBe(false);
  getSelection()?.removeAllRanges();
  screen.press("Hide depth");
  screen.press("Undo");
  expect(isOpen()).toBe(false);
});

test("an eye hides a row, which leaves at once, and undo brings back what was hidden last", () => {
  show();
  screen.press("Hide depth");
  expect(chosen()).toEqual({ hidden: ["depth"] });
  expect(screen.params.some((name) => name.startsWith("depth"))).toBe(false);
  expect(screen.text).toContain("Showing 1–10 of 13");
  expect(document.activeElement).toBe(screen.find("button", "Undo"));
  screen.press("Hide alpha");
  expect(screen.text).toContain("2 hidden, left out of the analysis · Undo");
  screen.press("Undo");
  expect(chosen()).toEqual({ hidden: ["depth"] });
  screen.press("Undo");
  expect(chosen()).toEqual({ hidden: [] });
  expect(screen.text).not.toContain("hidden");
  expect(screen.params.some((name) => name.startsWith("depth"))).toBe(true);
});

test("what the wand hides comes back with undo too", () => {
  show({ hidden: ["warmup"] });
  expect(screen.text).toContain("1 hidden, left out of the analysis · Show all");
  screen.press("Most useful parameters");
  screen.receive({ hidden: ["alpha", "momentum", "warmup", "nesterov"] });
  expect(screen.text).toContain("4 hidden, left out of the analysis · Undo");
  screen.press("Undo");
  expect(chosen()).toEqual({ hidden: ["warmup"] });
  screen.press("Show all");
  expect(chosen()).toEqual({ hidden: [] });
});

test("undo is there where everything is hidden", () => {
  const { ranking: full } = SAMPLE;
  show();
  const empty = Object.fromEntries(Object.keys(full.params).map((key) => [key, []]));
  screen.receive({ hidden: full.params.param });
  screen.receive(ranking({ params: empty as unknown as RankedParams, levels: {} }));
  screen.press("Undo");
  expect(chosen()).toEqual({ hidden: [] });
});

test("a search says which hidden params match, and shows them", () => {
  show({ hidden: ["depth", "width_depth", "alpha"] });
  expect(screen.text).not.toContain("match");
  screen.type("searchbox", "Search parameters", "DEPTH");
  expect(screen.text).toContain("2 hidden parameters match: show");
  screen.type("searchbox", "Search parameters", "width_dep");
  expect(screen.text).toContain("1 hidden parameter matches: show");
  expect(screen.text).not.toContain("No parameter matches");
  screen.type("searchbox", "Search parameters", "DEPTH");
  screen.press("show");
  expect(chosen()).toEqual({ hidden: ["alpha"] });
  screen.type("searchbox", "Search parameters", "alp");
  expect(screen.text).toContain("1 hidden parameter matches: show");
});

test("a param named like a property of every object has no values of its own", () => {
  const params = {
    ...SAMPLE.ranking.params,
    param: ["constructor", ...SAMPLE.ranking.params.param.slice(1)],
  };
  show(ranking({ params }));
  screen.press("constructor");
  expect(all(screen.el, "table")).toHaveLength(1);
});

test("while the figures are not those of the choices they are busy, and stay where they are", () => {
  show();
  const busy = () => screen.find("table", "Ranked parameters").getAttribute("aria-busy");
  expect(busy()).toBe("false");
  screen.pick("Metric", "val_acc");
  expect(busy()).toBe("true");
  expect(screen.params).toHaveLength(10);
  screen.receive(ranking({ metric: "val_acc" }));
  expect(busy()).toBe("false");
});

test("correlations stand while the importance is on its way", () => {
  const { params } = SAMPLE.ranking;
  const unknown = params.importance.map(() => null);
  show(ranking({ complete: false, params: { ...params, importance: unknown } }));
  expect(screen.cells(1).slice(0, 2)).toEqual(["…", "…"]);
  expect(screen.cells(2)[0]).toContain("-0.720");
  expect(screen.text).not.toContain("Explained on unseen runs");
});

test("importances so far stand while the forest grows", () => {
  show(ranking({ complete: false }));
  expect(screen.cells(1).slice(0, 2)).toEqual(["0.531", "0.142"]);
  expect(screen.text).not.toContain("Explained on unseen runs");
});

test("work shows its words and its share, and can be cancelled", () => {
  show({ progress: { busy: true, done: 25, total: 100, words: "fitting the forest" } });
  expect(screen.find("status", "fitting the forest").textContent).toBe("fitting the forest");
  expect(screen.find("progressbar").getAttribute("aria-valuenow")).toBe("25");
  screen.press("Cancel");
  expect(screen.model.sent).toEqual([{ event: "cancel" }]);
  screen.receive({ progress: SAMPLE.progress });
  expect(screen.has("progressbar")).toBe(false);
  expect(screen.has("status", "done")).toBe(true);
});

test("the wand is sent, and states its rule", () => {
  show();
  expect(screen.find("button", "Most useful parameters").title).toContain("that matter");
  screen.press("Most useful parameters");
  expect(screen.model.sent).toEqual([{ event: "wand" }]);
});

test("a refused choice comes back as it was, with a sentence that can be dismissed", () => {
  show();
  screen.pick("Metric", "val_acc");
  screen.receive({ metric: "val_loss", notice: "val_acc has one value only." });
  expect(screen.find<HTMLSelectElement>("combobox", "Metric").value).toBe("val_loss");
  expect(screen.find("alert").textContent).toBe("val_acc has one value only.");
  screen.press("Dismiss");
  expect(screen.find("alert").textContent).toBe("");
  screen.receive({ notice: "" });
  screen.receive({ notice: "val_acc has one value only." });
  expect(screen.find("alert").textContent).toBe("val_acc has one value only.");
});

test("a problem is said, with and without rows, and the controls stay usable", () => {
  show(ranking({ problem: "Only 7 runs: too few to rank." }));
  expect(screen.text).toContain("Only 7 runs: too few to rank.");
  expect(screen.params).toHaveLength(10);
  const none = Object.fromEntries(Object.keys(SAMPLE.ranking.params).map((key) => [key, []]));
  screen.receive(ranking({ problem: "Every parameter is hidden.", params: none as unknown as RankedParams }));
  expect(screen.has("table")).toBe(false);
  screen.receive({ hidden: ["depth"] });
  screen.press("Show all parameters");
  expect(chosen()).toEqual({ hidden: [] });
});

test("without any metric the select says so", () => {
  show({ sweep: { ...SAMPLE.sweep, metrics: [], outcomes: [] }, metric: "" });
  const select = screen.find<HTMLSelectElement>("combobox", "Metric");
  expect([select.disabled, select.textContent]).toEqual([true, "no metric"]);
});

test("the result stands above the table in a sentence, with how much is explained", () => {
  show();
  const [result, trust] = [...screen.el.querySelectorAll(".hp-headline p")].map((p) => p.textContent);
  expect(result).toBe(SAMPLE.headline);
  expect(trust).toBe(SAMPLE.ranking.trust_sentence);
  screen.receive({ headline: "learning_rate_init matters most: 53%." });
  expect(screen.text).toContain("matters most: 53%.");
  screen.receive(ranking({ problem: "Only 12 runs can be used." }));
  expect(screen.text).toContain("Only 12 runs can be used.");
  expect(screen.text).not.toContain("matters most");
  expect(screen.text).not.toContain(SAMPLE.ranking.trust_sentence);
});

test("every term is a click away", () => {
  show();
  const glossary = single(screen.el, "details", /^Glossary/);
  expect(single(glossary, "dt", "Interaction").nextElementSibling?.textContent).toContain("Two parameters");
  const importance = () => single(glossary, "dt", "Importance").nextElementSibling?.textContent;
  expect(importance()).toContain("The share of the differences");
  screen.receive({ ranking: { ...SAMPLE.ranking, method: "top" } });
  expect(importance()).toContain("By PED-ANOVA");
});

test("the footer says what was used and what was left out", () => {
  show();
  expect(screen.text).toContain("480 of 500 runs used; left out: 12 crashed, 8 without val_loss");
  expect(screen.text).toContain("a log scale is used");
  expect(screen.text).toContain("CSV file vehicle_500.csv: 500 runs");
});

test("both figures are explained in place, each method by its own words", () => {
  show();
  screen.press("What importance means");
  expect(screen.find("dialog").textContent).toContain("checked out-of-bag");
  expect(screen.find("dialog").textContent).toContain("The thin line is the 95% interval.");
  expect(screen.find("dialog").textContent).toContain("A hatched bar: could be chance.");
  screen.receive({ method: "top" });
  expect(screen.find("dialog").textContent).not.toContain("interval");
  expect(screen.find("dialog").textContent).toContain("A hatched bar: not clear among the best.");
  screen.receive({ method: "mdi" });
  expect(screen.find("dialog").textContent).toContain("favours parameters with many values");
  expect(screen.find("dialog").textContent).not.toContain("hatched");
  screen.key("Escape");
  screen.press("What correlation means");
  expect(screen.find("dialog").textContent).toContain("not causation");
});

test("a bar that another method's own test does not clear is marked in that method's words", () => {
  show();
  const { params } = SAMPLE.ranking;
  const above_noise = params.param.map(() => false);
  const marks = () =>
    [...screen.el.querySelectorAll(".hp-row .hp-mark .hp-words")].map((it) => it.textContent);
  screen.receive({ ranking: { ...SAMPLE.ranking, params: { ...params, above_noise } } });
  expect(marks()).toContain("could be chance");
  screen.receive({
    method: "top",
    ranking: { ...SAMPLE.ranking, method: "top", params: { ...params, above_noise } },
  });
  expect(marks()).toContain("not clear among the best");
  expect(marks()).not.toContain("could be chance");
});

test("what is called the top can be chosen where it matters", () => {
  show();
  screen.press("Settings");
  expect(screen.has("textbox", /^Best runs/)).toBe(false);
  screen.receive({ method: "top" });
  screen.type("textbox", /^Best runs/, "25");
  screen.key("Enter");
  expect(chosen()).toEqual({ top: 0.25 });
});

test("a store of several experiments offers them", () => {
  show();
  expect(screen.has("combobox", "Experiment")).toBe(false);
  screen.receive({ sweep: { ...SAMPLE.sweep, experiments: ["first", "second"] }, experiment: "first" });
  screen.pick("Experiment", "second");
  expect(chosen()).toEqual({ experiment: "second" });
});

test("a popover takes the focus; Escape closes it and gives the focus back", () => {
  show();
  screen.press(/^Parameters \(/);
  expect(document.activeElement).toBe(screen.find("searchbox", "Search columns"));
  screen.key("Escape");
  expect(screen.has("dialog")).toBe(false);
  expect(document.activeElement).toBe(screen.find("button", /^Parameters \(/));
});

test("a popover closes on a click elsewhere and when the focus leaves it, not on a click inside", () => {
  show();
  const pointer = (target: Element) =>
    act(() => {
      target.dispatchEvent(new Event("pointerdown", { bubbles: true, composed: true }));
    });
  screen.press("Settings");
  pointer(screen.find("dialog"));
  expect(screen.has("dialog")).toBe(true);
  pointer(screen.find("columnheader", /^Importance/));
  expect(screen.has("dialog")).toBe(false);
  screen.press("Settings");
  act(() => screen.find("searchbox", "Search parameters").focus());
  expect(screen.has("dialog")).toBe(false);
});

test("params are hidden and shown one by one", () => {
  show({ hidden: ["depth"] });
  screen.press("Parameters (13 of 14)");
  screen.tick("depth");
  expect(chosen()).toEqual({ hidden: [] });
  screen.tick("alpha");
  expect(chosen()).toEqual({ hidden: ["alpha"] });
});

test("show all and hide all act on all params, or on what the search shows", () => {
  show({ hidden: ["depth"] });
  screen.press("Parameters (13 of 14)");
  screen.press("Hide all");
  expect(chosen()?.hidden).toHaveLength(14);
  screen.type("searchbox", "Search columns", "bias");
  screen.press("Show 1 matching");
  expect(chosen()?.hidden).toHaveLength(13);
  expect(chosen()?.hidden).not.toContain("use_bias");
  screen.press("Hide 1 matching");
  expect(chosen()?.hidden).toHaveLength(14);
  screen.type("searchbox", "Search columns", "nowhere");
  expect(screen.find("dialog").textContent).toContain("No column matches.");
});

test("a column's role is corrected, and the correction is taken back", () => {
  show();
  screen.press(/^Parameters \(/);
  expect(screen.find("dialog").textContent).toContain("Set aside: one value only 2");
  const options = (name: string) =>
    all(screen.find("combobox", name), "option").map((option) => option.textContent);
  expect(options("Role of run_id")).toEqual(["parameter", "fidelity", "task", "replicate", "set aside"]);
  expect(options("Role of dropout")).toEqual([
    "parameter",
    "fidelity",
    "task",
    "replicate",
    "metric",
    "set aside",
    "read as category",
  ]);
  screen.pick("Role of dropout", "param");
  expect(chosen()).toEqual({ roles: { dropout: "param" } });
  screen.pick("Role of depth", "metric");
  expect(chosen()).toEqual({ roles: { dropout: "param", depth: "metric" } });
  screen.pick("Role of dropout", "guess");
  expect(chosen()).toEqual({ roles: { depth: "metric" } });
});

test("a column is read as another kind beside its role", () => {
  show();
  screen.press(/^Parameters \(/);
  screen.pick("Role of depth", "category");
  expect(chosen()).toEqual({ kinds: { depth: "category" } });
  expect(screen.find<HTMLSelectElement>("combobox", "Role of depth").value).toBe("param");
});

test("what was guessed stands in a line, and is corrected or kept behind it", () => {
  show();
  expect(screen.has("button", "Check")).toBe(false);
  const { columns } = SAMPLE.sweep;
  const at = (name: string) => columns.name.indexOf(name);
  const question = "a parameter or a metric? neither its name nor its values tell";
  const guessed = columns.name.map((name) => name === "depth" || name === "dropout");
  const reason = columns.reason.map((why, i) => (i === at("dropout") ? question : why));
  const guesses = "Guessed: 1 parameter, 1 column left out.";
  screen.receive({ sweep: { ...SAMPLE.sweep, guesses, columns: { ...columns, guessed, reason } } });
  expect(screen.text).toContain(guesses);
  screen.press("Check");
  const box = screen.find("dialog", "Guessed columns");
  expect(all(box, "combobox")).toHaveLength(2);
  expect(box.textContent).toContain(`Set aside: ${question}`);
  expect(box.textContent?.indexOf("dropout")).toBeLessThan(box.textContent?.indexOf("depth") ?? 0);
  screen.pick("Role of dropout", "metric");
  expect(chosen()).toEqual({ roles: { dropout: "metric" } });
  screen.press("All right, keep them");
  expect(chosen()).toEqual({ roles: { dropout: "metric", depth: "param" } });
  expect(screen.has("dialog")).toBe(false);
});

test("what no search chooses is called so, is corrected, and is kept as what it is", () => {
  show();
  const { columns } = SAMPLE.sweep;
  const guessed = columns.name.map((name) => name === "depth" || name === "dropout");
  const part = columns.name.map((name) => (name === "depth" ? "fidelity" : "choice"));
  screen.receive({ sweep: { ...SAMPLE.sweep, guesses: "Guessed.", columns: { ...columns, guessed, part } } });
  screen.press("Check");
  expect(screen.find<HTMLSelectElement>("combobox", "Role of depth").value).toBe("fidelity");
  screen.pick("Role of dropout", "replicate");
  expect(chosen()).toEqual({ roles: { dropout: "replicate" } });
  screen.press("All right, keep them");
  expect(chosen()).toEqual({ roles: { dropout: "replicate", depth: "fidelity" } });
});

test("a guess named like a property of every object was not corrected", () => {
  show();
  const { columns } = SAMPLE.sweep;
  const name = columns.name.map((other) => (other === "depth" ? "constructor" : other));
  const guessed = name.map((other) => other === "constructor");
  screen.receive({
    sweep: { ...SAMPLE.sweep, guesses: "Guessed: 1 parameter.", columns: { ...columns, name, guessed } },
  });
  screen.press("Check");
  expect(screen.find("dialog", "Guessed columns").textContent).toContain("constructor");
  expect(screen.find("dialog", "Guessed columns").textContent).not.toContain("as guessed");
});

test("a corrected guess keeps its place in the box until it closes, and can be taken back", () => {
  show();
  const { columns } = SAMPLE.sweep;
  const at = columns.name.indexOf("depth");
  const sweepWith = (role: Role, isGuess: boolean, guesses: string): Partial<State> => ({
    roles: isGuess ? {} : { depth: role },
    sweep: {
      ...SAMPLE.sweep,
      guesses,
      columns: {
        ...columns,
        role: columns.role.map((other, i) => (i === at ? role : other)),
        guessed: columns.name.map((_, i) => i === at && isGuess),
      },
    },
  });
  screen.receive(sweepWith("param", true, "Guessed: 1 parameter."));
  screen.press("Check");
  const text = screen.find("dialog", "Guessed columns").textContent;
  screen.pick("Role of depth", "aside");
  screen.receive(sweepWith("aside", false, ""));
  const box = screen.find("dialog", "Guessed columns");
  expect(all(box, "legend")).toHaveLength(1);
  // What it was guessed to be, which stays true of what it is now.
  expect(all(box, "legend")[0]?.textContent).toMatch(/^Guessed to be parameters: /);
  expect(box.textContent?.replace("as guessed", "")).toBe(text);
  screen.pick("Role of depth", "guess");
  expect(chosen()).toEqual({ roles: {} });
  screen.press("Close");
  expect(screen.has("button", "Check")).toBe(false);
});

test("every guessed column is listed, and whether corrections are remembered is said as it is", () => {
  const name = Array.from({ length: 300 }, (_, i) => `column_${i}`);
  const same = <T,>(value: T): T[] => name.map(() => value);
  const columns: Sweep["columns"] = {
    name,
    role: same("param"),
    kind: same("boolean"),
    can_be_metric: name.map((_, i) => i % 2 === 0),
    other_kind: name.map(() => "" as const),
    reason: same("a guess"),
    guessed: same(true),
    values: same("False, True"),
  };
  show({ sweep: { ...SAMPLE.sweep, guesses: "Guessed: 300 parameters.", columns } });
  screen.press("Check");
  const pickers = all(screen.find("dialog"), "combobox");
  expect(pickers).toHaveLength(300);
  expect(pickers.slice(0, 2).map((picker) => all(picker, "option").length)).toEqual([6, 5]);
  expect(screen.find("dialog").textContent).toContain("it is remembered");
  screen.receive({ remembers: false });
  expect(screen.find("dialog").textContent).not.toContain("remembered");
});

test("a metric that is a guess is called one, and is changed or kept by one choice", () => {
  show();
  const [metric = "", other = ""] = SAMPLE.sweep.metrics;
  const metric_guess = `${metric} is taken to be the metric that counts; ${other} may be meant instead.`;
  const sweep = { ...SAMPLE.sweep, guesses: `Guessed: ${metric} as the metric.`, guessed_metric: metric };
  screen.receive({ metric, sweep: { ...sweep, metric_guess } });
  const options = () =>
    all(screen.find("combobox", "Metric"), "option").map(({ textContent }) => textContent);
  expect(options().filter((text) => text?.includes("guessed"))).toEqual([`${metric} (guessed)`]);
  screen.press("Check");
  expect(screen.find("dialog").textContent).toContain(`${metric_guess} Choose another one`);
  screen.press("All right, keep them");
  expect(screen.model.sent).toContainEqual({ event: "keep_metric" });
  expect(screen.model.saved.some((choices) => "roles" in choices)).toBe(false);
  screen.pick("Metric", other);
  expect(chosen()).toEqual({ metric: other });
  screen.receive({ metric: other, sweep: SAMPLE.sweep });
  expect(options().some((text) => text?.includes("guessed"))).toBe(false);
});

test("a goal that is a guess is called one", () => {
  show();
  const { metrics, goals } = SAMPLE.sweep;
  const metric = metrics[0] ?? "";
  screen.receive({ metric, sweep: { ...SAMPLE.sweep, goals_guessed: metrics.map((_, i) => i === 0) } });
  const options = all(screen.find("combobox", "Goal"), "option").map((option) => option.textContent);
  const guess = goals[0] === "minimize" ? "lower is better" : "higher is better";
  expect(options).toContain(`${guess} (guessed)`);
  expect(options).toHaveLength(2);
});

test("with thousands of columns at most a part is drawn, and search finds the rest", () => {
  const name = Array.from({ length: 3000 }, (_, i) => `column_${i}`);
  const same = <T,>(value: T): T[] => name.map(() => value);
  const columns = {
    name,
    role: same("param"),
    kind: same("numeric"),
    can_be_metric: same(true),
    other_kind: same("" as const),
    reason: same(""),
    guessed: same(false),
    values: same("0 to 1"),
  };
  show({ sweep: { ...SAMPLE.sweep, columns: columns as Sweep["columns"] } });
  screen.press("Parameters (3,000 of 3,000)");
  expect(all(screen.find("dialog"), "checkbox")).toHaveLength(100);
  expect(screen.find("dialog").textContent).toContain("… 2,900 more: search to find them");
  screen.type("searchbox", "Search columns", "column_2999");
  expect(all(screen.find("dialog"), "checkbox")).toHaveLength(1);
});

test("settings: scale, aggregation and statuses", () => {
  show();
  screen.press("Settings");
  expect(screen.find("combobox", /^Metric scale/).textContent).toContain("automatic (log)");
  screen.pick(/^Metric scale/, "rank");
  expect(chosen()).toEqual({ scale: "rank" });
  screen.pick(/^Value per run/, "best");
  expect(chosen()).toEqual({ aggregate: "best" });
  screen.tick("crashed 12");
  expect(chosen()).toEqual({ statuses: ["finished", "unknown", "crashed"] });
  screen.tick("no status 8");
  expect(chosen()).toEqual({ statuses: ["finished", "crashed"] });
  screen.press("Reset");
  expect(chosen()).toEqual({
    scale: "auto",
    statuses: ["finished", "unknown"],
    aggregate: "last",
    top: 0.1,
    trees: 100,
    seed: 0,
  });
});

test("without several values per run there is nothing to aggregate", () => {
  show({ sweep: { ...SAMPLE.sweep, aggregates: [] } });
  screen.press("Settings");
  expect(screen.has("combobox", /^Value per run/)).toBe(false);
});

test("numbers are proposed on Enter or when left, not at every key, and only in their range", () => {
  show();
  screen.press("Settings");
  const trees = screen.type("textbox", "Trees", "0");
  screen.key("Enter");
  expect(screen.text).toContain("A whole number from 1 to 5,000");
  screen.type("textbox", /^Trees/, "500");
  expect(chosen()).toBeUndefined();
  screen.receive({ progress: { busy: true, done: 1, total: 2, words: "" } });
  expect(trees.value).toBe("500");
  screen.key("Enter");
  expect(chosen()).toEqual({ trees: 500 });
  const seed = screen.type("textbox", "Seed", "4294967295");
  act(() => seed.blur());
  expect(chosen()).toEqual({ seed: 4294967295 });
  screen.type("textbox", "Seed", "");
  expect(screen.text).toContain("A whole number from 0 to 4,294,967,295");
});

test("no control that can be focused lets the notebook's shortcuts through", () => {
  show({ notice: "Refused.", progress: { busy: true, done: 0, total: 1, words: "" } });
  screen.press("activation");
  const loose = () =>
    all(screen.el, "button, select, input, summary, a, textarea, [tabindex]").filter(
      (element) => element.dataset.lmSuppressShortcuts !== "true",
    );
  for (const name of [/^Parameters \(/, "Settings", "What importance means", "What correlation means"]) {
    screen.press(name);
    expect(screen.has("dialog")).toBe(true);
    expect(loose()).toEqual([]);
    screen.key("Escape");
  }
  screen.type("searchbox", "Search parameters", "nowhere");
  expect(loose()).toEqual([]);
});

test("what comes back with the source is said, and can be forgotten", () => {
  show();
  expect(screen.has("button", "Forget")).toBe(false);
  const sentence = "Remembered for this source: 1 hidden parameter.";
  screen.receive({ remembered: sentence });
  expect(screen.text).toContain(sentence);
  screen.press("Forget");
  expect(screen.model.sent).toEqual([{ event: "forget" }]);
});

test("an interval that goes on beyond its axis says so, and the whole of it is in the title", () => {
  const { params } = SAMPLE.ranking;
  const wide = params.importance_high.map((high, i) => (i === 0 ? 50 : high));
  screen = new Screen({ ranking: { ...SAMPLE.ranking, params: { ...params, importance_high: wide } } });
  const [first = "", second = ""] = params.param;
  const titleOf = (param: string) => single(screen.row(param), "[title^=Importance]").title;
  expect(titleOf(first)).toContain("to 50");
  expect(titleOf(first)).toContain("the arrow: the interval goes on");
  expect(titleOf(second)).not.toContain("arrow");
});
