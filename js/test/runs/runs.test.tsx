/** The table of the runs and the card of one, with the very messages that Python sends (tests/wire/single_runs.json). */
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import wire from "../../../tests/wire/single_runs.json";
import type { KnownRun, RunRows } from "../../src/model/pictures";
import type { State } from "../../src/model/state";
import { EFFECT } from "../pictures";
import { SAMPLE } from "../sample";
import { all, Screen, single } from "../screen";

const ROWS = wire.rows as RunRows;
const RUN = wire.run as unknown as KnownRun;
const BEST = wire.best as unknown as KnownRun;
const CRASHED = wire.crashed as unknown as KnownRun;
const NAMES = ROWS.cells[0] ?? [];

let screen: Screen;

afterEach(() => {
  screen.close();
  vi.restoreAllMocks();
});

interface Sent {
  readonly event: string;
  readonly of: string;
  readonly run: string;
  readonly baseline: string;
  readonly start: number;
  readonly sort_by: string;
  readonly descending: boolean;
}

function sent(event: string): Sent[] {
  return (screen.model.sent as Sent[]).filter((message) => message.event === event);
}

/** Answer the last request for rows, of a sweep of so many runs. */
async function answerRows(total = ROWS.total): Promise<void> {
  const { of, start } = sent("rows").at(-1) as Sent;
  const rows = Array.from({ length: Math.min(100, total - start) }, (_, i) => (start + i) % ROWS.total);
  await screen.reply({
    rows: {
      ...ROWS,
      of,
      start,
      total,
      ids: rows.map((row, i) => (total > ROWS.total ? String(start + i) : (ROWS.ids[row] ?? ""))),
      cells: ROWS.cells.map((column, c) =>
        rows.map((row, i) => (total > ROWS.total && c === 0 ? `run-${start + i}` : (column[row] ?? ""))),
      ),
    },
  });
}

async function answerRun(card: KnownRun, changed: Partial<KnownRun> = {}): Promise<void> {
  const { of } = sent("run").at(-1) as Sent;
  await screen.reply({ run: { ...card, ...changed, of } });
}

/** The panel with its runs opened. */
async function opened(changed: Partial<State> = {}, total = ROWS.total): Promise<Screen> {
  screen = new Screen(changed);
  screen.press("Runs");
  await answerRows(total);
  return screen;
}

function grid(): HTMLElement {
  return screen.find("grid");
}

/** The rows that are drawn, without the head. */
function drawn(): HTMLElement[] {
  return [...grid().querySelectorAll<HTMLElement>("[role=rowgroup] > [role=row]")];
}

function row(name: string): HTMLElement {
  const found = drawn().find((element) => element.firstElementChild?.textContent === name);
  if (!found) throw new Error(`no row ${name}`);
  return found;
}

function active(): string {
  const id = grid().getAttribute("aria-activedescendant");
  return drawn().find((element) => element.id === id)?.firstElementChild?.textContent ?? "";
}

/** Scroll to a run, and click its row. */
function open(name: string): void {
  scroll(Math.max(0, 28 * (NAMES.indexOf(name) - 3)));
  click(row(name));
}

function click(element: HTMLElement): void {
  act(() => element.click());
}

function scroll(top: number): void {
  act(() => {
    grid().scrollTop = top;
    grid().dispatchEvent(new Event("scroll"));
  });
}

function key(name: string): void {
  act(() => grid().focus({ preventScroll: true }));
  screen.key(name);
}

test("the first screen asks for no run, and has a button for them", () => {
  screen = new Screen();
  expect(screen.has("button", "Runs")).toBe(true);
  expect(sent("rows")).toEqual([]);
  screen.press("Runs");
  expect(screen.text).toContain("Reading the runs…");
  expect(sent("rows")).toMatchObject([{ sort_by: "metric", descending: false, start: 0, count: 100 }]);
});

