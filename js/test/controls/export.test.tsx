import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { State } from "../../src/model/state";
import { EFFECT, EXPLANATION, JOINT } from "../pictures";
import { SAMPLE } from "../sample";
import { all, Screen } from "../screen";

const LR = "learning_rate_init";

let screen: Screen;
let saved: { name: string; blob: Blob }[];
let blobs: Blob[];

function show(changed: Partial<State> = {}): Screen {
  screen = new Screen(changed);
  return screen;
}

function take(name: string): void {
  screen.press("Export");
  screen.press(name);
}

beforeEach(() => {
  [saved, blobs] = [[], []];
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => `blob:${blobs.push(blob as Blob)}`);
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, blob: blobs[Number(this.href.split(":")[1]) - 1] ?? new Blob() });
  });
});

afterEach(() => {
  screen.close();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test("every export is two clicks away, and gives the focus back", () => {
  show();
  screen.press("Export");
  expect(all(screen.find("dialog"), "group").map((group) => group.getAttribute("aria-label"))).toEqual([
    "Ranking chart",
    "Table",
    "Parallel coordinates",
    "Interactions",
    "Moved together",
    "More runs",
    "Tuning curve",
    "Predicted and observed",
    "Coverage",
  ]);
  expect(all(screen.find("dialog"), "button", /^Table: /).map((button) => button.textContent)).toEqual([
    "Notebook",
    "CSV",
    "Markdown",
    "LaTeX",
  ]);
  screen.press("Ranking chart: Notebook");
  expect(screen.model.sent).toEqual([{ event: "export", what: "ranking", to: "notebook" }]);
  expect(screen.has("dialog")).toBe(false);
  expect(document.activeElement).toBe(screen.find("button", "Export"));
});

test("what is open can be exported too", () => {
  show({ effects: { [LR]: EFFECT }, joint: JOINT, explanation: EXPLANATION });
  screen.press("Export");
  expect(screen.has("group", `Effect of ${LR}`)).toBe(false);
  expect(screen.has("group", `${LR} together with depth`)).toBe(false);
  screen.key("Escape");
  screen.press(LR);
  take(`Effect of ${LR}: PNG`);
  take(`${LR} together with depth: Vega-Lite`);
  take("Explanation of sunny-fox-57: SVG");
  take("Table: LaTeX");
  take("Copy as Python");
  expect(screen.model.sent).toEqual([
    { event: "export", what: "effect", param: LR, to: "png" },
    { event: "export", what: "joint", param: LR, other: "depth", to: "json" },
    { event: "export", what: "explanation", run: "sunny-fox-57", to: "svg" },
    { event: "export", what: "table", to: "tex" },
    { event: "export", what: "panel", to: "python" },
  ]);
});

test("what a view is of stands in its label as it is written, placeholders of its own included", () => {
  const [param, other] = ["{other}", "$& {run}"];
  const { params } = SAMPLE.ranking;
  const ranking = { ...SAMPLE.ranking, params: { ...params, param: [param, ...params.param.slice(1)] } };
  show({ ranking, joint: { ...JOINT, param, other } });
  screen.press(param);
  screen.press("Export");
  expect(all(screen.find("dialog"), "group").map((group) => group.getAttribute("aria-label"))).toEqual([
    "Ranking chart",
    "Table",
    "Parallel coordinates",
    "Effect of {other}",
    "{other} together with $& {run}",
    "Interactions",
    "Moved together",
    "More runs",
    "Tuning curve",
    "Predicted and observed",
    "Coverage",
  ]);
});

test("a file is saved under its name, from text or from bytes", async () => {
  show();
  take("Table: CSV");
  await screen.reply({ file: { name: "ranking.csv", mime: "text/csv", text: "param,importance" } });
  expect(screen.find("status", "Export status").textContent).toBe("Saved as ranking.csv");
  take("Ranking chart: PNG");
  expect(screen.find("status", "Export status").textContent).toBe("Preparing…");
  const bytes = new DataView(new Uint8Array([137, 80]).buffer);
  await screen.reply({ file: { name: "ranking.png", mime: "image/png" } }, [bytes]);
  expect(screen.find("status", "Export status").textContent).toBe("Saved as ranking.png");
  screen.pick("Goal", "maximize");
  expect(screen.find("status", "Export status").textContent).toBe(""); // it is of another action now
  expect(saved.map(({ name, blob }) => [name, blob.type, blob.size])).toEqual([
    ["ranking.csv", "text/csv", 16],
    ["ranking.png", "image/png", 2],
  ]);
});

test("of two views only that which requested it saves the file; both show the message", async () => {
  show();
  const other = new Screen({}, screen.model);
  take("Table: CSV");
  await screen.reply({ file: { name: "ranking.csv", mime: "text/csv", text: "" } });
  expect(saved).toHaveLength(1);
  expect(other.find("status", "Export status").textContent).toBe("");
  const sentence = "The chart is below the panel, saved with the notebook.";
  await screen.reply({ message: sentence });
  expect([screen, other].map(({ el }) => el.textContent?.includes(sentence))).toEqual([true, true]);
  await screen.reply({ file: { name: "again.csv", mime: "text/csv", text: "" } });
  expect(saved).toHaveLength(1);
  other.close();
});

test("an export that is refused is not being prepared", () => {
  show();
  take("Ranking chart: PNG");
  screen.receive({ notice: "there is nothing to draw" });
  expect(screen.find("status", "Export status").textContent).toBe("");
  expect(screen.find("alert").textContent).toContain("there is nothing to draw");
});

test("the status of an export goes when it has been read", async () => {
  vi.useFakeTimers();
  show();
  take("Table: Notebook");
  await screen.reply({ message: "It stands below." });
  act(() => {
    vi.advanceTimersByTime(20_000);
  });
  expect(screen.find("status", "Export status").textContent).toBe("");
  vi.useRealTimers();
});

test("code goes to the clipboard", async () => {
  const writeText = vi.fn(async () => undefined);
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  show();
  take("Copy as Python");
  await screen.reply({ copied: "hpviz.Panel(runs)" });
  expect(writeText).toHaveBeenCalledWith("hpviz.Panel(runs)");
  expect(screen.find("status", "Export status").textContent).toBe("Copied");
});

test("without a clipboard a selected text is copied, and the focus comes back", async () => {
  vi.stubGlobal("navigator", {});
  const texts: string[] = [];
  document.execCommand = () => texts.push(document.querySelector("textarea")?.value ?? "") > 0;
  show();
  take("Copy as Python");
  await screen.reply({ copied: "hpviz.Panel(runs)" });
  expect(texts).toEqual(["hpviz.Panel(runs)"]);
  expect(document.querySelector("textarea")).toBeNull();
  expect(document.activeElement).toBe(screen.find("button", "Export"));
  document.execCommand = () => false;
  take("Copy as Python");
  await screen.reply({ copied: "x" });
  expect(screen.find("status", "Export status").textContent).toBe("The browser does not let this page copy.");
});

test("a message that comes after the end, or means something else, changes nothing", async () => {
  show();
  const other = { id: "1", kind: "anywidget-command-response" };
  await screen.reply(other as object);
  expect(screen.find("status", "Export status").textContent).toBe("");
  screen.press("Settings");
  const { model } = screen;
  screen.close();
  model.reply({ message: "late" });
  expect(screen.el.innerHTML).toBe("");
});

const PLACED = {
  message: "Added below the panel.",
  mark: "hpviz-0-1",
  missing: "Nothing was added: run this cell again.",
};

test("an export into the notebook is called added once the page has it", async () => {
  show();
  take("Table: Notebook");
  await screen.reply(PLACED);
  expect(screen.find("status", "Export status").textContent).toBe("Preparing…");
  document.body.insertAdjacentHTML("beforeend", `<div class="hpviz-twin ${PLACED.mark}"></div>`);
  await vi.waitFor(() => expect(screen.find("status", "Export status").textContent).toBe(PLACED.message));
  document.querySelector(`.${PLACED.mark}`)?.remove();
});

test("where the page does not take it up, nothing is called added", async () => {
  vi.useFakeTimers();
  show();
  take("Table: Notebook");
  await screen.reply(PLACED);
  await act(async () => {
    await vi.advanceTimersByTimeAsync(3500);
  });
  expect(screen.find("status", "Export status").textContent).toBe(PLACED.missing);
  vi.useRealTimers();
});
