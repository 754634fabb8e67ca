/** A page without Python: what was saved is answered, all else goes back with a sentence. */
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Traits } from "../../src/model/state";
import type { Saved } from "../../src/page/answers";
import { SavedModel } from "../../src/page/saved-model";
import widget from "../../src/widget";
import { EFFECT, EXPLANATION, JOINT } from "../pictures";
import { SAMPLE } from "../sample";
import { all, single } from "../screen";

const NO_PYTHON = "This is a saved page";

function savedOf(metric: string): Saved {
  const { ranking, ...others } = SAMPLE;
  const ranked = new Set(ranking.params.param);
  const at = SAMPLE.sweep.columns.name.flatMap((name, i) => (ranked.has(name) ? [i] : []));
  const columns = Object.fromEntries(
    Object.entries(SAMPLE.sweep.columns).map(([key, cells]) => [key, at.map((i) => cells[i])]),
  ) as unknown as typeof SAMPLE.sweep.columns;
  const views = SAMPLE.sweep.views.filter(({ name }) => name !== "runs");
  const named = { columns, views, metrics: ["val_loss", "val_acc"], outcomes: [] };
  const sweep = { ...SAMPLE.sweep, ...named, saved: true };
  const state = { ...others, sweep, metric, hidden: [], _ranking: { ...ranking, metric } } as Traits;
  return {
    state,
    effects: { learning_rate_init: { ...EFFECT, points: { ...EFFECT.points, run: [] } } },
    runs: EFFECT.points.run,
    joints: [JOINT],
    explanations: { best: EXPLANATION },
    insights: {},
    spaces: { wandb: { name: "sweep.yaml", text: "method: bayes" } },
  };
}

let el: HTMLElement;
let model: SavedModel;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  el = document.createElement("div");
  document.body.append(el);
  model = new SavedModel([savedOf("val_loss"), savedOf("val_acc")]);
  act(() => {
    stop = widget.render({ model, el });
  });
});

afterEach(() => {
  stop();
  el.remove();
  vi.useRealTimers();
});

const settle = () =>
  act(() => {
    vi.advanceTimersByTime(5000);
  });
const press = (name: string | RegExp) => {
  act(() => single(el, "button", name).click());
  settle();
};
const params = () => [...el.querySelectorAll<HTMLElement>("tr[data-param]")].map((row) => row.dataset.param);

test("it has what works without Python, and nothing else", () => {
  settle();
  expect(params()).toHaveLength(10);
  for (const gone of ["Settings", "Export", "Filter", "Runs", "Most useful parameters"])
    expect(all(el, "button", gone)).toEqual([]);
  expect(all(el, "combobox", "Method")).toEqual([]);
  expect(single<HTMLSelectElement>(el, "combobox", "Goal").disabled).toBe(true);
  const options = [...single<HTMLSelectElement>(el, "combobox", "Metric").options].map(({ value }) => value);
  expect(options).toEqual(["val_loss", "val_acc"]);
});

test("a metric that was saved is shown at once, and the order stays", () => {
  press("Correlation");
  const select = single<HTMLSelectElement>(el, "combobox", "Metric");
  act(() => {
    select.value = "val_acc";
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
  settle();
  expect([model.get("metric"), model.get("_ranking").metric]).toEqual(["val_acc", "val_acc"]);
  expect(model.get("sort_by")).toBe("correlation");
  expect(el.textContent).not.toContain("No answer from Python");
});

test("a choice that was not saved goes back with a sentence, each time", () => {
  for (const _ of [1, 2]) {
    act(() => {
      model.set("trees", 500);
      model.save_changes();
    });
    settle();
    expect(model.get("trees")).toBe(SAMPLE.trees);
    expect(single(el, "alert").textContent).toContain(NO_PYTHON);
    press("Dismiss");
    expect(single(el, "alert").textContent).toBe("");
  }
});

test("a hidden row leaves the table, is said to, and comes back", () => {
  const before = params();
  press("Hide depth");
  expect(params()).not.toContain("depth");
  expect(single(el, "alert").textContent).toContain("the figures of the others stay");
  press("Undo");
  expect(params().sort()).toEqual(before.sort());
});

test("an effect has its points with the names of the runs; one that was not saved says so", () => {
  press("learning_rate_init");
  expect(model.get("effects").learning_rate_init?.points.run).toEqual(EFFECT.points.run);
  expect(el.textContent).not.toContain("click opens");
  press("optimizer");
  expect(single(el, "alert").textContent).toContain(NO_PYTHON);
});

test("the map of a pair is there from either side", () => {
  const { param, other } = JOINT;
  for (const [first, second] of [
    [param, other],
    [other, param],
  ] as const) {
    model.send({ event: "joint", param: first, other: second });
    settle();
    const joint = model.get("joint");
    expect([joint?.param, joint?.other, joint?.problem]).toEqual([first, second, JOINT.problem]);
    expect(joint?.value.length).toBe(joint?.y.length);
    expect(joint?.value[0]?.length).toBe(joint?.x.length);
  }
  model.send({ event: "joint", param: "a", other: "b" });
  settle();
  expect(model.get("joint")?.problem).toContain(NO_PYTHON);
});

test("the space of the next sweep is copied and saved", () => {
  const replies: unknown[] = [];
  model.on("msg:custom", (reply) => replies.push(reply));
  for (const to of ["copy", "file"]) model.send({ event: "export", what: "space", tool: "wandb", to });
  settle();
  expect(replies).toContainEqual({ copied: "method: bayes" });
  expect(replies).toContainEqual({
    file: { name: "sweep.yaml", mime: "text/plain", text: "method: bayes" },
  });
});

test("names that every object has are nobody's answers", () => {
  for (const event of [
    { event: "effect", param: "constructor" },
    { event: "export", what: "space", tool: "toString", to: "copy" },
  ])
    model.send(event);
  settle();
  expect(model.get("effects")).toEqual({});
  expect(model.get("notice")).toContain(NO_PYTHON);
});

test("a kind of notes is dismissed without Python, and stays so for another metric", () => {
  press("Dismiss HP008");
  expect(el.textContent).not.toContain("so a log scale is used");
  expect(el.textContent).not.toContain(NO_PYTHON);
  act(() => {
    model.set("metric", "val_acc");
    model.save_changes();
  });
  expect(model.get("dismiss")).toEqual(["HP008"]);
});