test("headings are cut where they do not differ, and are read out whole", async () => {
  const long = (what: string, at: number) => `model.encoder.block_${at}.attention.${what}_probability`;
  screen = new Screen();
  screen.press("Runs");
  const labels = [
    "Run",
    "validation/long_metric_top1",
    "validation/long_metric_top5",
    long("dropout", 1),
    long("dropout", 2),
    "lr",
  ];
  const { of } = sent("rows").at(-1) as Sent;
  await screen.reply({
    rows: {
      ...ROWS,
      of,
      columns: ROWS.columns.map((column, i) => ({
        ...column,
        label: labels[i] ?? "",
        key: i === 0 ? "run" : `metric:${i}`,
      })),
    },
  });
  const heads = all(grid(), "[role=columnheader]");
  const texts = heads.map((head) => head.textContent ?? "");
  expect(new Set(texts).size).toBe(labels.length);
  expect(texts.every((text) => text.length <= 18)).toBe(true);
  expect(heads.map((head) => head.querySelector("button")?.getAttribute("aria-label"))).toEqual(labels);
  expect(heads[3]?.querySelector("bdi")?.title).toBe(labels[3]);
});

test("the table is a grid with all its rows counted, and says how many runs there are", async () => {
  await opened({ sweep: { ...SAMPLE.sweep, runs: 60 } });
  expect(grid().getAttribute("aria-rowcount")).toBe("61");
  expect(grid().getAttribute("aria-colcount")).toBe("6");
  expect(all(grid(), "[role=columnheader]").map((head) => head.textContent)).toEqual([
    "Run",
    "loss",
    "lr",
    "optimizer",
    "momentum",
    "Status",
  ]);
  expect(drawn()[0]?.getAttribute("aria-rowindex")).toBe("2");
  expect(drawn()[0]?.textContent).toContain(NAMES[0]);
  expect([...(drawn()[0]?.children ?? [])].map((cell) => cell.getAttribute("role"))).toEqual([
    "rowheader",
    ...Array(5).fill("gridcell"),
  ]);
  expect(screen.text).toContain("60 runs");
  expect(screen.text).not.toContain("those of the filter");
  expect(screen.el.innerHTML).not.toMatch(/NaN|undefined|null/);
});

test("with a filter it says of how many these are", async () => {
  await opened();
  expect(screen.text).toContain("60 of 500 runs, those of the filter");
});

test("a heading sorts in Python, again the other way, and the old rows stand until the new ones come", async () => {
  await opened();
  expect(single(grid(), "[role=columnheader]", "loss").getAttribute("aria-sort")).toBe("ascending");
  const press = (name: string) => click(single(grid(), "button", name));
  press("lr");
  expect(sent("rows").at(-1)).toMatchObject({ sort_by: "param:lr", descending: false, start: 0 });
  expect(drawn()[0]?.textContent).toContain(NAMES[0]);
  expect(grid().closest("[aria-busy=true]")).not.toBeNull();
  await answerRows();
  expect(grid().closest("[aria-busy=true]")).toBeNull();
  press("lr");
  expect(sent("rows").at(-1)).toMatchObject({ sort_by: "param:lr", descending: true });
  expect(single(grid(), "[role=columnheader]", "lr").getAttribute("aria-sort")).toBe("descending");
});

test("ten thousand rows are scrolled with a few drawn, and windows are fetched one at a time", async () => {
  await opened({}, 10_000);
  expect(drawn().length).toBeLessThan(30);
  expect(sent("rows")).toHaveLength(1);
  scroll(28 * 5000);
  scroll(28 * 7000);
  scroll(28 * 9000);
  expect(sent("rows")).toHaveLength(2);
  expect(drawn()[8]?.textContent).toContain("…");
  await answerRows(10_000);
  expect(sent("rows").at(-1)?.start).toBe(8900);
  await answerRows(10_000);
  expect(sent("rows").at(-1)?.start).toBe(9000);
  await answerRows(10_000);
  expect(screen.text).toContain("run-9000");
  expect(
    drawn()
      .find((element) => element.textContent?.includes("run-9000"))
      ?.getAttribute("aria-rowindex"),
  ).toBe("9002");
  const requests = sent("rows").length;
  scroll(28 * 9001);
  expect(sent("rows")).toHaveLength(requests);
});

