/** What is not on the first screen: its code comes from Python, and until it is there a sentence stands for it. */
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PARTS } from "../src/later";
import { LOADED, load } from "../src/load";
import type { State } from "../src/model/state";
import { PARTS as VIEWS } from "../src/views";
import { FakeModel } from "./model";
import { SAMPLE } from "./sample";
import { Screen } from "./screen";

const MISSING = "This opens when Python answers.";
const REQUEST = { event: "later", file: "later" };
const LR = "learning_rate_init";

let screen: Screen;

beforeEach(() => {
  vi.useFakeTimers();
  LOADED.parts = null;
  LOADED.problem = "";
});

afterEach(() => {
  screen.close();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function show(changed: Partial<State> = {}, model?: FakeModel): FakeModel {
  screen = new Screen(changed, model);
  return screen.model;
}

function wait(milliseconds: number): void {
  act(() => {
    vi.advanceTimersByTime(milliseconds);
  });
}

/** As Python sends it; `data:` stands for the address that a browser has for a Blob. */
async function receive(text: string): Promise<void> {
  vi.spyOn(URL, "createObjectURL").mockReturnValue(`data:text/javascript,${encodeURIComponent(text)}`);
  await screen.reply({ later: text });
  vi.useRealTimers();
  await act(async () => {
    await vi.waitFor(() => expect(LOADED.parts ?? (LOADED.problem || null)).not.toBeNull());
    await new Promise((done) => setTimeout(done));
  });
}

/** What is opened, and the words of it that are seen when it is there. */
const OPENED: readonly (readonly [button: string | RegExp, words: string])[] = [
  ["Settings", "Metric scale"],
  [/^Parameters \(/, "Show all"],
  ["Filter", "Add condition"],
  ["Export", "Copy as Python"],
  [LR, "Drawing…"],
  ["Interactions", "Drawing…"],
  ["More runs?", "Drawing…"],
];

test.each(OPENED)("%s opens with a sentence until its part is there", async (button, words) => {
  const model = show();
  screen.press(button);
  expect(screen.text).toContain(MISSING);
  expect(screen.text).not.toContain(words);
  expect(model.sent).toContainEqual(REQUEST);
  LOADED.parts = { ...PARTS, ...VIEWS };
  screen.receive({ sweep: { ...SAMPLE.sweep } });
  expect(screen.text).not.toContain(MISSING);
  expect(screen.text).toContain(words);
});

test("a row says its sentences before its pictures can be drawn", () => {
  show();
  screen.press(LR);
  const at = SAMPLE.ranking.params.param.indexOf(LR);
  expect(screen.text).toContain(SAMPLE.ranking.params.sentences[at]?.[0]);
});

test("soon after the first figures the part is requested, once", () => {
  const model = show({ ranking: { ...SAMPLE.ranking, complete: false } });
  wait(10_000);
  expect(model.sent).toEqual([]);
  screen.receive({ ranking: SAMPLE.ranking });
  expect(model.sent).toEqual([]);
  wait(1000);
  expect(model.sent).toEqual([REQUEST]);
  screen.receive({ ranking: { ...SAMPLE.ranking } });
  wait(10_000);
  expect(model.sent).toEqual([REQUEST]);
  expect(screen.find("status", "Connection").textContent).toBe("");
});

test("a second view of the module has what was loaded for the first", () => {
  LOADED.parts = PARTS;
  const model = show();
  wait(10_000);
  screen.press("Settings");
  expect(screen.text).toContain("Metric scale");
  expect(model.sent).toEqual([]);
});

test("without an answer what is opened says so, and why", () => {
  const model = new FakeModel(SAMPLE);
  model.isAnswering = false;
  show({}, model);
  screen.press("Settings");
  wait(1000);
  expect(screen.find("dialog").textContent).toContain(MISSING);
  expect(screen.find("status", "Connection").textContent).toContain("No answer from Python");
});

test("a view that has gone requests nothing", () => {
  const model = show();
  screen.close();
  wait(10_000);
  expect(model.sent).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test("the text that Python sends is run with what both parts need, and its address is given back", async () => {
  const revoked = vi.spyOn(URL, "revokeObjectURL");
  show();
  screen.press("Settings");
  await receive("export default ({ isShared }) => ({ SettingsForm: () => 'loaded: ' + isShared });");
  expect(screen.find("dialog").textContent).toContain("loaded: true");
  expect(revoked).toHaveBeenCalledTimes(1);
});

test("a page that lets nothing be loaded says so", async () => {
  show();
  screen.press("Settings");
  await receive("export default () => { throw new Error('no'); };");
  expect(screen.find("dialog").textContent).toContain(LOADED.problem);
  expect(LOADED.problem).not.toBe("");
});

test("what comes twice is run once, and what comes after it is added to it", async () => {
  show();
  const made = vi
    .spyOn(URL, "createObjectURL")
    .mockImplementation(() => "data:text/javascript,export default () => ({a: 1})");
  await load("export default () => ({ a: 1 });");
  await load("export default () => ({ a: 1 });");
  expect(made).toHaveBeenCalledTimes(1);
  made.mockImplementation(() => "data:text/javascript,export default () => ({b: 2})");
  await load("export default () => ({ b: 2 });");
  expect(LOADED.parts).toEqual({ a: 1, b: 2 });
});

test("the runs are a part of their own, which is requested when they are opened", () => {
  LOADED.parts = PARTS as typeof LOADED.parts;
  const model = show();
  wait(10_000);
  expect(model.sent).toEqual([]);
  screen.press("Runs");
  expect(screen.text).toContain(MISSING);
  expect(model.sent).toEqual([{ event: "later", file: "runs" }]);
});

test("the search takes the focus when it comes after its box", () => {
  show();
  screen.press(/^Parameters \(/);
  expect(document.activeElement).toBe(screen.find("dialog"));
  LOADED.parts = PARTS;
  screen.receive({ sweep: { ...SAMPLE.sweep } });
  expect(document.activeElement).toBe(screen.find("searchbox", "Search columns"));
});
