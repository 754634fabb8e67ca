/** Every param against every metric: a table, a click that ranks by another one, and how metrics go together. */
import { afterEach, expect, test } from "vitest";
import type { MetricTable } from "../../src/insights/all-metrics";
import { SAMPLE } from "../sample";
import { all, Screen } from "../screen";

const [PARAM = "", OTHER = ""] = SAMPLE.ranking.params.param;
const [, METRIC = ""] = SAMPLE.sweep.metrics;

const TABLE: MetricTable = {
  of: "",
  sentences: ["Could be chance for every metric: seed."],
  problem: null,
  param: [PARAM, OTHER],
  legend: "In brackets: could be chance.",
  metrics: [
    {
      name: SAMPLE.metric,
      importance: [0.645, 0.012],
      text: ["0.645 \u2193", "(0.012)"],
      matters: [true, false],
      direction: ["falls with it", ""],
    },
    {
      name: METRIC,
      importance: [0.2, null],
      text: ["0.200 \u2229", "\u2013"],
      matters: [true, false],
      direction: ["highest in the middle", ""],
    },
  ],
  links: Array.from({ length: 12 }, (_, i) => ({
    names: [SAMPLE.metric, `m${i}`] as const,
    rho: "+0.22",
    interval: "+0.14 to +0.30",
    words: i === 0 ? "conflict" : "unclear",
  })),
};

let screen: Screen;

afterEach(() => screen.close());

function opened(): HTMLElement {
  screen = new Screen({ insights: { metrics: TABLE } });
  screen.press("All metrics");
  return screen.find("table", "Importance for each metric");
}

test("it is requested when it is opened", () => {
  screen = new Screen();
  screen.press("All metrics");
  expect(screen.model.sent).toEqual([{ event: "insight", name: "metrics", of: "" }]);
});

test("cells have figures, marks of noise, and what their signs mean for who cannot see them", () => {
  const rows = all(opened(), "tbody tr").map((row) => [...row.children].map((cell) => cell.textContent));
  expect(rows[0]?.slice(1)).toEqual(["0.645 \u2193falls with it", "0.200 \u2229highest in the middle"]);
  expect(rows[1]?.slice(1)).toEqual(["(0.012)", "\u2013"]);
  const title = `${SAMPLE.metric} falls with it`;
  expect(screen.el.querySelector(`[title="${title}"]`)?.textContent).toBe("\u2193");
  expect(screen.text).toContain(TABLE.legend);
  expect(screen.text).toContain("Could be chance for every metric: seed.");
  expect(screen.el.innerHTML).not.toMatch(/NaN|undefined|null/);
});

test("a click on a heading makes the column the metric of the panel", () => {
  opened();
  const pressed = (name: string) => screen.find("button", `Rank by ${name}`).getAttribute("aria-pressed");
  expect([pressed(SAMPLE.metric), pressed(METRIC)]).toEqual(["true", "false"]);
  screen.press(`Rank by ${METRIC}`);
  expect(screen.model.saved.at(-1)).toEqual({ metric: METRIC });
  // While Python ranks, the table of before stays.
  screen.receive({ metric: METRIC, insights: {} });
  expect(screen.has("table", "Importance for each metric")).toBe(true);
});

test("how the metrics go together stands below, ten pairs a page", () => {
  opened();
  const links = screen.find("table", "How the metrics go together");
  expect(all(links, "tbody tr").length).toBe(10);
  expect(all(links, "tbody tr")[0]?.textContent).toBe(
    `${SAMPLE.metric} and m0+0.22 (+0.14 to +0.30)conflict`,
  );
});
