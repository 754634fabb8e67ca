/** A view on a page, driven and read as a person does: by roles, names, texts and keys. */
import { act } from "preact/test-utils";
import type { Reply } from "../src/model/events";
import type { State } from "../src/model/state";
import widget from "../src/widget";
import { FakeModel } from "./model";
import { SAMPLE } from "./sample";

const SELECTORS: Record<string, string> = {
  button: "button",
  combobox: "select",
  searchbox: "input[type=search]",
  checkbox: "input[type=checkbox]",
  textbox: "input:not([type])",
  dialog: "[role=dialog]",
  alert: "[role=alert]",
  status: "[role=status]",
  progressbar: "[role=progressbar]",
  columnheader: "thead th",
  table: "table",
  slider: "[role=slider]",
  group: "[role=group]",
  grid: "[role=grid]",
  region: "[role=region]",
};

export type Name = string | RegExp;

function nameOf(element: Element): string {
  const label = element.closest("label")?.textContent;
  return (element.getAttribute("aria-label") ?? label ?? element.textContent ?? "").trim();
}

function isNamed(element: Element, name: Name): boolean {
  return typeof name === "string" ? nameOf(element) === name : name.test(nameOf(element));
}

export function all(root: ParentNode, role: string, name: Name = /(?:)/): HTMLElement[] {
  const elements = root.querySelectorAll<HTMLElement>(SELECTORS[role] ?? role);
  return [...elements].filter((element) => isNamed(element, name));
}

export function single<T extends HTMLElement>(root: ParentNode, role: string, name: Name = /(?:)/): T {
  const [first, ...others] = all(root, role, name);
  if (!first || others.length > 0) throw new Error(`${first ? others.length + 1 : 0} of ${role} ${name}`);
  return first as T;
}

export class Screen {
  readonly el = document.createElement("div");
  readonly aborter = new AbortController();
  readonly model: FakeModel;

  constructor(changed: Partial<State> = {}, model = new FakeModel({ ...SAMPLE, ...changed })) {
    this.model = model;
    document.body.append(this.el);
    act(() => {
      widget.render({ model, el: this.el, signal: this.aborter.signal });
    });
  }

  get text(): string {
    return this.el.textContent ?? "";
  }

  /** Names of the params on screen, in order. */
  get params(): string[] {
    return this.cells(0);
  }

  cells(column: number): string[] {
    return [...this.el.querySelectorAll("tr[data-param]")].map(
      (row) => row.children[column]?.textContent ?? "",
    );
  }

  row(param: string): HTMLElement {
    const row = [...this.el.querySelectorAll<HTMLElement>("tr")].find((tr) => tr.dataset.param === param);
    if (!row) throw new Error(`no row ${param}`);
    return row;
  }

  find<T extends HTMLElement>(role: string, name?: Name): T {
    return single<T>(this.el, role, name);
  }

  has(role: string, name?: Name): boolean {
    return all(this.el, role, name).length > 0;
  }

  press(name: Name): void {
    const button = this.find("button", name);
    act(() => {
      button.focus();
      button.click();
    });
  }

  pick(name: Name, value: string): void {
    const select = this.find<HTMLSelectElement>("combobox", name);
    act(() => {
      select.value = value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  type(role: string, name: Name, text: string): HTMLInputElement {
    const input = this.find<HTMLInputElement>(role, name);
    act(() => {
      input.focus();
      input.value = text;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return input;
  }

  tick(name: Name): void {
    const box = this.find<HTMLInputElement>("checkbox", name);
    act(() => box.click());
  }

  key(key: string): void {
    act(() => {
      document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    });
  }

  receive(changed: Partial<State>): void {
    act(() => this.model.receive(changed));
  }

  /** A custom message from Python, and what the view does about it. */
  async reply(reply: Reply, buffers: readonly DataView[] = []): Promise<void> {
    await act(async () => this.model.reply(reply, buffers));
  }

  close(): void {
    act(() => this.aborter.abort());
    this.el.remove();
  }
}
