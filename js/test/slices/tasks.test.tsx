/** What matters within tasks: dots, the list of the tasks, and a click that shows a task alone. */
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import type { State } from "../../src/model/state";
import type { Tasks } from "../../src/slices/task-figures";
import { SAMPLE } from "../sample";
import { all, Screen } from "../screen";

const [PARAM = "", OTHER = ""] = SAMPLE.ranking.params.param;

const TASKS: Tasks = {
  of: "dataset",
  sentences: ["lr matters most over 2 tasks (dataset)."],
  problem: null,
  by: "dataset",
  tasks: {
    task: ["a", "b", "few"],
    runs: [1200, 70, 9],
    condition: ["dataset == 'a'", "dataset == 'b'", "dataset == 'few'"],
    words: ["lr (52%)", "every parameter could be chance", "Only 9 runs can be used."],
  },
  params: {
    param: [PARAM, OTHER],
    mean: [0.4, null],
    low: [0.1, null],
    high: [0.7, null],
    text: ["0.400", "–"],
    interval: ["0.100 to 0.700", ""],
    matters: [true, false],
    often: ["matters in 1 of 2", "matters in 0 of 0"],
    differs: ["differs between tasks: 30–50%", ""],
    dots: [
      [
        [0, 0.5, true],
        [1, 0.3, false],
      ],
      [],
    ],
  },
};

let screen: Screen;

afterEach(() => screen.close());

function opened(changed: Partial<State> = {}, subjects = ["dataset"]): Screen {
  const view = {
    name: "tasks",
    label: "Tasks",
    question: "What matters within each task?",
    export_label: "Tasks",
    targets: [["png", "PNG"] as const],
    subjects,
  };
  const sweep = { ...SAMPLE.sweep, views: [...SAMPLE.sweep.views, view] };
  screen = new Screen({ sweep, insights: { tasks: TASKS }, ...changed });
  screen.press("Tasks");
  return screen;
}

function filterOf(...texts: readonly string[]) {
  const conditions = texts.map((text) => ({ text, column: text.split(" ")[0] ?? "" }));
  return { where: texts.join(" and "), conditions, runs: 70, problem: null };
}

test("there is no button where no column is a task", () => {
  screen = new Screen();
  expect(screen.has("button", "Tasks")).toBe(false);
});

test("it is requested for the first column, and for another that is picked", () => {
  opened({ insights: {} }, ["dataset", "env"]);
  expect(screen.model.sent).toContainEqual({ event: "insight", name: "tasks", of: "dataset" });
  screen.pick("Tasks by", "env");
  expect(screen.model.sent.at(-1)).toEqual({ event: "insight", name: "tasks", of: "env" });
});

test("a row has the mean with its interval, and how it is in the tasks in words", () => {
  opened();
  const rows = all(screen.find("table", "Importance over tasks"), "tbody tr").map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
  expect(rows[0]?.slice(1)).toEqual([
    "matters in 1 of 2; differs between tasks: 30–50%",
    "0.400 (0.100 to 0.700)",
  ]);
  expect(rows[1]?.slice(1)).toEqual(["matters in 0 of 0", "–"]);
  expect(screen.text).toContain("lr matters most over 2 tasks (dataset).");
  expect(screen.el.querySelectorAll(".hp-strip")[0]?.innerHTML).toContain("M71.43 10h.001");
  expect(screen.el.innerHTML).not.toMatch(/NaN|undefined|null/);
});

test("a task in the list shows its runs alone, beside the other conditions", () => {
  opened({ filter: filterOf("lr < 1", "dataset == 'a'"), hidden: ["depth", "dataset"] });
  const pressed = (task: string) => screen.find("button", `Rank within ${task}`).getAttribute("aria-pressed");
  expect([pressed("a"), pressed("b")]).toEqual(["true", "false"]);
  screen.press("Rank within b");
  expect(screen.model.saved.at(-1)).toEqual({
    where: "lr < 1 and dataset == 'b'",
    hidden: ["depth", "dataset"],
  });
});

test("the task that is shown goes back to all of them", () => {
  opened({ filter: filterOf("lr < 1", "dataset == 'a'"), hidden: ["depth", "dataset"] });
  screen.press("Rank within a");
  expect(screen.model.saved.at(-1)).toEqual({ where: "lr < 1", hidden: ["depth"] });
});

test("a click in a strip opens the nearest task, whose figure is shown where one points", () => {
  opened();
  const strip = screen.el.querySelector<HTMLElement>(".hp-strip") as HTMLElement;
  strip.getBoundingClientRect = () => ({ left: 0, top: 0, width: 700, height: 100 }) as DOMRect;
  const at = (type: string) =>
    act(() => {
      strip.dispatchEvent(new MouseEvent(type, { clientX: 290, clientY: 60, bubbles: true }));
    });
  at("pointermove");
  expect(strip.querySelector(".hp-tip")?.textContent).toBe("b 0.300");
  expect(screen.el.querySelector(".hp-tasks .hp-at th")?.textContent).toBe("b");
  at("click");
  expect(screen.model.saved.at(-1)).toEqual({ where: "dataset == 'b'", hidden: ["dataset"] });
});

test("it stands in the export menu, with the column that it is of", () => {
  opened();
  screen.press("Export");
  screen.press("Tasks: PNG");
  expect(screen.model.sent.at(-1)).toEqual({ event: "export", what: "tasks", of: "dataset", to: "png" });
});
