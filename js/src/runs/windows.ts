/** Rows that have come from Python, a window at a time, and the next window to request. */
import type { PanelEvent } from "../model/events";
import type { RunColumn, RunRows } from "../model/pictures";

export const WINDOW = 100;

export interface Order {
  readonly sort_by: string;
  readonly descending: boolean;
}

/** A run and its cells, in the order of the columns. */
export interface RunRow {
  readonly id: string;
  readonly cells: readonly string[];
}

/** The rows of one order of one ranking. */
export class Windows {
  readonly #order: Order;
  readonly #name: string;
  readonly #windows = new Map<number, RunRows>();
  /** Requested, and not yet there: one at a time, so that a quick scroll leaves no queue behind. */
  #awaited: string | null = null;
  total = 0;
  /** The run that was pinned when they were requested. */
  baseline: RunRows["baseline"];
  columns: readonly RunColumn[] = [];

  /** `name` is no other's, of any view of the panel. */
  constructor(order: Order, name: string) {
    this.#order = order;
    this.#name = name;
  }

  get isThere(): boolean {
    return this.#windows.size > 0;
  }

  /** Whether these rows are an answer to this one. */
  take(rows: RunRows | undefined): boolean {
    if (rows === undefined || rows.of !== this.#awaited) return false;
    this.#awaited = null;
    this.#windows.set(Math.floor(rows.start / WINDOW), rows);
    [this.total, this.columns, this.baseline] = [rows.total, rows.columns, rows.baseline];
    return true;
  }

  /** The request for the first window that is missing between two rows; null where none is, or one is on its way. */
  missing(first: number, last: number, baseline: string): Extract<PanelEvent, { event: "rows" }> | null {
    if (this.#awaited !== null) return null;
    for (let at = Math.floor(first / WINDOW); at <= Math.floor(Math.max(first, last) / WINDOW); at++) {
      if (!this.#windows.has(at)) {
        this.#awaited = `${this.#name} ${at}`;
        return {
          event: "rows",
          of: this.#awaited,
          ...this.#order,
          start: at * WINDOW,
          count: WINDOW,
          baseline,
        };
      }
    }
    return null;
  }

  /** Python has gone: nothing that was requested comes. */
  forget(): void {
    this.#awaited = null;
  }

  row(at: number): RunRow | null {
    const rows = this.#windows.get(Math.floor(at / WINDOW));
    const id = rows?.ids[at % WINDOW];
    if (rows === undefined || id === undefined) return null;
    return { id, cells: rows.cells.map((column) => column[at % WINDOW] ?? "") };
  }
}
