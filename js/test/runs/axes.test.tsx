/** Runs as lines and dots, with the very message that Python sends (tests/wire/run_axes.json): what is drawn is the filter. */
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import wire from "../../../tests/wire/run_axes.json";
import rows from "../../../tests/wire/single_runs.json";
import type { Filter } from "../../src/model/facts";
import type { RunAxes, RunRows } from "../../src/model/pictures";
import type { State } from "../../src/model/state";
import { SAMPLE } from "../sample";
import { Screen } from "../screen";

const MESSAGE = wire.message as unknown as RunAxes;
const RUNS = wire.flags.length;
/** What happy-dom says of every box: pictures are as large as this. */
const BOX = { left: 0, top: 0, right: 1000, bottom: 200, width: 1000, height: 200, x: 0, y: 0 };

const NONE: Filter = { where: "", conditions: [], runs: RUNS, problem: null };

let screen: Screen;

beforeEach(() => {
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue({ ...BOX, toJSON: () => BOX });
});

afterEach(() => {
  screen.close();
  vi.restoreAllMocks();
});

type Request = {
  readonly event: string;
  readonly of: string;
  readonly known: string[];
  readonly count: number;
};

function requests(): Request[] {
  return (screen.model.sent as Request[]).filter(({ event }) => event === "run_axes");
}

function buffers(flags: readonly number[], keys: readonly string[]): DataView[] {
  const values = keys.map((key) => wire.values[MESSAGE.sent.indexOf(key)] ?? []);
  const arrays = values.map((own) => Float64Array.from(own, (value) => value ?? Number.NaN));
  return [Uint8Array.from(flags), ...arrays].map(({ buffer }) => new DataView(buffer));
}

/** Of a message: no condition on any axis. */
const FREE = MESSAGE.axes.map((axis) => ({ ...axis, selection: null }));

async function answer(changed: Partial<RunAxes> = {}, flags: readonly number[] = wire.flags.map(() => 3)) {
  const { of, known } = requests().at(-1) as Request;
  const sent = MESSAGE.sent.filter((key) => !known.includes(key));
  const message = { ...MESSAGE, axes: FREE, where: "", ...changed, of, sent };
  await screen.reply({ run_axes: message }, buffers(flags, sent));
}

async function opened(shape: string, changed: Partial<State> = {}): Promise<void> {
  screen = new Screen({ filter: NONE, sweep: { ...SAMPLE.sweep, runs: RUNS }, ...changed });
  screen.press("Runs");
  const { of } = (screen.model.sent as Request[]).find(({ event }) => event === "rows") as Request;
  await screen.reply({ rows: { ...(rows.rows as RunRows), of } });
  screen.press(shape);
}

async function lines(): Promise<void> {
  await opened("Lines");
  await answer({ axes: FREE.filter(({ key }) => key !== "metric:seconds") });
}

/** Titles of the axes, from left to right. */
function titles(): string[] {
  return [...screen.el.querySelectorAll("button[aria-label^='Axis ']")].map(
    (title) => title.getAttribute("aria-label")?.match(/^Axis (.*):/)?.[1] ?? "",
  );
}

function track(label: string): HTMLElement {
  const title = screen.find("button", new RegExp(`^Axis ${label}:`));
  return title.nextElementSibling as HTMLElement;
}

/** Move a pointer over an element; y from 0, its bottom, to 1. */
function pointer(element: Element, type: string, y: number, x = 0.5): void {
  const [clientX, clientY] = [BOX.width * x, BOX.height * (1 - y)];
  const init = { bubbles: true, button: 0, buttons: type === "pointermove" ? 1 : 0, clientX, clientY };
  act(() => {
    element.dispatchEvent(new PointerEvent(type, init));
  });
}

function drag(element: Element, from: number, to: number): void {
  pointer(element, "pointerdown", from);
  pointer(element, "pointermove", (from + to) / 2);
  pointer(element, "pointermove", to);
  pointer(element, "pointerup", to);
}

/** What was chosen but for the view that was opened. */
function chosen(): unknown[] {
  return screen.model.saved.filter((choice) => choice.view === undefined);
}

function saved(): unknown {
  return screen.model.saved.at(-1);
}

function brushes(root: Element = screen.el): string[] {
  return [...root.querySelectorAll(".hp-brush")].map(
    (brush) => brush.getAttribute("title")?.split(": a click")[0] ?? "",
  );
}

const LOSS = wire.values[MESSAGE.sent.indexOf("metric:loss")] as (number | null)[];

