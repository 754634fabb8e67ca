/** Python that is busy with a cell, or gone: within a second the view says so, and claims nothing. */
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Host } from "../src/model/connection";
import type { State } from "../src/model/state";
import { FakeModel } from "./model";
import { SAMPLE } from "./sample";
import { Screen } from "./screen";

const BUSY = "Waiting for Python: a cell is running.";
const GONE = "Not connected: run this cell again.";
const UNKNOWN = "No answer from Python: wait if a cell is running, else run this cell again.";

let screen: Screen;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  screen.close();
  vi.useRealTimers();
});

function show({ host, ...changed }: Partial<State> & { host?: Host } = {}): FakeModel {
  const model = new FakeModel({ ...SAMPLE, ...changed });
  model.isAnswering = false;
  model.widget_manager = host;
  screen = new Screen({}, model);
  return model;
}

function wait(milliseconds: number): void {
  act(() => {
    vi.advanceTimersByTime(milliseconds);
  });
}

function silence(): string | null {
  return screen.find("status", "Connection").textContent;
}

function chosen(name: string): string {
  return screen.find<HTMLSelectElement>("combobox", name).value;
}

function isStale(): boolean {
  return screen.find("table", "Ranked parameters").classList.contains("hp-stale");
}

test.each([
  [{ kernel: { status: "busy" } }, BUSY],
  [{ kernel: { status: "idle" } }, UNKNOWN],
  [{ kernel: { status: "dead" } }, GONE],
  [{ kernel: null }, GONE],
  [{}, UNKNOWN],
  [undefined, UNKNOWN],
])("in a host that shows %j a choice without an answer goes back within a second", (host, sentence) => {
  show(host === undefined ? {} : { host });
  screen.pick("Metric", "val_acc");
  screen.pick("Method", "mdi");
  expect([chosen("Metric"), isStale(), silence()]).toEqual(["val_acc", true, ""]);
  wait(1000);
  expect([chosen("Metric"), chosen("Method"), isStale()]).toEqual(["val_loss", "oob", false]);
  expect(silence()).toBe(sentence);
});

test("what was chosen stands again when Python comes back, and its figures come", () => {
  const model = show({ host: { kernel: { status: "busy" } } });
  screen.pick("Metric", "val_acc");
  screen.pick("Metric", "runtime");
  wait(5000);
  expect([chosen("Metric"), silence()]).toEqual(["val_loss", BUSY]);
  act(() => model.answer());
  expect([chosen("Metric"), isStale(), silence()]).toEqual(["runtime", true, ""]);
  screen.receive({ ranking: { ...SAMPLE.ranking, metric: "runtime" } });
  expect(isStale()).toBe(false);
  wait(10_000);
  expect(silence()).toBe("");
});

test("a cell that ends without an answer was not what Python was busy with", async () => {
  const kernel = { status: "busy", requestKernelInfo: () => Promise.resolve() };
  show({ host: { kernel } });
  screen.pick("Goal", "maximize");
  wait(1000);
  expect(silence()).toBe(BUSY);
  kernel.status = "idle";
  wait(5000);
  await Promise.resolve();
  wait(1000);
  expect([silence(), chosen("Goal")]).toEqual([GONE, "minimize"]);
});

test("a kernel that reads nothing, though it calls itself idle, may be held by code", () => {
  const held = new Promise(() => undefined);
  show({ host: { kernel: { status: "idle", requestKernelInfo: () => held } } });
  screen.pick("Goal", "maximize");
  wait(60_000);
  expect([silence(), chosen("Goal")]).toEqual([UNKNOWN, "minimize"]);
});

test("what is hidden without an answer is shown again", () => {
  show();
  screen.press(/^Parameters/);
  screen.tick("depth");
  expect(screen.has("button", "Parameters (13 of 14)")).toBe(true);
  wait(1000);
  expect(screen.has("button", "Parameters (14 of 14)")).toBe(true);
});