test("an answer to another view is none of this one's", async () => {
  await opened();
  await screen.reply({
    rows: { ...ROWS, of: "another", cells: ROWS.cells.map((column) => [...column].reverse()) },
  });
  expect(drawn()[0]?.textContent).toContain(NAMES[0]);
});

test("the keys move through the rows, and the grid keeps the focus", async () => {
  await opened();
  expect(active()).toBe(NAMES[0]);
  key("ArrowDown");
  key("ArrowDown");
  expect(active()).toBe(NAMES[2]);
  key("End");
  expect(active()).toBe(NAMES[59]);
  key("PageUp");
  expect(active()).toBe(NAMES[48]);
  key("Home");
  expect(active()).toBe(NAMES[0]);
  expect(document.activeElement).toBe(grid());
  expect(grid().hasAttribute("data-lm-suppress-shortcuts")).toBe(true);
});

test("Enter opens the card of a run, which takes the focus; Escape gives it back", async () => {
  await opened();
  key("ArrowDown");
  key("Enter");
  const card = screen.find("region", `Run ${NAMES[1]}`);
  expect(document.activeElement).toBe(card);
  expect(row(NAMES[1] ?? "").getAttribute("aria-selected")).toBe("true");
  expect(sent("run")).toMatchObject([{ run: ROWS.ids[1], baseline: "" }]);
  screen.key("Escape");
  expect(screen.has("region")).toBe(false);
  expect(document.activeElement).toBe(grid());
});

test("Enter on a row that is on its way opens it when it has come", async () => {
  await opened({}, 10_000);
  key("End");
  key("Enter");
  expect(sent("run")).toEqual([]);
  await answerRows(10_000);
  expect(sent("run")).toMatchObject([{ run: "9999" }]);
  expect(document.activeElement).toBe(screen.find("region", "run-9999"));
});

test("the card says what differs from the best run and how much of the difference each param is", async () => {
  await opened();
  open(RUN.label);
  expect(screen.text).toContain("Drawing…");
  await answerRun(RUN);
  const table = screen.find("table", `What sets ${RUN.label} apart from ${RUN.baseline_label}`);
  for (const sentence of RUN.comparison?.sentences ?? []) expect(screen.text).toContain(sentence);
  const params = RUN.comparison?.params;
  params?.param.forEach((param, i) => {
    const line = [...table.querySelectorAll("tbody tr")].find((tr) => tr.textContent?.includes(param));
    expect(line?.textContent).toContain(
      params.counted_with[i]
        ? `counted with ${params.counted_with[i]}`
        : `${params.text[i]} (${params.interval[i]})`,
    );
  });
  const { predicted, predicted_low, predicted_high, observed } = RUN.comparison?.totals ?? {};
  expect(table.querySelector("tfoot")?.textContent).toContain(
    `${predicted} (${predicted_low} to ${predicted_high})`,
  );
  expect(table.querySelector("tfoot")?.textContent).toContain(`Observed${observed}`);
  expect(screen.find("table", "Metrics").textContent).toContain(RUN.metrics.value[0]);
  expect(screen.find("table", `What moved ${RUN.explanation.run}`).textContent).toContain("prediction");
  expect(screen.el.innerHTML).not.toMatch(/NaN|undefined/);
});

test("a bar has a colour only where the interval says which way", async () => {
  await opened();
  open(RUN.label);
  await answerRun(RUN);
  const { contribution = [], low = [], high = [], counted_with = [] } = RUN.comparison?.params ?? {};
  const judged = contribution
    .map((_, i) => (low[i] ?? 0) > 0 || (high[i] ?? 0) < 0)
    .filter((_, i) => !counted_with[i]);
  const bars = [...screen.el.querySelectorAll(".hp-card .hp-diverging .hp-bar")];
  expect(bars.map((bar) => /hp-(better|worse)/.test(bar.className))).toEqual(judged);
  expect(judged).toContain(true);
});

