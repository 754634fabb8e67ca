import { afterEach, expect, test } from "vitest";
import { COLUMNS } from "../../src/table/columns";
import { LONG } from "../sample";
import { all, Screen } from "../screen";

const screen = new Screen();

afterEach(() => screen.close());

test("every column has a heading that sorts by it, its help, and a cell in each row", () => {
  const table = screen.find("table", "Ranked parameters");
  const headings = COLUMNS.map(({ heading }) => heading);
  expect(all(table, "columnheader").map((header) => header.textContent)).toEqual(headings);
  for (const { by, heading, descending, about } of COLUMNS) {
    screen.receive({ sort_by: by === "param" ? "importance" : "param" });
    screen.press(heading);
    expect(screen.model.saved.at(-1)).toEqual({ sort_by: by, descending });
    expect(screen.has("button", `What ${heading.toLowerCase()} means`)).toBe(about !== undefined);
  }
  screen.receive({ sort_by: "importance", descending: true });
  screen.pick(/^Rows/, "25");
  expect(screen.row(LONG).children).toHaveLength(COLUMNS.length);
  screen.press("learning_rate_init");
  const detail = all(table, "td[colspan]");
  expect(detail.map((cell) => cell.getAttribute("colspan"))).toEqual([String(COLUMNS.length)]);
});