test("the runs are a table at first; lines and dots are requested when they are shown", async () => {
  await opened("Table");
  expect(screen.find("button", "Table").getAttribute("aria-pressed")).toBe("true");
  expect(requests()).toEqual([]);
  screen.press("Lines");
  expect(requests()).toMatchObject([{ version: -1, count: 8, known: [], others: [] }]);
  expect(screen.find("button", "Lines").getAttribute("aria-pressed")).toBe("true");
  expect(screen.text).toContain("Reading the runs…");
});

test("there is an axis for each param and for the metric, and the picture says what it is", async () => {
  await lines();
  expect(titles()).toEqual(["lr", "optimizer", "momentum", "depth", "loss"].sort(byMessage));
  const picture = screen.find("canvas[role=img]");
  expect(picture.getAttribute("aria-label")).toContain(`Parallel coordinates. ${RUNS} runs.`);
  expect(track("momentum").textContent).toContain("not set");
  expect(track("loss").textContent).toContain("none");
  for (const level of ["adam", "rmsprop", "sgd"]) expect(track("optimizer").textContent).toContain(level);
});

const byMessage = (a: string, b: string) => labels().indexOf(a) - labels().indexOf(b);
const labels = () => MESSAGE.axes.map(({ label }) => label);

test("a drag along an axis keeps what it covers, and is a condition of the filter when it ends", async () => {
  await lines();
  const own = track("loss");
  pointer(own, "pointerdown", 0.5);
  pointer(own, "pointermove", 2);
  expect(chosen()).toEqual([]);
  const [condition] = brushes(own);
  const bound = Number(condition?.match(/^loss >= (.*)$/)?.[1]);
  const kept = LOSS.filter((value) => value !== null && value >= bound).length;
  expect(kept).toBeGreaterThan(0);
  expect(screen.find("status", "Runs inside").textContent).toBe(`${kept} of ${RUNS} runs`);
  pointer(own, "pointerup", 2);
  expect(saved()).toEqual({ where: `loss >= ${bound}` });
});

test("a brush over named values is a list of them, with numbers or what is missing a choice", async () => {
  await lines();
  drag(track("optimizer"), 0, 0.6);
  expect(saved()).toEqual({ where: "optimizer in ['adam', 'rmsprop']" });
});

test("what is not set is covered by its place below the axis", async () => {
  await lines();
  drag(track("momentum"), -0.1, 0.1);
  expect(saved()).toEqual({ where: "missing(momentum)" });
});

test("whole numbers have whole ends", async () => {
  await lines();
  drag(track("depth"), 0.3, 0.7);
  expect(saved()).toMatchObject({ where: expect.stringMatching(/^\d <= depth <= \d$/) });
});

test("a brush over all there is keeps all", async () => {
  await lines();
  drag(track("lr"), -0.5, 1.5);
  expect(chosen()).toEqual([]);
});

test("where no run lies the filter stays, and says so", async () => {
  await opened("Lines");
  // The conditions that no axis shows keep none.
  await answer(
    {},
    wire.flags.map(() => 1),
  );
  drag(track("lr"), 0.5, 0.8);
  expect(chosen()).toEqual([]);
  expect(brushes()).toEqual([]);
  expect(screen.find("status", "Brush").textContent).toContain("No run lies there");
});

/** With the filter of the message, of which one condition stands on no axis. */
const FILTER: Partial<State> = {
  where: MESSAGE.where,
  filter: {
    where: MESSAGE.where,
    conditions: [
      { text: "lr <= 0.01", column: "lr" },
      { text: "name != 'x'", column: "name" },
    ],
    runs: wire.flags.filter((flag) => flag & 1).length,
    problem: null,
  },
};

async function filtered(): Promise<void> {
  await opened("Lines", FILTER);
  await answer(
    { axes: MESSAGE.axes.filter(({ key }) => key !== "metric:seconds"), where: MESSAGE.where },
    wire.flags,
  );
}

test("conditions that are there are brushes, and the picture says how many runs they keep", async () => {
  await filtered();
  expect(brushes(track("lr"))).toEqual(["lr <= 0.01"]);
  expect(brushes()).toHaveLength(1);
  const label = screen.find("canvas[role=img]").getAttribute("aria-label");
  expect(label).toContain(`${FILTER.filter?.runs} are kept by lr <= 0.01 and name != 'x'.`);
});

test("a second brush on an axis is a choice of two, and the other conditions stay", async () => {
  await filtered();
  drag(track("lr"), 0.97, 1.2);
  expect(saved()).toMatchObject({
    where: expect.stringMatching(/^name != 'x' and \(lr <= 0\.01 or lr >= [\d.]+\)$/),
  });
});

