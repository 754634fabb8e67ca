/** The ranked table and its pages. */
import { Component } from "preact";
import { Button, Select } from "../controls/controls";
import { Icon } from "../controls/icons";
import { CommonStart } from "../controls/name";
import { Turn } from "../controls/pages";
import { Work } from "../controls/work";
import type { Choose, Opened } from "../model/choices";
import type { Send } from "../model/events";
import { count } from "../model/format";
import {
  choicesKey,
  importanceLimit,
  isOfShown,
  isStale,
  matches,
  order,
  type Page,
  paged,
  settled,
} from "../model/order";
import type { Ranking } from "../model/ranking";
import { rowOf } from "../model/rows";
import type { State } from "../model/state";
import { methodOf } from "../model/sweep";
import { COLUMNS, type TableColumn } from "./columns";
import { Help } from "./help";
import { Hidden, HiddenMatches, hiddenMatching, NoMatch } from "./hidden";
import { Row } from "./row";

const SIZES = ["10", "25", "50", "100"];

/** What only this view knows: none of it is synced. */
export interface Looks extends Opened {
  readonly search: string;
  readonly page: number;
  readonly size: number;
}

/** The way back of one thing; undefined where it has not changed. */
export type Undo = (() => void) | undefined;

export type Look = (changed: Partial<Looks>) => void;

interface Props {
  readonly state: State;
  readonly choose: Choose;
  readonly send: Send;
  readonly looks: Looks;
  readonly look: Look;
  /** Of the hidden params. */
  readonly undo: Undo;
}

/** An order of the rows, and the choices that it is for. */
interface Standing {
  readonly ranking: Ranking;
  readonly choices: string;
  readonly sorted: string;
  readonly names: readonly string[];
}

/** Rows stay where they are while somebody points at one or has the focus in it; what the person chooses moves them. */
export class Table extends Component<Props> {
  #standing: Standing | null = null;
  #isPointed = false;
  #isFocused = false;

  /** Names in the order to show, and whether that is an older one. */
  #order(state: State): readonly [readonly string[], boolean] {
    const { ranking, sort_by, descending } = state;
    const { param } = ranking.params;
    const wanted = order(ranking.params, sort_by, descending).map((i) => param[i] ?? "");
    const [choices, sorted, stood] = [choicesKey(state), `${sort_by} ${descending}`, this.#standing];
    const isSame = stood?.ranking === ranking;
    const isHeld =
      stood !== null &&
      (this.#isPointed || this.#isFocused) &&
      stood.sorted === sorted &&
      (isSame || stood.choices === choices);
    const names = isHeld ? settled(stood.names, wanted) : wanted;
    // A choice is made before its ranking comes: the choices are kept with the ranking that is for them, if any are.
    const made = isOfShown(state) ? choices : "";
    this.#standing = { ranking, choices: isSame ? stood.choices : made, sorted, names };
    return [names, names.some((name, i) => name !== wanted[i])];
  }

  readonly #point = (isPointed: boolean) => {
    this.#isPointed = isPointed;
    this.forceUpdate();
  };

