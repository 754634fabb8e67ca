/** Notes, each with its code and its remedy; a kind is dismissed, brought back, and undone. */
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import { SAMPLE } from "./sample";
import { all, Screen } from "./screen";

let screen: Screen;

afterEach(() => screen.close());

const SCALE = "so a log scale is used";

test("a note has its code beside it, which shows the remedy", () => {
  screen = new Screen();
  const code = [...screen.el.querySelectorAll("li > [title]")].find((each) => each.textContent === " HP008 ");
  expect(code?.getAttribute("title")).toBe("Choose it.");
  expect(code?.parentElement?.textContent).toContain(SCALE);
});

test("a kind of notes is dismissed, and goes; what was dismissed can be shown again", () => {
  screen = new Screen({ dismiss: ["HP103"] });
  expect(screen.text).not.toContain("Parameters are the columns config.*");
  screen.press("Dismiss HP008");
  expect(screen.model.saved.at(-1)).toEqual({ dismiss: ["HP103", "HP008"] });
  expect(screen.text).not.toContain(SCALE);
  expect(screen.text).toContain("moved together");
  act(() => all(screen.el, "button", "Show dismissed notes")[0]?.click());
  expect(screen.model.saved.at(-1)).toEqual({ dismiss: [] });
  expect(screen.text).toContain(SCALE);
  expect(screen.text).toContain("Parameters are the columns config.*");
  expect(screen.has("button", "Show dismissed notes")).toBe(false);
});

test("dismissing is undone by the panel's undo", () => {
  screen = new Screen();
  screen.press("Dismiss HP008");
  const key = new KeyboardEvent("keydown", { key: "z", ctrlKey: true, bubbles: true });
  act(() => {
    document.activeElement?.dispatchEvent(key);
  });
  expect(screen.model.saved.at(-1)).toEqual({ dismiss: [] });
  expect(screen.text).toContain(SCALE);
});

test("where a note was dismissed the focus is on the next one, then on the way back", () => {
  screen = new Screen();
  screen.press("Dismiss HP008");
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Dismiss HP009");
  screen.press("Dismiss HP009");
  expect(document.activeElement?.textContent).toBe("Show dismissed notes");
  expect(document.activeElement?.hasAttribute("aria-label")).toBe(false);
  screen.press("Show dismissed notes");
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Dismiss HP008");
});

test("a sentence without a code has no way to be dismissed", () => {
  screen = new Screen();
  screen.receive({ ranking: { ...SAMPLE.ranking, notes: [["", "As saved.", ""]] } });
  const item = [...screen.el.querySelectorAll("li")].find((each) => each.textContent === "As saved.");
  expect(item?.querySelector("button")).toBeNull();
});
