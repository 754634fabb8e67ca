import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import type { RankedParams } from "../../src/model/ranking";
import type { State } from "../../src/model/state";
import { SAMPLE } from "../sample";
import { Screen } from "../screen";

let screen: Screen;

function show(changed: Partial<State> = {}): Screen {
  screen = new Screen({ live: { offered: true, since: null, new_runs: 0, trouble: "" }, ...changed });
  return screen;
}

afterEach(() => screen.close());

/** The same params with other figures: the last one is now the most important. */
function upended(): Partial<State> {
  const { params } = SAMPLE.ranking;
  const importance = params.importance.map((_, i) => i / 100);
  const order = [...importance.keys()].reverse();
  const moved = Object.fromEntries(
    Object.entries({ ...params, importance }).map(([key, values]) => [key, order.map((i) => values[i])]),
  ) as unknown as RankedParams;
  return { ranking: { ...SAMPLE.ranking, params: moved } };
}

function body(): HTMLElement {
  const element = screen.find("table", "Ranked parameters").parentElement;
  if (!element) throw new Error("no body");
  return element;
}

function point(event: "pointerenter" | "pointerleave"): void {
  act(() => {
    body().dispatchEvent(new PointerEvent(event));
  });
}

const NEWER = "Order updates when you leave the table";

test("new runs move the rows when nobody points at them", () => {
  show();
  screen.receive(upended());
  expect(screen.params[0]).not.toContain("learning_rate_init");
  expect(screen.text).not.toContain(NEWER);
});

test("under the pointer the rows stay, their figures change, and leaving moves them", () => {
  show();
  const before = screen.params;
  point("pointerenter");
  screen.receive(upended());
  expect(screen.params).toEqual(before);
  expect(screen.row("learning_rate_init").textContent).toContain("0.000");
  expect(screen.text).toContain(NEWER);
  point("pointerleave");
  expect(screen.params[0]).not.toContain("learning_rate_init");
  expect(screen.text).not.toContain(NEWER);
});

test("rows stay open and where they are while the focus is in one", () => {
  show();
  screen.press(/^learning_rate_init/);
  const before = screen.params;
  const focused = document.activeElement;
  act(() => {
    focused?.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
  });
  screen.receive(upended());
  expect(screen.find("button", /^learning_rate_init/).getAttribute("aria-expanded")).toBe("true");
  expect(document.activeElement).toBe(focused);
  expect(screen.params).toEqual(before);
  act(() => {
    focused?.dispatchEvent(new FocusEvent("focusout", { bubbles: true, relatedTarget: document.body }));
  });
  expect(screen.params).not.toEqual(before);
});

test("params that come stand at the end while somebody points, and those that go leave", () => {
  show();
  screen.pick(/^Rows/, "100");
  const before = screen.params;
  point("pointerenter");
  const { params } = SAMPLE.ranking;
  const names = ["brand new", ...params.param.slice(1)];
  screen.receive({ ranking: { ...SAMPLE.ranking, params: { ...params, param: names } } });
  expect(screen.params).toHaveLength(before.length);
  expect(screen.params.at(-1)).toContain("brand new");
  expect(screen.params.join()).not.toContain("learning_rate_init");
});

test("what the person chooses moves the rows at once, even under the pointer", () => {
  show();
  point("pointerenter");
  screen.press("Parameter");
  expect(screen.params[0]).not.toContain("learning_rate_init");
  screen.press("Importance");
  screen.receive({ seed: 3 });
  screen.receive(upended());
  expect(screen.params[0]).not.toContain("learning_rate_init");
});

test("a ranking that a later choice has overtaken holds no row where it stood", () => {
  show();
  screen.pick(/^Rows/, "100");
  const before = screen.params;
  point("pointerenter");
  const { params } = SAMPLE.ranking;
  const without = Object.fromEntries(
    Object.entries(params).map(([key, values]) => [key, values.filter((_: unknown, i: number) => i !== 0)]),
  ) as unknown as RankedParams;
  // Hidden and shown again before Python has answered the first: its answer is for what is chosen no more.
  screen.receive({ hidden: ["learning_rate_init"] });
  screen.receive({ hidden: [] });
  screen.receive({ ranking: { ...SAMPLE.ranking, params: without } });
  screen.receive({ ranking: { ...SAMPLE.ranking } });
  expect(screen.params).toEqual(before);
});

test("the whole ranking replaces the early correlations under the pointer", () => {
  show({ ranking: { ...SAMPLE.ranking, complete: false } });
  point("pointerenter");
  screen.receive(upended());
  expect(screen.params[0]).not.toContain("learning_rate_init");
});

test("the switch is only there where the source can change", () => {
  show({ live: { offered: false, since: null, new_runs: 0, trouble: "" } });
  expect(screen.has("checkbox", "Follow new runs")).toBe(false);
  screen.receive({ live: { offered: true, since: null, new_runs: 0, trouble: "" } });
  screen.tick("Follow new runs");
  expect(screen.model.saved.at(-1)).toEqual({ follow: 5 });
  screen.tick("Follow new runs");
  expect(screen.model.saved.at(-1)).toEqual({ follow: 0 });
});

test("it says how many runs came and since when, or why they cannot be read", () => {
  show({ follow: 5 });
  const since = new Date(2026, 0, 31, 14, 5).getTime() / 1000;
  const moment = new Date(1000 * since).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const say = (new_runs: number, trouble = "") => {
    screen.receive({ live: { offered: true, since, new_runs, trouble } });
    return screen.find("status", "New runs").textContent;
  };
  expect(say(0)).toBe(`no new runs since ${moment}`);
  expect(say(1)).toBe(`1 new run since ${moment}`);
  expect(say(1200)).toBe(`1,200 new runs since ${moment}`);
  expect(say(12, "What is shown is from before 14:05 <b>.")).toBe("What is shown is from before 14:05 <b>.");
});
