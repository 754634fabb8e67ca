import { act } from "preact/test-utils";
import { expect, test } from "vitest";
import wire from "../../tests/wire/panel.json";
import { type State, TRAITS } from "../src/model/state";
import widget from "../src/widget";
import { FakeModel } from "./model";
import { SAMPLE } from "./sample";
import { Screen } from "./screen";

/** One for each key, one for custom messages, and one for a refusal of what was exported. */
const LISTENERS = TRAITS.length + 3;

test("aborting the signal leaves no listener and an empty element", () => {
  const screen = new Screen();
  expect(screen.model.listeners).toBe(LISTENERS);
  screen.press("Settings");
  act(() => screen.aborter.abort());
  expect(screen.model.listeners).toBe(0);
  expect(screen.el.innerHTML).toBe("");
  screen.receive({ metric: "val_acc" });
  expect(screen.el.innerHTML).toBe("");
});

test("without a signal, what render returns ends the view", () => {
  const [model, el] = [new FakeModel(SAMPLE), document.createElement("div")];
  const stop = widget.render({ model, el });
  expect(el.textContent).toContain("Parameter importance");
  stop();
  expect([model.listeners, el.innerHTML]).toEqual([0, ""]);
});

test("two views of one model share its choices and keep their looks apart", () => {
  const first = new Screen();
  const second = new Screen({}, first.model);
  first.type("searchbox", "Search parameters", "depth");
  expect(first.params).toEqual(["depth"]);
  expect(second.params).toHaveLength(10);
  first.press("Correlation");
  expect(second.find("columnheader", /^Correlation/).getAttribute("aria-sort")).toBe("descending");
  first.close();
  expect(second.params).toHaveLength(10);
  expect(second.model.listeners).toBe(LISTENERS);
  second.close();
});

test("several choices reach Python as one change", () => {
  const screen = new Screen();
  screen.press("Parameter");
  expect(screen.model.saved).toEqual([{ sort_by: "param", descending: false }]);
  screen.close();
});

test("the view is refused when it writes a fact", () => {
  expect(() => new FakeModel(SAMPLE).set("notice", "x")).toThrow("writes the fact notice");
});

test("what Python really sends has every key of the contract and is drawn whole", () => {
  const none = { effects: {}, joint: null, explanation: null, insights: {} };
  const { _ranking: ranking, ...others } = wire;
  const state = { ...none, ...others, ranking } as unknown as State;
  expect(Object.keys({ ...none, ...wire }).sort()).toEqual([...TRAITS].sort());
  for (const part of ["params", "levels"] as const) expect(state.ranking[part]).toBeTypeOf("object");
  expect(Object.keys(state.ranking.params).sort()).toEqual(Object.keys(SAMPLE.ranking.params).sort());
  expect(Object.keys(state.sweep.columns).sort()).toEqual(Object.keys(SAMPLE.sweep.columns).sort());
  const screen = new Screen(state);
  for (const name of state.ranking.params.param) screen.press(name);
  expect(screen.params).toHaveLength(state.ranking.params.param.length);
  for (const name of Object.keys(state.ranking.levels))
    expect(screen.has("table", `Values of ${name}`)).toBe(true);
  expect(screen.text).toContain(state.ranking.trust_sentence);
  expect(screen.text).toContain(`${state.ranking.runs_used} of ${state.sweep.runs} runs used`);
  expect(screen.el.innerHTML).not.toMatch(/null|NaN|undefined/);
  screen.close();
});

test("a state saved before there were pictures is drawn", () => {
  const { effects, joint, explanation, insights, ...older } = SAMPLE;
  const model = new FakeModel(older as State);
  const screen = new Screen({}, model);
  screen.press("learning_rate_init");
  expect(screen.model.sent).toEqual([{ event: "effect", param: "learning_rate_init" }]);
  screen.close();
});

test("a state saved before the ranking had its trait is waited for, and drawn when it comes", () => {
  const { ranking, ...older } = SAMPLE;
  const screen = new Screen({}, new FakeModel(older as State));
  expect(screen.text).toBe("Reading the runs…");
  screen.receive({ ranking });
  expect(screen.params[0]).toContain("learning_rate_init");
  screen.close();
});

test("what stands for the view is hidden, wherever it is on the page, while the view is there", () => {
  document.body.insertAdjacentHTML(
    "beforeend",
    '<p class="hpviz-1">mine</p><p class="hpviz-2">of another</p>',
  );
  const shown = (name: string) => {
    const element = document.querySelector<HTMLElement>(`p.${name}`);
    return element && getComputedStyle(element).display !== "none";
  };
  const screen = new Screen({ static_view: "hpviz-1" });
  expect([shown("hpviz-1"), shown("hpviz-2")]).toEqual([false, true]);
  screen.close();
  expect([shown("hpviz-1"), shown("hpviz-2")]).toEqual([true, true]);
  for (const element of document.querySelectorAll("body > p")) element.remove();
});

test("on a dark ground that the host does not name, the view is dark, and on JupyterLab's never by itself", () => {
  const ground = (colour: string) => {
    document.body.style.backgroundColor = colour;
    const screen = new Screen();
    const isDark = screen.el.classList.contains("hp-dark");
    screen.close();
    return isDark;
  };
  expect(["rgb(18, 18, 18)", "rgb(255, 255, 255)", "rgba(0, 0, 0, 0.1)", ""].map(ground)).toEqual([
    true,
    false,
    false,
    false,
  ]);
  document.body.dataset.jpThemeLight = "false";
  expect(ground("rgb(18, 18, 18)")).toBe(false);
  delete document.body.dataset.jpThemeLight;
  document.body.style.backgroundColor = "";
});
