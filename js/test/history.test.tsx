/** Undo and redo over one state: filter, hidden params, order, metric, open rows and views, the pinned run. */
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import { History, type Moment } from "../src/history";
import { SAMPLE } from "./sample";
import { Screen } from "./screen";

const LR = "learning_rate_init";

let screen: Screen | undefined;

afterEach(() => screen?.close());

function show(): Screen {
  screen = new Screen();
  return screen;
}

function last(): unknown {
  return screen?.model.saved.at(-1);
}

/** Where a button has the focus, or where `at` says. */
function press(key: string, more: KeyboardEventInit = {}, at?: Element): KeyboardEvent {
  const event = new KeyboardEvent("keydown", {
    key,
    ctrlKey: true,
    bubbles: true,
    cancelable: true,
    ...more,
  });
  act(() => {
    (at ?? screen?.find("button", LR))?.dispatchEvent(event);
  });
  return event;
}

const undo = () => press("z");
const redo = () => press("Z", { shiftKey: true });

function filterOf(where: string) {
  const conditions = where === "" ? [] : [{ text: where, column: where.split(" ")[0] ?? "" }];
  return { where, filter: { where, conditions, runs: 100, problem: null } };
}

function hide(param: string): void {
  screen?.press(`Hide ${param}`);
}

/** As Python ranks the params that are not hidden. */
function ranked(hidden: readonly string[]): void {
  const { params } = SAMPLE.ranking;
  const kept = params.param.flatMap((name, i) => (hidden.includes(name) ? [] : [i]));
  const some = Object.fromEntries(
    Object.entries(params).map(([key, cells]) => [key, kept.map((i) => (cells as unknown[])[i])]),
  ) as unknown as typeof params;
  screen?.receive({ hidden, ranking: { ...SAMPLE.ranking, params: some } });
}

test("opened rows and views are closed and opened again, the last first", () => {
  show();
  screen?.press(LR);
  screen?.press("Interactions");
  const open = () => [
    screen?.find("button", LR).getAttribute("aria-expanded"),
    screen?.find("button", "Interactions").getAttribute("aria-expanded"),
  ];
  expect(open()).toEqual(["true", "true"]);
  expect(undo().defaultPrevented).toBe(true);
  expect(open()).toEqual(["true", "false"]);
  undo();
  expect(open()).toEqual(["false", "false"]);
  undo();
  redo();
  expect(open()).toEqual(["true", "false"]);
  redo();
  redo();
  expect(open()).toEqual(["true", "true"]);
  expect(screen?.model.saved).toEqual([{ view: "pairs" }, { view: "" }, { view: "pairs" }]);
});

test("params hidden while Python still computes come back one by one", () => {
  show();
  hide("depth");
  hide("alpha");
  ranked(["depth", "alpha"]);
  undo();
  expect(last()).toEqual({ hidden: ["depth"] });
  ranked(["depth"]);
  undo();
  expect(last()).toEqual({ hidden: [] });
  ranked([]);
  redo();
  expect(last()).toEqual({ hidden: ["depth"] });
});

test("a metric brings its goal, and both are one change", () => {
  show();
  screen?.pick("Metric", "val_acc");
  const maximized = { ...SAMPLE.ranking, metric: "val_acc", goal: "maximize" as const };
  screen?.receive({ goal: "maximize" });
  screen?.receive({ ranking: maximized });
  undo();
  expect(last()).toEqual({ metric: "val_loss", goal: "minimize" });
  screen?.receive({ ranking: SAMPLE.ranking });
  redo();
  expect(last()).toEqual({ metric: "val_acc", goal: "maximize" });
});

test("what code or the wand changes can be undone too", () => {
  show();
  screen?.receive({ sort_by: "param", descending: false });
  screen?.receive(filterOf("depth == 2"));
  undo();
  expect(last()).toEqual({ where: "" });
  screen?.receive(filterOf(""));
  undo();
  expect(last()).toEqual({ sort_by: "importance", descending: true });
});

test("a filter that was refused is no step", () => {
  show();
  screen?.receive({ sort_by: "param" });
  screen?.receive(filterOf("depth == 2"));
  screen?.press("Clear");
  expect(last()).toEqual({ where: "" });
  screen?.receive({ where: "depth == 2" });
  undo();
  expect(last()).toEqual({ where: "" });
  screen?.receive(filterOf(""));
  undo();
  expect(last()).toEqual({ sort_by: "importance" });
});

test("the way back at the filter undoes the filter alone, and can be redone", () => {
  show();
  screen?.receive(filterOf("depth == 2"));
  screen?.receive({ sort_by: "param", descending: false });
  screen?.press("Undo the filter");
  expect(last()).toEqual({ where: "" });
  screen?.receive(filterOf(""));
  redo();
  expect(last()).toEqual({ where: "depth == 2" });
  screen?.receive(filterOf("depth == 2"));
  screen?.press("Undo the filter");
  screen?.receive(filterOf(""));
  undo();
  expect(last()).toEqual({ sort_by: "importance", descending: true });
});

test("in a field the keys are the field's own", () => {
  show();
  screen?.press(LR);
  const field = screen?.find("searchbox", "Search parameters");
  expect(press("z", {}, field).defaultPrevented).toBe(false);
  expect(press("z", { ctrlKey: false }).defaultPrevented).toBe(false);
  expect(screen?.find("button", LR).getAttribute("aria-expanded")).toBe("true");
  expect(press("z", { ctrlKey: false, metaKey: true }).defaultPrevented).toBe(true);
  expect(screen?.find("button", LR).getAttribute("aria-expanded")).toBe("false");
});

test("another change ends what could be redone", () => {
  const history = new History();
  const at = (view: string) => ({ where: "", hidden: [], view }) as unknown as Moment;
  history.note(at("a"));
  expect(history.step(at("b"), false)?.view).toBe("a");
  history.note(at("a"));
  expect(history.step(at("c"), true)).toBeUndefined();
  expect(history.step(at("c"), false)?.view).toBe("a");
});