  readonly #focus = (isFocused: boolean) => {
    this.#isFocused = isFocused;
    this.forceUpdate();
  };

  override render({ state, choose, send, looks, look, undo }: Props) {
    const { param } = state.ranking.params;
    const [ordered, isOlder] = this.#order(state);
    const names = ordered.filter((name) => !state.hidden.includes(name));
    const matching = names.filter((name) => matches(name, looks.search));
    const page = paged(matching.length, looks.page, looks.size);
    return (
      <>
        <div
          class="hp-body"
          style={{ "--hp-rows": Math.min(looks.size, param.length) }}
          onPointerEnter={() => this.#point(true)}
          onPointerLeave={() => this.#point(false)}
          onFocusIn={({ target }) => this.#focus((target as Element).matches(":focus-visible"))}
          onFocusOut={({ currentTarget, relatedTarget }) =>
            currentTarget.contains(relatedTarget as Node | null) || this.#focus(false)
          }
        >
          <table
            class={`hp-table ${isStale(state) ? "hp-stale" : ""}`}
            aria-label="Ranked parameters"
            aria-busy={isStale(state)}
          >
            <Head state={state} choose={choose} />
            <Body
              state={state}
              choose={choose}
              send={send}
              looks={looks}
              look={look}
              shown={matching.slice(page.start, page.end).map((name) => param.indexOf(name))}
            />
          </table>
          {matching.length === 0 && !hiddenMatching(state, looks.search).length && (
            <NoMatch search={looks.search} onClear={() => look({ search: "", page: 0 })} />
          )}
          <HiddenMatches state={state} choose={choose} search={looks.search} />
        </div>
        <div class="hp-pager">
          {matching.length > 0 && (
            <span>{showing(page, matching.length, names.length, looks.search.trim())}</span>
          )}
          <Hidden state={state} choose={choose} undo={undo} />
          {isOlder && <span>Order updates when you leave the table</span>}
          <Work progress={state.progress} send={send} />
          <TablePages page={page} size={looks.size} look={look} />
        </div>
      </>
    );
  }
}

function Body({
  state,
  choose,
  send,
  looks,
  look,
  shown,
}: Pick<Props, "state" | "choose" | "send" | "looks" | "look"> & { shown: number[] }) {
  const { ranking } = state;
  const limit = importanceLimit(ranking.params);
  return (
    <tbody>
      {shown.map((index) => {
        const row = rowOf(ranking.params, index);
        const others = looks.open.filter((name) => name !== row.param);
        const isOpen = others.length < looks.open.length;
        const toggle = () => look({ open: isOpen ? others : [...others, row.param] });
        const hide = ({ currentTarget }: Event) => {
          const panel = (currentTarget as Element).closest(".hpviz");
          choose({ hidden: [...state.hidden, row.param] });
          // The row goes, and with it what has the focus.
          panel?.querySelector<HTMLElement>(".hp-undo")?.focus({ preventScroll: true });
        };
        return (
          <Row
            key={row.param}
            state={state}
            choose={choose}
            send={send}
            row={row}
            limit={limit}
            open={isOpen}
            onToggle={toggle}
            onHide={hide}
          />
        );
      })}
    </tbody>
  );
}

function Head({ state, choose }: Pick<Props, "state" | "choose">) {
  return (
    <thead>
      <tr>
        {COLUMNS.map((column) => (
          <Heading key={column.by} column={column} state={state} choose={choose} />
        ))}
      </tr>
    </thead>
  );
}

function Heading({ column, state, choose }: Pick<Props, "state" | "choose"> & { column: TableColumn }) {
  const { by, heading, about, first } = column;
  const isSorted = by === state.sort_by;
  const descending = isSorted ? !state.descending : column.descending;
  const direction = state.descending ? "descending" : "ascending";
  const icon = state.descending ? "down" : "up";
  return (
    <th aria-sort={isSorted ? direction : "none"}>
      <div class="hp-heading">
        <Button base="hp-sort" title={first} onClick={() => choose({ sort_by: by, descending })}>
          {heading}
          <Icon name={isSorted ? icon : "sort"} />
        </Button>
        {by === "param" && <CommonStart />}
        {about && <Help name={heading} sentences={about(methodOf(state.sweep, state.method))} />}
      </div>
    </th>
  );
}

function showing({ start, end }: Page, matching: number, all: number, search: string): string {
  const range = `Showing ${count(start + 1)}–${count(end)} of ${count(matching)}`;
  return search === "" ? range : `${range} matching “${search}” (${count(all)} in all)`;
}

function TablePages({ page, size, look }: { page: Page; size: number; look: Look }) {
  return (
    <span class="hp-pages">
      <label>
        Rows{" "}
        <Select
          value={String(size)}
          options={SIZES.map((text) => [text, text])}
          onPick={(text) => look({ size: Number(text), page: 0 })}
        />
      </label>
      <Turn page={page} onTurn={(to) => look({ page: to })} />
    </span>
  );
}