test("an end of a brush is dragged, and the other one stays", async () => {
  await filtered();
  const [brush] = track("lr").querySelectorAll<HTMLElement>(".hp-brush");
  const top =
    (Number.parseFloat(brush?.style.bottom ?? "") + Number.parseFloat(brush?.style.height ?? "")) / 100;
  drag(track("lr"), top, 0.5);
  expect(saved()).toMatchObject({ where: expect.stringMatching(/^name != 'x' and lr <= 0\.000\d+$/) });
});

test("a click on a brush takes it away", async () => {
  await filtered();
  pointer(track("lr"), "pointerdown", 0.3);
  pointer(track("lr"), "pointerup", 0.3);
  expect(saved()).toEqual({ where: "name != 'x'" });
});

test("a click beside all brushes changes nothing", async () => {
  await filtered();
  pointer(track("depth"), "pointerdown", 0.3);
  pointer(track("depth"), "pointerup", 0.3);
  expect(chosen()).toEqual([]);
});

test("until Python has taken a brush no other is made of the filter before it", async () => {
  await lines();
  drag(track("optimizer"), 0, 0.6);
  drag(track("lr"), 0.5, 2);
  expect(chosen()).toHaveLength(1);
  const where = "optimizer in ['adam', 'rmsprop']";
  screen.receive({
    filter: { ...NONE, where, conditions: [{ text: where, column: "optimizer" }], runs: 20 },
  });
  expect(requests()).toHaveLength(2);
  expect(requests().at(-1)?.known).toContain("param:lr");
  await answer({ where, axes: FREE.filter(({ key }) => key !== "metric:seconds") });
  drag(track("lr"), 0.5, 2);
  expect(saved()).toMatchObject({
    where: expect.stringMatching(/^optimizer in \['adam', 'rmsprop'\] and lr >= /),
  });
});

test("a metric that the filter cannot compare takes no brush", async () => {
  await opened("Lines");
  await answer({ axes: FREE.map((axis) => (axis.key === "metric:loss" ? { ...axis, term: "" } : axis)) });
  drag(track("loss"), 0.5, 2);
  expect(chosen()).toEqual([]);
  expect(brushes()).toEqual([]);
});

test("an axis is moved by its title, with the pointer or the arrow keys", async () => {
  await lines();
  const [first = "", second = "", ...others] = titles();
  const title = screen.find("button", new RegExp(`^Axis ${first}:`));
  act(() => title.focus());
  screen.key("ArrowRight");
  expect(titles()).toEqual([second, first, ...others]);
  screen.key("ArrowLeft");
  screen.key("ArrowLeft");
  expect(titles()).toEqual([first, second, ...others]);
  pointer(title, "pointerdown", 1, 0.05);
  pointer(title, "pointermove", 1, 0.95);
  pointer(title, "pointerup", 1, 0.95);
  expect(titles()).toEqual([second, ...others, first]);
  expect(chosen()).toEqual([]);
  // Another answer leaves the axes where they were put.
  screen.receive({ ranking: { ...SAMPLE.ranking } });
  await answer({ axes: FREE.filter(({ key }) => key !== "metric:seconds") });
  expect(titles()).toEqual([second, ...others, first]);
});

test("axes stay where they are when the ranking is another, and new ones stand before the metric", async () => {
  await opened("Lines");
  const some = FREE.filter(({ key }) => key !== "metric:seconds");
  const [first, ...others] = some;
  await answer({ axes: others });
  const before = titles();
  screen.receive({ ranking: { ...SAMPLE.ranking } });
  await answer({ axes: [...others].reverse() });
  expect(titles()).toEqual(before);
  screen.receive({ ranking: { ...SAMPLE.ranking } });
  await answer({ axes: some });
  expect(titles()).toEqual([...before.slice(0, -1), first?.label, before.at(-1)]);
});

test("more params than are drawn are counted, and more are requested", async () => {
  await opened("Lines");
  await answer({ params: 20 });
  expect(screen.text).toContain("The first 8 of 20 parameters.");
  screen.press("Show more");
  expect(requests().at(-1)).toMatchObject({ count: 16 });
});

