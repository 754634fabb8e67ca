import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import type { Effect } from "../../src/model/pictures";
import type { State } from "../../src/model/state";
import {
  AMONG_NUMBERS,
  BESIDE_NUMBERS,
  CONDITIONAL,
  EFFECT,
  EXPLANATION,
  JOINT,
  MIXED,
  NAMED,
} from "../pictures";
import { SAMPLE, SCRIPT } from "../sample";
import { all, Screen } from "../screen";

const LR = "learning_rate_init";

let screen: Screen;

function show(changed: Partial<State> = {}): Screen {
  screen = new Screen(changed);
  return screen;
}

/** A row opened on its effect. */
function opened(effect: Effect, changed: Partial<State> = {}): Screen {
  show({ effects: { [effect.param]: effect }, ...changed });
  screen.press(effect.param);
  return screen;
}

function read(name: RegExp): string {
  return screen.find("slider", name).getAttribute("aria-valuetext") ?? "";
}

afterEach(() => screen.close());

test("a sentence of the row that the effect replaces stands until the effect is there", () => {
  const { params } = SAMPLE.ranking;
  const at = params.param.indexOf(LR);
  const [first = "", ...others] = params.sentences[at] ?? [];
  opened({ ...EFFECT, replaces: first });
  expect(screen.text).not.toContain(first);
  for (const sentence of others) expect(screen.text).toContain(sentence);
  screen.receive({ effects: {} });
  expect(screen.text).toContain(first);
});

test("an opened row asks for its effect once for each ranking, and keeps its place meanwhile", () => {
  show();
  screen.press(LR);
  const request = { event: "effect", param: LR };
  expect(screen.model.sent).toEqual([request]);
  expect(screen.text).toContain("Drawing…");
  screen.receive({ sort_by: "param" });
  screen.receive({ effects: { depth: EFFECT } });
  expect(screen.model.sent).toEqual([request]);
  screen.receive({ effects: { [LR]: EFFECT } });
  expect(screen.text).not.toContain("Drawing…");
  screen.receive({ ranking: { ...SAMPLE.ranking }, effects: {} });
  expect(screen.model.sent).toEqual([request, request]);
});

test("nothing is asked for while the ranking is on its way", () => {
  show({ ranking: { ...SAMPLE.ranking, complete: false } });
  screen.press(LR);
  screen.receive({ ranking: SAMPLE.ranking, metric: "val_acc" });
  expect(screen.model.sent).toEqual([]);
  screen.receive({ metric: "val_loss" });
  expect(screen.model.sent).toEqual([{ event: "effect", param: LR }]);
});

test("a numeric effect is drawn with its axes, and says what is not in the sentences yet", () => {
  opened(EFFECT);
  expect(screen.find("slider").getAttribute("aria-label")).toContain(
    `Effect of ${LR} on val_loss: 12,000 runs.`,
  );
  for (const text of ["0.00001", "0.0001", "0.001", "0.01", "0.1"])
    expect(all(screen.find("slider"), "span", text)).toHaveLength(1);
  expect(screen.text.split("correlation -0.720")).toHaveLength(2);
  expect(screen.text).toContain("Lower val_loss around learning_rate_init 0.001");
  for (const words of ["300 of 12,000 runs drawn", "best runs", "average effect, 95% band", "few runs near"])
    expect(screen.text).toContain(words);
  expect(screen.el.innerHTML).not.toMatch(/NaN|undefined|null/);
});

test("the marked runs are called the best of those drawn where others do without the param", () => {
  opened({ ...EFFECT, total: SAMPLE.ranking.runs_used - 1 });
  expect(screen.text).toContain("best of these runs");
  screen.close();
  opened({ ...EFFECT, total: SAMPLE.ranking.runs_used });
  expect(screen.text).not.toContain("best of these runs");
});

test("the axis of a param is chosen below its picture, and of none that has values of 0 or less", () => {
  opened(EFFECT, { axes: { depth: "linear" } });
  screen.pick(`Axis of ${LR}`, "linear");
  expect(screen.model.saved.at(-1)).toEqual({ axes: { depth: "linear", [LR]: "linear" } });
  screen.close();
  opened({ ...EFFECT, log: false, log_allowed: false });
  expect(all(screen.el, "combobox", `Axis of ${LR}`)).toHaveLength(0);
});

