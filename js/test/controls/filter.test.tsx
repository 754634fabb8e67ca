import { afterEach, expect, test } from "vitest";
import { condition, operatorsOf } from "../../src/controls/filter/condition";
import type { Filter } from "../../src/model/facts";
import type { State } from "../../src/model/state";
import { FakeModel } from "../model";
import { SAMPLE } from "../sample";
import { all, Screen, single } from "../screen";

let screen: Screen;

const FILTER: Filter = {
  where: "lr <= 0.01 and name contains 'a and b'",
  conditions: [
    { text: "lr <= 0.01", column: "lr" },
    { text: "name contains 'a and b'", column: "name" },
  ],
  runs: 48,
  problem: null,
};

function filtered(filter: Partial<Filter> = {}): Partial<State> {
  const whole = { ...FILTER, ...filter };
  return { filter: whole, where: whole.where };
}

function show(changed: Partial<State> = {}): void {
  screen = new Screen(changed);
}

function saved(): unknown {
  return screen.model.saved.at(-1);
}

afterEach(() => screen.close());

test("without a filter there is a button and nothing else", () => {
  show();
  expect(screen.has("button", "Filter")).toBe(true);
  expect(screen.has("group", "Filter")).toBe(false);
});

test("each condition stands above the table, with how many runs are left, and can be taken away", () => {
  show(filtered());
  const chips = screen.find("group", "Filter");
  expect(chips.textContent).toContain("lr <= 0.01");
  expect(single(chips, "status", "Runs kept").textContent).toBe("48 of 500 runs");
  screen.press("Remove lr <= 0.01");
  expect(saved()).toEqual({ where: "name contains 'a and b'" });
  // What is pressed goes, so the focus stays beside it.
  expect(document.activeElement).toBe(screen.find("group", "Filter"));
});

test("until Python has taken a change, no other is made of the conditions before it", () => {
  show(filtered());
  screen.press("Remove lr <= 0.01");
  const other = screen.find<HTMLButtonElement>("button", /^Remove name/);
  expect(other.disabled).toBe(true);
  screen.receive(
    filtered({ where: "name contains 'a and b'", conditions: FILTER.conditions.slice(1), runs: 60 }),
  );
  expect(screen.find<HTMLButtonElement>("button", /^Remove name/).disabled).toBe(false);
});

test("Clear takes all away, and Undo brings them back, again and again", () => {
  show(filtered());
  screen.press("Clear");
  expect(saved()).toEqual({ where: "" });
  screen.receive(filtered({ where: "", conditions: [], runs: 500 }));
  expect(screen.find("group", "Filter").textContent).toBe("All 500 runsUndo");
  screen.press("Undo the filter");
  expect(saved()).toEqual({ where: FILTER.where });
  screen.receive(filtered());
  expect(screen.has("button", "Undo the filter")).toBe(false);
});

test("what is undone is the last change, also where that took back the one before it", () => {
  show();
  const one = filtered({ where: "lr <= 0.01", conditions: FILTER.conditions.slice(0, 1) });
  const none = filtered({ where: "", conditions: [] });
  for (const step of [one, filtered(), one]) screen.receive(step);
  screen.press("Undo the filter");
  expect(saved()).toEqual({ where: FILTER.where });
  screen.receive(filtered());
  screen.press("Undo the filter");
  expect(saved()).toEqual({ where: "lr <= 0.01" });
  screen.receive(one);
  screen.press("Undo the filter");
  expect(saved()).toEqual({ where: "" });
  screen.receive(none);
  expect(screen.has("group", "Filter")).toBe(false);
});

test("a condition on a number is made of selects and fields, and joins the others", () => {
  show(filtered());
  screen.press("Filter");
  const dialog = screen.find("dialog", "Filter runs");
  const columns = single<HTMLSelectElement>(dialog, "combobox", /^Column/);
  expect([...columns.querySelectorAll("optgroup")].map(({ label }) => label)).toEqual([
    "Runs",
    "Parameters",
    "Metrics",
    "Set aside",
  ]);
  expect(columns.value).toBe("learning_rate_init");
  const add = () => screen.find<HTMLButtonElement>("button", "Add condition");
  expect(add().disabled).toBe(true);
  screen.type("textbox", "Value", "a");
  expect(add().disabled).toBe(true);
  screen.type("textbox", "Value", " 1e-2 ");
  screen.press("Add condition");
  expect(saved()).toEqual({ where: `${FILTER.where} and learning_rate_init <= 1e-2` });
  expect(add().disabled).toBe(true);
});

test("a range is made by the keyboard, a list by commas, a lack without a value", () => {
  show();
  screen.press("Filter");
  screen.pick(/^Condition/, "between");
  screen.type("textbox", "From", "0.001");
  expect(screen.find<HTMLButtonElement>("button", "Add condition").disabled).toBe(true);
  screen.type("textbox", "To", "1");
  screen.key("Enter");
  expect(saved()).toEqual({ where: "0.001 <= learning_rate_init <= 1" });
  screen.receive({ where: "" });
  screen.pick(/^Condition/, "in");
  screen.type("textbox", "Values, separated by commas", "1, 2,3");
  screen.key("Enter");
  expect(saved()).toEqual({ where: "learning_rate_init in [1, 2, 3]" });
  screen.pick(/^Condition/, "missing");
  screen.press("Add condition");
  expect(saved()).toEqual({ where: "missing(learning_rate_init)" });
});

