import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import type { MoreRuns } from "../../src/insights/more-runs";
import type { NextSweep } from "../../src/insights/next-sweep";
import { SAMPLE, SCRIPT } from "../sample";
import { all, Screen, single } from "../screen";

const NEXT: NextSweep = {
  of: "",
  problem: null,
  sentences: ["Narrow lr.", "Freeze seed."],
  lines: {
    param: ["lr", "seed", SCRIPT],
    action: ["narrow", "freeze", "keep"],
    before: ["1e-05 to 0.1 (log)", "1 to 99 (whole)", "a, b"],
    after: ["0.0001 to 0.01 (log)", "7", "a, b"],
    reason: ["Good ones lie here; 94% agree.", "Does not matter.", "Not known."],
    sure: ["sure", "sure", "not known"],
    agreement: [0.94, null, null],
  },
  tools: [
    ["wandb", "W&B sweep (YAML)"],
    ["optuna", "Optuna"],
  ],
};

const MORE: MoreRuns = {
  of: "",
  problem: null,
  sentences: ["The first place is settled: lr."],
  runs: 60,
  sizes: [15, 30, 60, 120, 240],
  counted: "runs",
  check_sizes: [15, 30],
  places: {
    param: ["lr", SCRIPT],
    settled: [true, false],
    chance: [
      [0.9, 0.95, 0.99, 1, 1],
      [0.52, 0.53, 0.55, 0.58, 0.61],
    ],
    check: [
      [1, 1],
      [0.25, 0.5],
    ],
  },
};

let screen: Screen;

afterEach(() => screen.close());

test("the next sweep is asked for once, and is a table with its reasons", () => {
  screen = new Screen();
  screen.press("Next sweep");
  expect(screen.model.sent).toEqual([{ event: "insight", name: "next", of: "" }]);
  screen.receive({ insights: { next: NEXT } });
  expect(screen.text).toContain("Narrow lr. Freeze seed.");
  const rows = all(screen.find("table", "Next sweep"), "tbody tr").map((row) => row.textContent);
  expect(rows[0]).toContain(
    "narrow0.0001 to 0.01 (log)was 1e-05 to 0.1 (log)Good ones lie here; 94% agree. sure",
  );
  expect(rows[2]).not.toContain("was");
  expect(rows[2]).toContain(SCRIPT);
  expect(screen.el.querySelector("script")).toBeNull();
});

test("what Python has taken away is asked for again, so that it can be exported", () => {
  screen = new Screen();
  screen.press("Next sweep");
  screen.receive({ insights: { next: NEXT } });
  screen.receive({ insights: {} });
  expect(screen.model.sent).toEqual(Array(2).fill({ event: "insight", name: "next", of: "" }));
  screen.receive({ insights: { next: NEXT } });
  expect(screen.text).toContain("Narrow lr. Freeze seed.");
});

test("a long list of advice has pages", () => {
  const many = Array.from({ length: 60 }, (_, i) => i);
  const lines = Object.fromEntries(
    Object.entries(NEXT.lines).map(([key, values]) => [
      key,
      many.map((i) => (key === "param" ? `p${i}` : values[0])),
    ]),
  ) as unknown as typeof NEXT.lines;
  const next: NextSweep = { ...NEXT, lines };
  screen = new Screen({ insights: { next } });
  screen.press("Next sweep");
  const shown = () => all(screen.find("table", "Next sweep"), "tbody tr").length;
  const pages = screen.find("group", "Pages of parameters");
  expect([shown(), pages.textContent]).toEqual([25, "1–25 of 60 parameters"]);
  for (const _ of [1, 2]) act(() => single(pages, "button", "Next page").click());
  expect([shown(), pages.textContent]).toEqual([10, "51–60 of 60 parameters"]);
});

test("the space is copied or saved for the tool that is chosen", () => {
  screen = new Screen({ insights: { next: NEXT } });
  screen.press("Next sweep");
  screen.press("Copy");
  screen.pick("Written for", "optuna");
  screen.press("Save as file");
  expect(screen.model.sent).toEqual([
    { event: "export", what: "space", tool: "wandb", to: "copy" },
    { event: "export", what: "space", tool: "optuna", to: "file" },
  ]);
});

test("the status of a space stands at its buttons, at once", async () => {
  screen = new Screen({ insights: { next: NEXT } });
  screen.press("Next sweep");
  const status = () => all(screen.el, "status", "Export status").map(({ textContent }) => textContent);
  screen.press("Save as file");
  expect(status()).toEqual(["", "Preparing…"]);
  await screen.reply({ message: "Saved" });
  expect(status()).toEqual(["", "Saved"]);
  screen.press("Export");
  screen.press(/^Table: Notebook/);
  expect(status()).toEqual(["Preparing…", ""]);
});

test("what cannot be advised is a sentence", () => {
  screen = new Screen({ insights: { next: { ...NEXT, problem: "There is nothing to draw." } } });
  screen.press("Next sweep");
  expect(screen.text).toContain("There is nothing to draw.");
  expect(screen.has("table", "Next sweep")).toBe(false);
});

test("how many runs more is a picture that is read by keyboard, from the runs there are", () => {
  screen = new Screen({ insights: { more: MORE } });
  screen.press("More runs?");
  const read = () => screen.find("slider", /^Chance/).getAttribute("aria-valuetext");
  expect(read()).toBe(`runs 60; 1. lr 99%; 2. ${SCRIPT} 55%`);
  act(() => screen.find("slider", /^Chance/).focus());
  screen.key("ArrowRight");
  expect(read()).toContain("runs 120");
  for (const words of [
    "1. lr (settled)",
    "A line is the chance",
    "drawn at random",
    "a check",
    "60 runs now",
    "settled: 95%",
  ])
    expect(screen.text).toContain(words);
  expect(screen.el.innerHTML).not.toMatch(/NaN|undefined/);
});

test("where configurations were run several times, numbers are of these", () => {
  const more: MoreRuns = { ...MORE, counted: "configurations" };
  screen = new Screen({ insights: { more } });
  screen.press("More runs?");
  const read = screen.find("slider", /by the number of configurations/).getAttribute("aria-valuetext");
  expect(read).toMatch(/^configurations 60;/);
  expect(screen.text).toContain("60 configurations now");
});

test("its chart is in the export menu, open or not", () => {
  screen = new Screen({ insights: { more: MORE } });
  screen.press("Export");
  screen.press("More runs: SVG");
  expect(screen.model.sent).toEqual([{ event: "export", what: "more", to: "svg" }]);
  screen.receive({ ranking: { ...SAMPLE.ranking }, insights: {} });
  screen.press("Export");
  expect(screen.has("group", "More runs")).toBe(true);
});