test("a crowded list says that it is evenly spaced, and another axis can be chosen and given up", () => {
  const axis = `Axis of ${LR}`;
  opened({ ...EFFECT, log: false, even: true, even_allowed: true }, { axes: { depth: "log" } });
  screen.pick(axis, "linear");
  expect(screen.model.saved.at(-1)).toEqual({ axes: { depth: "log", [LR]: "linear" } });
  screen.close();
  opened({ ...EFFECT, log: false, even_allowed: true }, { axes: { depth: "log", [LR]: "linear" } });
  screen.pick(axis, "even");
  expect(screen.model.saved.at(-1)).toEqual({ axes: { depth: "log" } });
});

test("the picture is read by keyboard: it starts at the best, the arrow keys move along the curve", () => {
  opened(EFFECT);
  expect(read(/^Effect/)).toContain(
    `${LR} 0.001; val_loss 0.32 (95% interval 0.3 to 0.34); nearest run sunny-fox`,
  );
  const picture = screen.find("slider");
  act(() => picture.focus());
  screen.key("ArrowRight");
  screen.key("ArrowUp");
  expect(read(/^Effect/)).toContain(`${LR} 0.00178; val_loss 0.326`);
  screen.key("ArrowLeft");
  expect(picture.getAttribute("aria-valuenow")).toBe("18");
  expect(picture.textContent).toContain("nearest run");
  act(() => picture.blur());
  expect(picture.textContent).not.toContain("nearest run");
});

test("the pointer reads the curve below it", () => {
  opened(EFFECT);
  const picture = screen.find("slider");
  picture.getBoundingClientRect = () => ({ left: 0, top: 0, width: 100, height: 100 }) as DOMRect;
  const move = (clientX: number) =>
    act(() => {
      picture.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY: 50, bubbles: true }));
    });
  move(99);
  expect(picture.textContent).toContain(`${LR} 1val_loss`);
  move(1);
  expect(picture.textContent).toContain(`${LR} 0.00001val_loss`);
});

test("one crashed run does not flatten the others, and is counted", () => {
  const y = EFFECT.points.y.map((value, i) => (i === 7 ? 4e6 : value));
  opened({ ...EFFECT, points: { ...EFFECT.points, y } });
  expect(screen.text).toContain("300 of 12,000 runs drawn, 1 beyond the axis");
  expect(all(screen.find("slider"), "span", "0.2")).toHaveLength(1);
});

test("without a curve the runs are read", () => {
  opened(CONDITIONAL);
  expect(read(/^Effect/)).toBe("nearest run b, 0.9: 0.42");
  expect(screen.text).not.toContain("average effect, 95% band");
});

test("in an opened row the effect says once what having the param goes with, in Python's words alone", () => {
  const { params } = SAMPLE.ranking;
  const active = "Used in 120 of 480 runs, when optimizer is sgd.";
  const sentences = params.param.map((name) => [name === "momentum" ? active : `${name} in a sentence.`]);
  opened(CONDITIONAL, { ranking: { ...SAMPLE.ranking, params: { ...params, sentences } } });
  const paragraphs = all(screen.el, ".hp-detail p:not(.hp-legend)")
    .filter((element) => !element.closest("details"))
    .map((element) => element.textContent);
  expect(paragraphs).toEqual([active, ...CONDITIONAL.sentences]);
});

test("a named value among numbers has its place beside them", () => {
  opened(AMONG_NUMBERS);
  const picture = screen.find("slider");
  const places = [..."128", "None"].map((text) => {
    const label = all(picture, ".hp-x").find(
      (element) => element.textContent === text || element.textContent?.trim() === text,
    );
    return Number.parseFloat(label?.style.left ?? "");
  });
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[3]).toBeGreaterThan(86);
  expect(all(picture, ".hp-dots path")).toHaveLength(5);
  expect(screen.text).toContain("5 runs");
  picture.getBoundingClientRect = () => ({ left: 0, top: 0, width: 100, height: 100 }) as DOMRect;
  act(() => {
    picture.dispatchEvent(new PointerEvent("pointermove", { clientX: 94, clientY: 0, bubbles: true }));
  });
  expect(picture.textContent).toContain("None: 0.95");
  expect(screen.el.innerHTML).not.toMatch(/NaN|undefined/);
});