test("a picture, the wand and an export without an answer say why", () => {
  show({ host: {} });
  screen.press("depth");
  expect(screen.text).toContain("Drawing…");
  wait(1000);
  expect(screen.text).not.toContain("Drawing…");
  expect(silence()).toBe(UNKNOWN);
  screen.press("Export");
  screen.press(/^Table: CSV/);
  expect(screen.find("status", "Export status").textContent).toBe("");
});

test.each([
  ["idle", GONE],
  ["busy", BUSY],
])(
  "a restarted kernel that is %s is known within a second, before anything is pressed",
  (status, sentence) => {
    const model = show({ host: { kernel: { status } } });
    act(() => model.cut());
    wait(1000);
    expect(silence()).toBe(sentence);
    act(() => model.answer());
    expect(silence()).toBe("");
  },
);

test("a channel that was made anew and answers is no news", () => {
  const model = show({ host: { kernel: { status: "idle" } } });
  model.isAnswering = true;
  act(() => model.cut());
  wait(10_000);
  expect(silence()).toBe("");
});

test("a channel that is closed is like one that brings no answer", async () => {
  const model = show({ host: { kernel: { status: "idle", requestKernelInfo: () => Promise.resolve() } } });
  vi.spyOn(model, "send").mockImplementation(() => {
    throw new Error("Cannot send");
  });
  screen.pick("Metric", "val_acc");
  screen.press("depth");
  wait(1000);
  expect([chosen("Metric"), silence()]).toEqual(["val_loss", UNKNOWN]);
  wait(5000);
  await Promise.resolve();
  wait(1000);
  expect(silence()).toBe(GONE);
});

test("an answer in time leaves no trace, however often something is chosen", () => {
  const model = show();
  model.isAnswering = true;
  for (const metric of ["val_acc", "runtime", "val_acc"]) screen.pick("Metric", metric);
  wait(10_000);
  expect([chosen("Metric"), silence()]).toEqual(["val_acc", ""]);
});

test("an answer to an older call is not the answer to the newest", () => {
  const model = show();
  screen.pick("Metric", "val_acc");
  const [first] = model.calls;
  screen.pick("Goal", "maximize");
  act(() => model.reply({ heard: first ?? "" }));
  wait(1000);
  expect(silence()).toBe(UNKNOWN);
});

test("the order of the rows needs no Python", () => {
  const model = show();
  screen.press("Correlation");
  wait(5000);
  expect(screen.find("columnheader", /^Correlation/).getAttribute("aria-sort")).toBe("descending");
  expect([silence(), model.calls]).toEqual(["", []]);
});

test("a computation whose Python has died is not said to go on", () => {
  const kernel = { status: "busy" };
  const busy = { busy: true, done: 3, total: 100, words: "growing the forest" };
  const model = show({ host: { kernel }, progress: busy });
  wait(4000);
  expect(screen.text).toContain(BUSY);
  expect(screen.has("progressbar")).toBe(true);
  expect(model.calls).toHaveLength(1);
  kernel.status = "dead";
  wait(1000);
  expect(screen.text).toContain(GONE);
  expect(screen.has("progressbar")).toBe(false);
  wait(60_000);
  expect(model.calls).toHaveLength(1);
});

test("a state that was saved between a choice and its figures does not name the choice", () => {
  show({ metric: "val_acc", goal: "maximize" });
  expect([chosen("Metric"), isStale()]).toEqual(["val_acc", true]);
  screen.press("depth");
  screen.press("Most useful parameters");
  wait(1000);
  expect([chosen("Metric"), chosen("Goal"), isStale()]).toEqual(["val_loss", "minimize", false]);
});

test("a view that has gone looks no more", () => {
  const model = show();
  screen.pick("Metric", "val_acc");
  screen.close();
  wait(10_000);
  expect([vi.getTimerCount(), model.listeners]).toEqual([0, 0]);
});
