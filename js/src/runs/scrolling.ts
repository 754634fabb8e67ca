/** Which rows of a long table are on screen. Pure. */

/** Pixels: of a row, and of the longest element that every browser can scroll. */
export const ROW = 28;
const LONGEST = 8_000_000;

/** How a table of so many rows scrolls: beyond what a browser can, a pixel of its bar is more than one of the rows. */
export interface Scrolling {
  /** Of the bar. */
  readonly height: number;
  /** Pixels of the rows for one of the bar. */
  readonly pace: number;
}

/** `view`: pixels of rows that are seen at once. */
export function scrollingOf(rows: number, view: number): Scrolling {
  const length = rows * ROW;
  const height = Math.min(length, LONGEST);
  return { height, pace: height > view ? (length - view) / (height - view) : 1 };
}

export interface Shown {
  /** The first and the last row that are seen, a few beyond them included. */
  readonly first: number;
  readonly last: number;
  /** Where the top of a row is, in pixels of the bar's element. */
  readonly topOf: (row: number) => number;
}

/** Rows drawn beyond what is seen: a scroll finds them there. */
const BEYOND = 6;

export function shownAt(top: number, view: number, rows: number): Shown {
  const at = top * scrollingOf(rows, view).pace;
  return {
    first: Math.max(0, Math.floor(at / ROW) - BEYOND),
    last: Math.min(rows - 1, Math.ceil((at + view) / ROW) + BEYOND),
    topOf: (row) => top + row * ROW - at,
  };
}

/** Where to scroll so that a row is seen; where it stands already if it is. */
export function scrolledTo(row: number, top: number, view: number, rows: number): number {
  const { pace } = scrollingOf(rows, view);
  const at = top * pace;
  const [above, below] = [row * ROW, (row + 1) * ROW - view];
  return Math.max(0, at > above ? above : Math.max(at, below)) / pace;
}

/** Where a key leads from a row; null for a key that leads nowhere. */
export function rowAfter(key: string, row: number, rows: number, page: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -rows,
    End: rows,
  };
  const step = steps[key];
  return step === undefined || rows === 0 ? null : Math.max(0, Math.min(rows - 1, row + step));
}