test("listed values are ticked, and dates are picked", () => {
  show();
  screen.press("Filter");
  screen.pick(/^Column/, "optimizer");
  screen.tick("sgd");
  screen.tick("None");
  screen.tick("adam");
  screen.tick("adam");
  screen.press("Add condition");
  expect(saved()).toEqual({ where: "optimizer in ['sgd', None]" });
  screen.pick(/^Column/, "run name");
  screen.type("textbox", "Value", "it's");
  screen.press("Add condition");
  expect(saved()).toEqual({ where: '`run name` contains "it\'s"' });
  screen.pick(/^Column/, "created");
  const date = screen.type("input[type=date]", "Value", "2026-01-31");
  expect(date.value).toBe("2026-01-31");
  screen.press("Add condition");
  expect(saved()).toEqual({ where: "created >= '2026-01-31'" });
});

test("an expression is typed; what is wrong with it stands below it with the place, until it is changed", () => {
  show();
  screen.press("Filter");
  const typed = "lr <= 0.01 adn x == 1";
  screen.type("textbox", "Expression", typed);
  screen.key("Enter");
  expect(saved()).toEqual({ where: typed });
  // Python keeps the filter as it was, and says why.
  const problem = { sentence: "expected 'and'", text: typed, start: 11, end: 14 };
  screen.receive({ where: "", filter: { ...SAMPLE.filter, problem } });
  const field = screen.find<HTMLInputElement>("textbox", "Expression");
  expect(field.value).toBe(typed);
  expect(field.getAttribute("aria-invalid")).toBe("true");
  const [alert] = all(screen.find("dialog"), "alert");
  expect(alert?.textContent).toBe(`expected 'and'${typed}`);
  expect(alert?.querySelector("mark")?.textContent).toBe("adn");
  screen.type("textbox", "Expression", " lr <= 0.01  ");
  expect(all(screen.find("dialog"), "alert")[0]?.textContent).toBe("");
  screen.key("Enter");
  expect(saved()).toEqual({ where: "lr <= 0.01" });
  const conditions = [{ text: "lr <= 0.01", column: "lr" }];
  screen.receive(filtered({ where: "lr <= 0.01", conditions }));
  // The choice is done: what it is of stands above the table.
  expect(screen.has("dialog", "Filter runs")).toBe(false);
  expect(document.activeElement).toBe(screen.find("button", "Filter"));
});

test("an expression that is applied as it stands, or cleared, closes the box; a condition does not", () => {
  show(filtered());
  screen.press("Filter");
  expect(screen.find<HTMLInputElement>("textbox", "Expression").value).toBe(FILTER.where);
  screen.type("textbox", "Value", "1");
  screen.press("Add condition");
  screen.receive(filtered({ where: `${FILTER.where} and learning_rate_init <= 1` }));
  expect(screen.has("dialog", "Filter runs")).toBe(true);
  single(screen.find("dialog", "Filter runs"), "button", "Clear").click();
  screen.receive(filtered({ where: "", conditions: [], runs: 500 }));
  expect(saved()).toEqual({ where: "" });
  expect(screen.has("dialog", "Filter runs")).toBe(false);
});

test("a state saved before there were filters is drawn without them", () => {
  const { terms: _, ...sweep } = SAMPLE.sweep;
  const { filter: __, where: ___, ...older } = SAMPLE;
  screen = new Screen({}, new FakeModel({ ...older, sweep } as unknown as State));
  expect(screen.has("button", "Filter")).toBe(false);
});

test.each([
  ["lr", "number", "<=", ["1e-3"], "lr <= 1e-3"],
  ["lr", "number", "==", ["-.5"], "lr == -.5"],
  ["lr", "number", "<=", ["0x10"], null],
  ["lr", "number", "<=", ["1 or 1"], null],
  ["lr", "number", "<=", [], null],
  ["lr", "number", "in", ["1", ""], null],
  ["lr", "number", "between", ["1"], null],
  ["lr", "number", "there", [], "not missing(lr)"],
  ["name", "text", "contains", ["a'b\\c"], 'name contains "a\'b\\\\c"'],
  ["name", "text", "contains", [" "], null],
  ["created", "date", "between", ["2026-01-01", "2026-02-01"], "'2026-01-01' <= created <= '2026-02-01'"],
] as const)("%s %s %s %j is %s", (term, kind, operator, given, written) => {
  expect(condition(term, kind, operator, given)).toBe(written);
});

test("where values are listed, picking comes first", () => {
  expect(operatorsOf("text", [["'a'", "a"]])[0]).toEqual(["in", "is one of"]);
  expect(operatorsOf("text", [])[0]).toEqual(["contains", "contains"]);
});