test("of the best run itself there is the whole configuration, and nothing to compare", async () => {
  await opened();
  open(BEST.label);
  await answerRun(BEST);
  expect(screen.find("table", "Configuration").textContent).toContain(BEST.params.value[0]);
  expect(all(screen.el, "table", /^What sets/)).toEqual([]);
  expect(screen.find("table", "Metrics").querySelectorAll("thead th")).toHaveLength(2);
});

test("of a run that did not enter it says so, beside what it has", async () => {
  await opened();
  open(CRASHED.label);
  await answerRun(CRASHED);
  expect(screen.text).toContain(`Run ${CRASHED.label} did not enter the ranking`);
  expect(screen.find("region").textContent).toContain("crashed");
  expect(screen.find("table", "Metrics").textContent).toContain("none");
  expect(all(screen.el, "table", /^What moved/)).toEqual([]);
});

test("why there is no card is said in its place", async () => {
  await opened();
  open(RUN.label);
  const { of } = sent("run").at(-1) as Sent;
  await screen.reply({ run: { of, problem: "no run '7' among the 60 that are shown" } });
  expect(screen.find("region").textContent).toContain("no run '7'");
});

test("a run is pinned in its row or its card, and the others are compared with it", async () => {
  await opened();
  expect(screen.text).toContain("Baseline: the best run");
  open(RUN.label);
  await answerRun(RUN);
  screen.press("Pin as baseline");
  expect(screen.text).toContain(`Baseline: ${RUN.label}`);
  expect(sent("run").at(-1)).toMatchObject({ run: RUN.run, baseline: RUN.run });
  const other = NAMES[0] ?? "";
  expect(single(row(RUN.label), "button").getAttribute("aria-pressed")).toBe("true");
  open(other);
  expect(sent("run").at(-1)).toMatchObject({ run: ROWS.ids[0], baseline: RUN.run });
  const runs = sent("run").length;
  click(single(row(other), "button", `Baseline: ${other}`));
  expect(screen.text).toContain(`Baseline: ${other}`);
  expect(sent("run")).toHaveLength(runs + 1);
  screen.press("Unpin");
  expect(screen.text).toContain("Baseline: the best run");
});

test("the configuration is copied as a dictionary", async () => {
  await opened();
  open(RUN.label);
  await answerRun(RUN);
  const write = vi.fn(async () => undefined);
  vi.stubGlobal("navigator", { clipboard: { writeText: write } });
  await act(async () => {
    screen.find("button", "Copy as dict").click();
    await new Promise((done) => setTimeout(done));
  });
  vi.unstubAllGlobals();
  expect(write).toHaveBeenCalledWith(RUN.code);
  expect(screen.find("region").textContent).toContain("Copied");
});

test("a run's page is a link where Python knows it, and only to https", async () => {
  await opened();
  open(RUN.label);
  await answerRun(RUN, { url: "https://wandb.ai/e/p/runs/7" });
  const link = single<HTMLAnchorElement>(screen.find("region"), "a", "Open its page");
  expect(link.getAttribute("href")).toBe("https://wandb.ai/e/p/runs/7");
  expect(link.rel).toContain("noopener");
  open(NAMES[0] ?? "");
  await answerRun(RUN, { url: "javascript:alert(1)" });
  expect(all(screen.el, "a")).toEqual([]);
});

test("another ranking asks for rows and card anew, and keeps the old ones until they come", async () => {
  await opened();
  open(RUN.label);
  await answerRun(RUN);
  const [rows, runs] = [sent("rows").length, sent("run").length];
  screen.receive({ ranking: { ...SAMPLE.ranking } });
  expect(sent("rows")).toHaveLength(rows + 1);
  expect(sent("run")).toHaveLength(runs + 1);
  expect(row(RUN.label).textContent).toContain(RUN.label);
  expect(screen.text).toContain(RUN.comparison?.sentences[0]);
  await answerRows();
  await answerRun(RUN, { status: "killed" });
  expect(screen.find("region").textContent).toContain("killed");
});

