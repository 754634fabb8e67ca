/** The table of the runs: of however many, only the rows on screen are drawn. */
import { Component, type RefObject } from "preact";
import { Button, FocusBox } from "../controls/controls";
import { Icon } from "../controls/icons";
import { Lines, Name, ParamNames } from "../controls/name";
import { cut, partsOf } from "../controls/names";
import { count } from "../model/format";
import type { RunColumn } from "../model/pictures";
import { Pin } from "./pin";
import { ROW, rowAfter, scrolledTo, scrollingOf, shownAt } from "./scrolling";
import { Text } from "./text";
import type { Order, RunRow } from "./windows";

/** Rows that are seen at once. */
const SEEN = 12;
/** Letters of a heading, how many of them have room on a line of the narrowest column, and how many lines. */
const [LONGEST, LINE, LINES] = [18, 8, 3];

interface Props {
  /** Of the grid's own box, which takes the focus. */
  readonly box: RefObject<HTMLDivElement | null>;
  readonly columns: readonly RunColumn[];
  readonly total: number;
  readonly row: (at: number) => RunRow | null;
  readonly order: Order;
  readonly onSort: (order: Order) => void;
  /** Ids of the run whose card is open, and of the one that others are compared with. */
  readonly open: string;
  readonly baseline: string;
  /** `isByKey`: the card takes the focus. */
  readonly onOpen: (row: RunRow, isByKey: boolean) => void;
  readonly onPin: (row: RunRow) => void;
  /** These rows are on screen. */
  readonly onShow: (first: number, last: number) => void;
}

interface Looks {
  readonly top: number;
  /** The row that the keys move from. */
  readonly active: number;
}

export class Grid extends Component<Props, Looks> {
  override state: Looks = { top: 0, active: 0 };
  readonly #id = `hp-${Math.random().toString(36).slice(2)}`;

  /** A row that Enter opens as soon as it has come. */
  #wanted: number | null = null;