test("a map has cells for numbers and for the named values among them", () => {
  opened(AMONG_NUMBERS, { joint: BESIDE_NUMBERS });
  screen.pick("depth together with", "alpha");
  const map = screen.find("slider", /^val_loss over/);
  expect(all(map, ".hp-cells path")).toHaveLength(8);
  expect(all(map, "span", "None")).toHaveLength(2);
  expect(screen.text).toContain("4 runs");
  act(() => map.focus());
  for (let i = 0; i < 3; i++) screen.key("ArrowRight");
  expect(read(/^val_loss over/)).toBe("depth None; alpha 0.1; val_loss 0.8");
  screen.key("ArrowUp");
  expect(read(/^val_loss over/)).toBe("depth None; alpha None; val_loss 1.2");
  const corners = all(map, ".hp-cells path").map((path) => path.getAttribute("d") ?? "");
  expect(new Set(corners).size).toBe(8);
  expect(corners.join("")).not.toMatch(/NaN/);
});

test("a categorical keeps its table, with the sentences of its effect", () => {
  opened(NAMED);
  expect(screen.has("table", "Values of optimizer")).toBe(true);
  expect(screen.text).toContain("Lower val_loss with optimizer adam (201 runs).");
  expect(screen.has("slider")).toBe(false);
});

test("a problem is a sentence in place of the picture", () => {
  const points = { x: [], y: [], run: [] };
  opened({ ...EFFECT, curve: null, points, problem: "There is nothing to compare." });
  expect(screen.text).toContain("There is nothing to compare.");
  expect(screen.has("slider")).toBe(false);
});

test("two params together: asked for, drawn, read cell by cell", () => {
  opened(EFFECT);
  screen.pick(`${LR} together with`, "depth");
  expect(screen.model.sent).toEqual([{ event: "joint", param: LR, other: "depth" }]);
  screen.receive({ joint: JOINT });
  expect(screen.text).toContain("31% of the joint effect");
  expect(screen.text).toContain("val_loss 0.214 (better)");
  expect(read(/^val_loss over/)).toBe(`${LR} 0.000215; depth 0.55; val_loss 0.214`);
  const map = screen.find("slider", /^val_loss over/);
  act(() => map.focus());
  screen.key("ArrowDown");
  screen.key("ArrowLeft");
  expect(read(/^val_loss over/)).toBe(`${LR} 0.0001; depth 0.5; val_loss 0.26`);
  for (let i = 0; i < 10; i++) screen.key("ArrowDown");
  expect(read(/^val_loss over/)).toContain("depth 0");
  for (let i = 0; i < 3; i++) screen.key("ArrowLeft");
  expect(read(/^val_loss over/)).toContain("no runs near");
  expect(screen.el.innerHTML).not.toMatch(/NaN|undefined|null/);
});

test("a map over named values has a band for each", () => {
  opened(EFFECT, { joint: MIXED });
  screen.pick(`${LR} together with`, "optimizer");
  expect(screen.model.sent).toEqual([]);
  const map = screen.find("slider", /^val_loss over/);
  for (const level of ["adam", "rmsprop", "sgd"]) expect(all(map, "span", level)).toHaveLength(1);
  expect(screen.text).not.toContain("no runs near");
});

/** Pictures that stand until those of a new ranking come. */
function dimmed(): number {
  return screen.el.querySelectorAll("[aria-busy=true] [role=slider]").length;
}

test("an effect and an insight stay, dimmed, while they are drawn anew", () => {
  opened(EFFECT);
  expect([all(screen.el, "slider").length, dimmed()]).toEqual([1, 0]);
  screen.receive({ ranking: { ...SAMPLE.ranking }, effects: {} });
  expect([all(screen.el, "slider").length, dimmed()]).toEqual([1, 1]);
  expect(screen.text).not.toContain("Drawing…");
  expect(screen.model.sent.at(-1)).toEqual({ event: "effect", param: LR });
  screen.receive({ effects: { [LR]: EFFECT } });
  expect(dimmed()).toBe(0);
});