test("a click on a line opens its run", async () => {
  await lines();
  const picture = screen.find("canvas[role=img]").parentElement as HTMLElement;
  act(() => {
    const places = { bubbles: true, clientX: 200, clientY: 100 };
    for (let y = 0; y < 200 && !screen.has("region"); y += 4) {
      picture.dispatchEvent(new MouseEvent("click", { ...places, clientY: y }));
    }
  });
  const sent = (screen.model.sent as { event: string; run?: string }[]).find(({ event }) => event === "run");
  expect(MESSAGE.ids).toContain(sent?.run);
  expect(screen.find("region", /^Run sunny-fox-/)).toBeTruthy();
});

async function scatter(changed: Partial<RunAxes> = {}): Promise<void> {
  await opened("Scatter");
  await answer({ axes: FREE.filter(({ key }) => key === "metric:loss"), ...changed });
}

test("dots are the metric in the order of the runs at first, with the best so far", async () => {
  await scatter();
  expect(requests().at(-1)).toMatchObject({ count: 0, others: ["metric:loss"] });
  await answer({ axes: FREE.filter(({ key }) => key === "metric:loss") });
  expect(screen.find<HTMLSelectElement>("combobox", /^Up/).value).toBe("metric:loss");
  expect(screen.find<HTMLSelectElement>("combobox", /^Across/).value).toBe("order");
  expect(screen.find("canvas[role=img]").getAttribute("aria-label")).toContain("loss by order of the runs.");
  expect(screen.text).toContain("best so far");
});

test("dots by another metric have its Pareto front, and a rectangle is two conditions", async () => {
  await scatter();
  await answer({ axes: FREE.filter(({ key }) => key === "metric:loss") });
  screen.pick(/^Across/, "metric:seconds");
  expect(requests().at(-1)).toMatchObject({ others: ["metric:seconds", "metric:loss"] });
  await answer({ axes: FREE.filter(({ key }) => key.startsWith("metric:")) });
  expect(screen.text).toContain("Pareto front");
  const frame = screen.find("canvas[role=img]").parentElement as HTMLElement;
  pointer(frame, "pointerdown", -0.1, -0.1);
  pointer(frame, "pointermove", 0.6, 0.7);
  expect(screen.find("status", "Runs inside").textContent).toMatch(/^\d+ of 40 runs$/);
  pointer(frame, "pointerup", 0.6, 0.7);
  expect(saved()).toEqual({
    where: expect.stringMatching(/^seconds <= [\d.]+ and \(?loss <= [\d.]+( or missing\(loss\)\))?$/),
  });
});

test("of a front the dots are its two metrics", async () => {
  const front = ["metric:seconds", "metric:loss"];
  await scatter({ front });
  expect(requests().at(-1)).toMatchObject({ others: front });
  await answer({ front, axes: FREE.filter(({ key }) => front.includes(key)) });
  expect(screen.find<HTMLSelectElement>("combobox", /^Across/).value).toBe("metric:seconds");
  expect(screen.text).toContain("Pareto front");
});

test("in the order of the runs, of which the filter knows nothing, a drag limits the metric alone", async () => {
  await scatter();
  await answer({ axes: FREE.filter(({ key }) => key === "metric:loss") });
  const frame = screen.find("canvas[role=img]").parentElement as HTMLElement;
  pointer(frame, "pointerdown", 0.4, 0.2);
  pointer(frame, "pointermove", 1.2, 0.9);
  pointer(frame, "pointerup", 1.2, 0.9);
  expect(saved()).toEqual({ where: expect.stringMatching(/^loss >= [\d.]+$/) });
});

test("an answer to another view is none of this one's", async () => {
  await opened("Lines");
  await screen.reply({ run_axes: { ...MESSAGE, of: "another" } }, buffers(wire.flags, MESSAGE.sent));
  expect(screen.text).toContain("Reading the runs…");
});

test("values of another version are drawn anew, and those of this one are kept", async () => {
  await lines();
  screen.receive({ ranking: { ...SAMPLE.ranking } });
  expect(requests().at(-1)?.known).toHaveLength(6);
  await answer({ axes: FREE });
  expect(titles()).toContain("lr");
  screen.receive({ ranking: { ...SAMPLE.ranking } });
  const { of } = requests().at(-1) as Request;
  const sent = ["param:lr", "metric:loss"];
  const axes = FREE.filter(({ key }) => sent.includes(key));
  const flags = wire.flags.map(() => 3);
  await screen.reply(
    { run_axes: { ...MESSAGE, axes, where: "", of, version: MESSAGE.version + 1, sent } },
    buffers(flags, sent),
  );
  expect(titles().toSorted()).toEqual(["loss", "lr"]);
  screen.receive({ ranking: { ...SAMPLE.ranking } });
  expect(requests().at(-1)?.known).toEqual(sent);
});