  get #view(): number {
    return ROW * Math.max(1, Math.min(SEEN, this.props.total));
  }

  override componentDidMount() {
    this.#show(this.state.top);
  }

  override componentDidUpdate({ order, total }: Props) {
    if (order !== this.props.order) this.#show(this.#go(0, 0));
    else if (total !== this.props.total) this.#show(this.#fit());
    else this.#show(this.state.top);
    this.#openWanted();
  }

  /** Other runs have come or gone: what is seen stays where it is, as far as there are rows. */
  #fit(): number {
    const rows = this.props.total;
    const end = Math.max(0, scrollingOf(rows, this.#view).height - this.#view);
    return this.#go(Math.max(0, Math.min(this.state.active, rows - 1)), Math.min(this.state.top, end));
  }

  #openWanted() {
    const run = this.#wanted === null ? null : this.props.row(this.#wanted);
    if (!run) return;
    this.#wanted = null;
    this.props.onOpen(run, true);
  }

  #show(top: number) {
    const { first, last } = shownAt(top, this.#view, this.props.total);
    this.props.onShow(first, last);
  }

  readonly #scroll = () => this.setState({ top: this.props.box.current?.scrollTop ?? 0 });

  /** Returns where it has scrolled to: where the active row is seen, unless it is said. */
  #go(active: number, top = scrolledTo(active, this.state.top, this.#view, this.props.total)): number {
    if (active !== this.state.active || top !== this.state.top) this.setState({ active, top });
    if (this.props.box.current) this.props.box.current.scrollTop = top;
    return top;
  }

  readonly #key = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const { active } = this.state;
    const next = rowAfter(event.key, active, this.props.total, SEEN - 1);
    const isEnter = event.key === "Enter";
    if (next === null && !isEnter) return;
    event.preventDefault();
    event.stopPropagation();
    this.#wanted = isEnter ? active : null;
    if (next === null) this.#openWanted();
    else this.#go(next);
  };

  override render({ box, columns, total, order, onSort }: Props, { top, active }: Looks) {
    const { height } = scrollingOf(total, this.#view);
    const { first, last, topOf } = shownAt(top, this.#view, total);
    const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
    const headings = cut(
      columns.map(({ label }) => label),
      LONGEST,
    );
    const lines = Math.max(...headings.map(linesOf));
    return (
      <FocusBox
        role="grid"
        class="hp-grid-box"
        tabIndex={0}
        aria-label="Runs. Arrow keys move, Enter opens a run."
        aria-rowcount={total + 1}
        aria-colcount={columns.length}
        aria-activedescendant={total > 0 ? `${this.#id}-${active}` : undefined}
        style={{
          "--hp-seen": `${this.#view}px`,
          "--hp-head": Math.min(LINES, lines),
          "--hp-columns": columns.length - 1,
        }}
        ref={box}
        onScroll={this.#scroll}
        onKeyDown={this.#key}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: rows of a real table cannot be placed one by one */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, and names its active row */}
        <div role="row" class="hp-grid-row hp-grid-head" aria-rowindex={1}>
          {columns.map((column, i) => (
            <Heading
              key={column.key}
              column={column}
              text={headings[i] ?? column.label}
              order={order}
              onSort={onSort}
            />
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div role="rowgroup" style={{ height: `${height}px` }}>
          {rows.map((at) => this.#row(at, topOf(at), at === active))}
        </div>
      </FocusBox>
    );
  }

  #row(at: number, top: number, isActive: boolean) {
    const { columns, row, open, baseline, onOpen, onPin } = this.props;
    const run = row(at);
    const isPinned = run !== null && run.id === baseline;
    const looks = [isActive && "hp-active", isPinned && "hp-pinned"].filter(Boolean).join(" ");
    const press = () => {
      if (!run || String(getSelection() ?? "") !== "") return;
      this.#go(at);
      onOpen(run, false);
    };
    return (
      // biome-ignore lint/a11y/useSemanticElements: rows of a real table cannot be placed one by one
      // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, and names its active row
      // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys
      <div
        key={at}
        role="row"
        id={`${this.#id}-${at}`}
        class={`hp-grid-row ${looks}`}
        aria-rowindex={at + 2}
        aria-selected={run !== null && run.id === open}
        style={{ top: `${top}px` }}
        onClick={press}
      >
        {columns.map(({ key, number }, i) => {
          const text = run?.cells[i] ?? "…";
          // Read out whole: what is seen of it is in two halves.
          const heard =
            i === 0 ? ({ role: "rowheader", "aria-label": text } as const) : ({ role: "gridcell" } as const);
          return (
            <div key={key} class={number ? "hp-number" : ""} {...heard}>
              {i === 0 ? <Name text={text} /> : <Text text={text} />}
              {i === 0 && run && <Pin isPinned={isPinned} label={text} onPin={() => onPin(run)} />}
            </div>
          );
        })}
      </div>
    );
  }
}

/** How many lines a heading takes: they end after its parts, and within one only where it has no room. */
function linesOf(text: string): number {
  let [lines, used] = [1, 0];
  for (const { length } of partsOf(text)) {
    if (used > 0 && used + length > LINE) [lines, used] = [lines + 1, 0];
    lines += Math.floor((used + length - 1) / LINE);
    used = ((used + length - 1) % LINE) + 1;
  }
  return lines;
}

interface HeadingProps {
  readonly column: RunColumn;
  /** The label, cut where it does not differ from the others; that of a param is cut as in its row. */
  readonly text: string;
  readonly order: Order;
  readonly onSort: (order: Order) => void;
}

function Heading({ column: { key, label, number }, text, order, onSort }: HeadingProps) {
  const isSorted = key === order.sort_by;
  const descending = isSorted && !order.descending;
  const icon = order.descending ? "down" : "up";
  return (
    // biome-ignore lint/a11y/useSemanticElements: as the rows
    // biome-ignore lint/a11y/useFocusableInteractive: its button has the focus
    <div
      role="columnheader"
      class={number ? "hp-number" : ""}
      aria-sort={isSorted ? (order.descending ? "descending" : "ascending") : "none"}
    >
      <Button base="hp-sort" aria-label={label} onClick={() => onSort({ sort_by: key, descending })}>
        <ParamNames.Consumer>
          {({ of }) => <Lines text={key.startsWith("param:") ? of(label).narrow : text} whole={label} />}
        </ParamNames.Consumer>
        <Icon name={isSorted ? icon : "sort"} />
      </Button>
    </div>
  );
}

/** "136 of 500 runs, those of the filter". */
export function countOf(total: number, all: number): string {
  const runs = `run${all === 1 ? "" : "s"}`;
  return total < all
    ? `${count(total)} of ${count(all)} ${runs}, those of the filter`
    : `${count(all)} ${runs}`;
}