test("another ranking asks first for the rows that are seen, and for fewer where there are fewer", async () => {
  await opened({}, 10_000);
  scroll(28 * 5000);
  await answerRows(10_000);
  await answerRows(10_000);
  screen.receive({ ranking: { ...SAMPLE.ranking } });
  expect(sent("rows").at(-1)?.start).toBe(4900);
  await answerRows(60);
  expect(sent("rows").at(-1)?.start).toBe(0);
  await answerRows(60);
  expect(grid().getAttribute("aria-rowcount")).toBe("61");
  expect(drawn().at(-1)?.textContent).toContain(NAMES[59]);
});

test("a baseline that a filter has left out is said, beside what the run has", async () => {
  await opened();
  open(RUN.label);
  const problem = "The baseline 7 is not among these runs: pin another.";
  const alone = {
    ...RUN.params,
    baseline: RUN.params.baseline.map(() => ""),
    differs: RUN.params.differs.map(() => false),
  };
  const comparison = RUN.comparison && { ...RUN.comparison, problem, sentences: [] };
  await answerRun(RUN, { baseline: "", baseline_label: "", params: alone, comparison });
  expect(screen.text).toContain(problem);
  expect(screen.find("table", "Configuration").textContent).toContain(RUN.params.value[0]);
});

test("without an answer from Python it says so, and asks again when there is one", async () => {
  vi.useFakeTimers();
  screen = new Screen();
  screen.model.isAnswering = false;
  screen.press("Runs");
  act(() => {
    vi.advanceTimersByTime(1000);
  });
  expect(screen.text).toContain("No answer from Python");
  const requests = sent("rows").length;
  act(() => screen.model.answer());
  vi.useRealTimers();
  expect(sent("rows")).toHaveLength(requests + 1);
  await answerRows();
  expect(drawn()[0]?.textContent).toContain(NAMES[0]);
});

test("a click on a run in the picture of an effect opens its card below it", async () => {
  const at = EFFECT.best[0] ?? 0;
  const id = EFFECT.points.run.map((_, i) => `id-${i}`);
  screen = new Screen({ effects: { [EFFECT.param]: { ...EFFECT, points: { ...EFFECT.points, id } } } });
  screen.press(EFFECT.param);
  const picture = screen.find("slider");
  act(() => picture.focus());
  screen.key("Enter");
  const run = sent("run").at(-1);
  expect(run).toMatchObject({ event: "run", baseline: "" });
  expect(run?.run).toMatch(/^id-\d+$/);
  const label = EFFECT.points.run[id.indexOf(run?.run ?? "")];
  expect(screen.has("region", `Run ${label}`)).toBe(true);
  await answerRun(RUN);
  expect(screen.text).toContain(RUN.comparison?.sentences[0]);
  screen.press(/^Close run/);
  expect(screen.has("region")).toBe(false);
  expect(at).toBeGreaterThan(0);
});

test("a pinned run that a filter leaves out stays, and is marked", async () => {
  await opened();
  open(RUN.label);
  await answerRun(RUN);
  screen.press("Pin as baseline");
  expect(screen.text).not.toContain("left out by the filter");
  screen.receive({
    ranking: { ...screen.model.get("_ranking") },
    _ranking: { ...SAMPLE.ranking },
  } as Partial<State>);
  const { of, baseline } = sent("rows").at(-1) as Sent & { baseline: string };
  expect(baseline).toBe(RUN.run);
  await screen.reply({ rows: { ...ROWS, of, baseline: { id: RUN.run, label: RUN.label, kept: false } } });
  expect(screen.text).toContain(`Baseline: ${RUN.label}, left out by the filter`);
});