test("each row keeps its own pair, dimmed once there is a new ranking", () => {
  opened(EFFECT);
  screen.pick(`${LR} together with`, "depth");
  screen.receive({ joint: JOINT });
  screen.press("alpha");
  screen.pick("alpha together with", "depth");
  screen.receive({ joint: { ...JOINT, param: "alpha" } });
  expect(all(screen.el, "slider", /^val_loss over/)).toHaveLength(2);
  const before = screen.model.sent.length;
  screen.receive({ ranking: { ...SAMPLE.ranking }, joint: null });
  expect(all(screen.el, "slider", /^val_loss over/)).toHaveLength(2);
  expect(dimmed()).toBe(2);
  expect(screen.model.sent.slice(before).filter((event) => JSON.stringify(event).includes("joint"))).toEqual([
    { event: "joint", param: LR, other: "depth" },
    { event: "joint", param: "alpha", other: "depth" },
  ]);
});

test("a pair that cannot be drawn says why", () => {
  opened(EFFECT, { joint: { ...JOINT, x: [], y: [], value: [], problem: "No runs have both." } });
  screen.pick(`${LR} together with`, "depth");
  expect(screen.text).toContain("No runs have both.");
});

test("a run is explained: the best, the worst, or one by its name", () => {
  show();
  screen.press("Explain the best run");
  screen.press("Explain the worst run");
  screen.type("textbox", "Run to explain", "calm");
  screen.type("textbox", "Run to explain", "calm-owl-2");
  screen.type("textbox", "Run to explain", "a81f");
  screen.key("Enter");
  expect(screen.model.sent).toEqual(
    ["best", "worst", "calm-owl-2", "a81f"].map((run) => ({ event: "explain", run })),
  );
  expect(all(screen.el, "datalist option").map((option) => option.getAttribute("value"))).toContain(SCRIPT);
});

test("on a log scale the steps are factors, from the typical value by way of the prediction to the run", () => {
  show({ explanation: EXPLANATION });
  const rows = all(screen.find("table", "What moved sunny-fox-57"), "tbody tr").map((row) => row.textContent);
  expect(rows).toHaveLength(13);
  expect(rows.slice(0, 2)).toEqual(["typical value0.554", "learning_rate_init = 0.000356×0.657"]);
  expect(rows.slice(-4)).toEqual([
    "4 other parameters×0.939",
    "prediction0.274",
    "not explained×0.559",
    "sunny-fox-570.153",
  ]);
  expect(screen.text).toContain("Factor on val_loss");
  const factors = rows.flatMap((row) => (row?.includes("×") ? [Number(row.split("×")[1])] : []));
  expect(factors.slice(0, -1).reduce((product, x) => product * x, 0.554)).toBeCloseTo(0.274, 2);
  screen.press("Close");
  expect(screen.has("table", "What moved sunny-fox-57")).toBe(false);
  screen.receive({ explanation: { ...EXPLANATION } });
  expect(screen.has("table", "What moved sunny-fox-57")).toBe(true);
});

test("on a scale of ranks what is not explained is left out; a problem is a sentence", () => {
  show({ explanation: EXPLANATION, ranking: { ...SAMPLE.ranking, scale: "rank" } });
  expect(screen.text).not.toContain("not explained");
  screen.receive({ explanation: { ...EXPLANATION, problem: "Every tree has seen this run." } });
  expect(screen.text).toContain("Every tree has seen this run.");
  expect(screen.has("table", /^What moved/)).toBe(false);
});

test("names of params, levels and runs are text in every picture", () => {
  const points = { ...EFFECT.points, run: EFFECT.points.run.map(() => SCRIPT) };
  const levels = [SCRIPT, "b", "c"];
  show({
    effects: { [SCRIPT]: { ...EFFECT, param: SCRIPT, points } },
    joint: { ...MIXED, param: SCRIPT, other: "optimizer", y: levels },
    explanation: { ...EXPLANATION, run: SCRIPT },
  });
  screen.pick(/^Rows/, "100");
  screen.press(SCRIPT);
  screen.pick(`${SCRIPT} together with`, "optimizer");
  act(() => screen.find("slider", /^Effect/).focus());
  expect(screen.el.querySelector("script")).toBeNull();
  expect(screen.find("slider", /^Effect/).textContent).toContain(SCRIPT);
});

test("no picture lets the notebook's shortcuts through", () => {
  opened(EFFECT, { joint: JOINT, explanation: EXPLANATION });
  screen.pick(`${LR} together with`, "depth");
  screen.press("Export");
  const focusable = all(screen.el, "button, select, input, summary, [tabindex]");
  expect(focusable.filter((element) => element.dataset.lmSuppressShortcuts !== "true")).toEqual([]);
});
