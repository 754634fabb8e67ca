import { afterEach, expect, test } from "vitest";
import { SAMPLE } from "../sample";
import { Screen } from "../screen";

let screen: Screen;

afterEach(() => screen.close());

const rename = (name: string) => `cfg.train.${name}`;

/** The sample with a start that all its params share. */
function show(): Screen {
  const { ranking, sweep } = SAMPLE;
  const { name, role } = sweep.columns;
  const params = { ...ranking.params, param: ranking.params.param.map(rename) };
  const names = name.map((own, i) => (role[i] === "param" ? rename(own) : own));
  screen = new Screen({
    ranking: { ...ranking, params, levels: {} },
    sweep: { ...sweep, columns: { ...sweep.columns, name: names } },
  });
  return screen;
}

test("what all params start with stands once in the heading, and whole names in opened rows and tooltips", () => {
  const { el } = show();
  expect(el.querySelector("thead")?.textContent).toContain("cfg.train.*");
  const first = screen.row(rename("learning_rate_init"));
  expect(first.querySelector("th")?.textContent).not.toContain("cfg.");
  expect(first.querySelector("bdi")?.title).toBe("cfg.train.learning_rate_init");
  expect(screen.has("button", "cfg.train.learning_rate_init")).toBe(true);
  screen.press("cfg.train.learning_rate_init");
  expect(el.querySelector(".hp-detail")?.firstChild?.textContent).toBe("cfg.train.learning_rate_init");
});

test("a name that is whole in its row stands there alone", () => {
  screen = new Screen();
  screen.press("depth");
  expect(screen.el.querySelector("thead")?.textContent).not.toContain("*");
  expect(screen.el.querySelector(".hp-detail")?.firstChild?.textContent).not.toBe("depth");
});

test("the list of parameters shortens them too, and boxes are heard by their whole names", () => {
  show();
  screen.press(/^Parameters/);
  const box = screen.find("checkbox", "cfg.train.depth");
  expect(box.closest("label")?.textContent).toBe("depth");
  expect(screen.find("dialog").textContent).toContain("cfg.train.*");
});

test("metrics are offered without what all of them start with", () => {
  const { sweep } = SAMPLE;
  const metrics = ["eval/val_loss", "eval/val_acc"];
  screen = new Screen({ sweep: { ...sweep, metrics }, metric: "eval/val_acc" });
  const select = screen.find<HTMLSelectElement>("combobox", "Metric");
  expect(select.querySelector("optgroup")?.label).toBe("Metrics eval/*");
  expect([...select.querySelectorAll("optgroup:first-of-type option")].map((o) => o.textContent)).toEqual([
    "val_loss",
    "val_acc",
  ]);
  expect([select.value, select.title]).toEqual(["eval/val_acc", "eval/val_acc"]);
});
