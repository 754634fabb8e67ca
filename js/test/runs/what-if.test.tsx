/** A run with changed values, with the very messages that Python sends (tests/wire/single_runs.json). */
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import wire from "../../../tests/wire/single_runs.json";
import type { Changed, KnownRun, Prediction, RunRows } from "../../src/model/pictures";
import type { DefaultCosts } from "../../src/slices/default-costs";
import { SAMPLE } from "../sample";
import { Screen, single } from "../screen";

const ROWS = wire.rows as RunRows;
const RUN = wire.run as unknown as KnownRun;
const START = wire.what_if as unknown as Prediction;
const CHANGED = wire.changed as unknown as Prediction;

interface Sent {
  readonly event: string;
  readonly of: string;
  readonly run: string;
  readonly changed: Changed;
  readonly controls: boolean;
}

let screen: Screen;

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));

afterEach(() => {
  screen.close();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function sent(event: string): Sent[] {
  return (screen.model.sent as Sent[]).filter((message) => message.event === event);
}

function last(): Sent {
  return sent("what_if").at(-1) as Sent;
}

async function answer(prediction: Prediction): Promise<void> {
  await screen.reply({ what_if: { ...prediction, of: last().of } });
}

/** The card of a run with its controls. */
async function opened(): Promise<void> {
  screen = new Screen();
  screen.press("Runs");
  await screen.reply({ rows: { ...ROWS, of: sent("rows").at(-1)?.of ?? "" } });
  const grid = screen.find("grid");
  act(() => grid.querySelector<HTMLElement>("[role=rowgroup] > [role=row]")?.click());
  await screen.reply({ run: { ...RUN, of: sent("run").at(-1)?.of ?? "" } });
  screen.press("What if…");
  await answer(START);
}

function slider(param: string): HTMLInputElement {
  return single(screen.el, `input[type=range][aria-label="${param}"]`);
}

function drag(param: string, at: number): void {
  act(() => {
    const input = slider(param);
    input.value = String(at);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function pause(): void {
  act(() => void vi.advanceTimersByTime(100));
}

function pick(label: string, text: string): void {
  act(() => {
    const select = single<HTMLSelectElement>(screen.el, "combobox", label);
    const option = [...select.options].find((each) => each.textContent === text);
    select.value = option?.value ?? "no such option";
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

test("nothing is requested until it is opened; then the run is as it was, with what is predicted", async () => {
  await opened();
  expect(sent("what_if")).toMatchObject([{ run: RUN.run, changed: {}, controls: true }]);
  expect(screen.text).toContain(START.sentences.join(" "));
  const { param, stops, start } = START.controls as NonNullable<Prediction["controls"]>;
  const at = param.indexOf("lr");
  expect(slider("lr").max).toBe(String((stops[at]?.length ?? 0) - 1));
  expect(slider("lr").value).toBe(String(stops[at]?.indexOf(start[at] as number)));
  expect(slider("lr").getAttribute("aria-valuetext")).toBe(RUN.params.value[RUN.params.name.indexOf("lr")]);
  expect(screen.find<HTMLButtonElement>("button", "Reset").disabled).toBe(true);
  expect(screen.el.innerHTML).not.toMatch(/NaN|undefined|null/);
});

test("while a slider is dragged nothing is sent; then one request at a time, and the last one is shown", async () => {
  await opened();
  for (const at of [3, 4, 5]) drag("lr", at);
  expect(sent("what_if").length).toBe(1);
  pause();
  const stops = START.controls?.stops[START.controls.param.indexOf("lr")];
  expect(last()).toMatchObject({ changed: { lr: stops?.[5] }, controls: false });
  for (const at of [7, 9]) drag("lr", at);
  pause();
  expect(sent("what_if").length).toBe(2);
  await answer({ ...CHANGED, sentences: ["the fifth"] });
  expect(sent("what_if").length).toBe(3);
  expect(last().changed).toEqual({ lr: stops?.[9] });
  await screen.reply({ what_if: { ...CHANGED, of: "another", sentences: ["of another"] } });
  expect(screen.text).not.toContain("of another");
  await answer({ ...CHANGED, sentences: ["the ninth"] });
  expect(screen.text).toContain("the ninth");
  pause();
  expect(sent("what_if").length).toBe(3);
});

test("named values and none are chosen from a list, and a number comes back as it was", async () => {
  await opened();
  pick("optimizer", "adam");
  pick("momentum: kind of value", "not set");
  pause();
  expect(last().changed).toEqual({ optimizer: "adam", momentum: null });
  await answer(CHANGED);
  expect(screen.text).toContain(CHANGED.sentences.join(" "));
  expect(screen.text).toContain("was sgd");
  expect(screen.has('input[type=range][aria-label="momentum"]', "momentum")).toBe(false);
  pick("momentum: kind of value", "a number");
  pause();
  expect(last().changed).toEqual({ optimizer: "adam" });
});

test("the changed configuration is copied, and reset", async () => {
  const writeText = vi.fn(async () => undefined);
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  await opened();
  pick("optimizer", "adam");
  const copy = () => screen.find<HTMLButtonElement>("button", "Copy changed as dict");
  expect(copy().disabled).toBe(true);
  pause();
  await answer(CHANGED);
  await act(async () => copy().click());
  expect(writeText).toHaveBeenCalledWith(CHANGED.code);
  screen.press("Reset");
  pause();
  expect(last().changed).toEqual({});
  expect(screen.text).not.toContain("was sgd");
  vi.unstubAllGlobals();
});

test("a request that Python dropped with its ranking is sent again for the next one", async () => {
  await opened();
  pick("optimizer", "adam");
  pause();
  screen.receive({ ranking: { ...SAMPLE.ranking, oob_r2: 0.5 } });
  expect(last()).toMatchObject({ changed: { optimizer: "adam" }, controls: true });
  expect(sent("what_if").length).toBe(3);
  await answer({ ...START, sentences: ["of the next"] });
  expect(screen.text).toContain("of the next");
});

test("why nothing is predicted is said", async () => {
  await opened();
  pick("optimizer", "adam");
  pause();
  await screen.reply({ what_if: { of: last().of, problem: "nothing is predicted." } });
  expect(screen.text).toContain("nothing is predicted.");
  expect(screen.find<HTMLButtonElement>("button", "Copy changed as dict").disabled).toBe(true);
});

const COSTS: DefaultCosts = {
  of: RUN.run,
  sentences: ["With every parameter at its best, val_loss is predicted to be 0.2."],
  problem: null,
  unit: "Cost in val_loss",
  params: {
    param: ["learning_rate_init", "depth", "alpha"],
    default: ["0.1", "2", "0.5"],
    best: ["0.01", "3", "0.1"],
    cost: [0.4, 0.01, 0.2],
    low: [0.3, -0.1, 0.1],
    high: [0.5, 0.1, 0.3],
    text: ["0.4", "0.01", "0.2"],
    interval: ["0.3 to 0.5", "-0.1 to 0.1", "0.1 to 0.3"],
    matters: [true, false, false],
    doubt: ["", "The interval of the cost holds 0.", "What the parameter does could be chance."],
  },
};

test("what the run's values cost is worked out when it is opened, and stands with its doubts", async () => {
  await opened();
  const details = [...screen.el.querySelectorAll("details")].find((each) =>
    each.textContent?.startsWith("Cost of leaving"),
  ) as HTMLDetailsElement;
  expect(sent("insight")).toEqual([]);
  act(() => {
    details.open = true;
    details.dispatchEvent(new Event("toggle"));
  });
  expect(sent("insight")).toEqual([{ event: "insight", name: "default_costs", of: RUN.run }]);
  screen.receive({ insights: { default_costs: COSTS } });
  const rows = [...screen.find("table", "Cost of this run's values").querySelectorAll("tbody tr")];
  expect(rows.map((row) => row.textContent?.includes("unclear"))).toEqual([false, true, true]);
  expect(rows[0]?.textContent).toContain("0.10.010.4");
  expect(screen.text).toContain("With every parameter at its best");
});
