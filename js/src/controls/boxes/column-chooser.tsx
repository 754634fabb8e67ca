/** Which params take part, and what role each column of the source has. */
import { Component } from "preact";
import type { Choose } from "../../model/choices";
import { count, fitting } from "../../model/format";
import { matches } from "../../model/order";
import { type RowOf, rowsOf } from "../../model/rows";
import type { State } from "../../model/state";
import type { ChosenRole, OtherKind, Role, Sweep } from "../../model/sweep";
import { Button, Checkbox, SearchBox, Select } from "../controls";
import { CommonStart, Name, ParamName, ParamNames } from "../name";
import { namesOf } from "../names";

/** As many columns of each role as are drawn at most: more would make typing slow. */
const MOST: Record<Role, number> = { param: 100, metric: 40, aside: 60 };

const ROLES: readonly (readonly [role: ChosenRole, text: string])[] = [
  ["param", "parameter"],
  ["fidelity", "fidelity"],
  ["task", "task"],
  ["replicate", "replicate"],
  ["metric", "metric"],
  ["aside", "set aside"],
];

const KINDS = { category: "read as category", number: "read as numbers" };

export interface Props {
  readonly state: State;
  readonly choose: Choose;
}

export type Column = RowOf<Sweep["columns"]>;

export class ColumnChooser extends Component<Props, { search: string }> {
  override state = { search: "" };

  override render({ state, choose }: Props, { search }: { search: string }) {
    const { columns } = state.sweep;
    const rows = rowsOf(columns, columns.name);
    const matching = rows.filter(({ name }) => matches(name, search));
    return (
      <ParamNames.Provider value={namesOf(rows.filter(isParam).map(({ name }) => name))}>
        <div class="hp-actions">
          <SearchBox
            label="Search columns"
            value={search}
            onSearch={(text) => this.setState({ search: text })}
            first
          />
          <Bulk state={state} choose={choose} params={matching.filter(isParam)} all={search.trim() === ""} />
        </div>
        <div class="hp-scroll">
          {byTitle(matching).map(([title, group]) => (
            <Section key={title} title={title} columns={group} state={state} choose={choose} />
          ))}
          {matching.length === 0 && <p>No column matches.</p>}
        </div>
      </ParamNames.Provider>
    );
  }
}

function isParam({ role }: Column): boolean {
  return role === "param";
}

/** The role that stands for a column in its list. */
export function roleOf({ role, part }: Column): ChosenRole {
  return role === "param" && part && part !== "choice" ? part : role;
}

/** Params, metrics, then what was set aside under each reason. */
function byTitle(columns: readonly Column[]): [string, Column[]][] {
  return grouped(columns, ["Parameters", "Metrics"], ({ role, reason }) => titleOf(role, reason));
}

export function titleOf(role: Role, reason: string): string {
  return { param: "Parameters", metric: "Metrics", aside: `Set aside: ${reason}` }[role];
}

export function grouped(
  columns: readonly Column[],
  first: readonly string[],
  titleOfColumn: (column: Column) => string,
): [string, Column[]][] {
  const groups = new Map<string, Column[]>(first.map((title) => [title, []]));
  for (const column of columns) {
    const title = titleOfColumn(column);
    const group = groups.get(title);
    if (group) group.push(column);
    else groups.set(title, [column]);
  }
  return [...groups].filter(([, group]) => group.length > 0);
}

interface SectionProps extends Props {
  readonly title: string;
  readonly columns: readonly Column[];
  /** Only the roles are chosen here, not what is shown. */
  readonly rolesOnly?: boolean;
}

/** The two buttons act on what the search matches. */
function Bulk({ state, choose, params, all }: Props & { params: readonly Column[]; all: boolean }) {
  const names = new Set(params.map(({ name }) => name));
  const others = state.hidden.filter((name) => !names.has(name));
  const which = all ? "all" : `${count(names.size)} matching`;
  const isNone = names.size === 0;
  return (
    <>
      <Button disabled={isNone} onClick={() => choose({ hidden: others })}>{`Show ${which}`}</Button>
      <Button
        disabled={isNone}
        onClick={() => choose({ hidden: [...others, ...names] })}
      >{`Hide ${which}`}</Button>
    </>
  );
}

export function Section({ title, columns, state, choose, rolesOnly = false }: SectionProps) {
  // A guess is there to be checked, and its box has no search: all of them are listed.
  const most = rolesOnly ? columns.length : fitting(columns.length, MOST[columns[0]?.role ?? "aside"]);
  const hidden = new Set(state.hidden);
  return (
    <fieldset>
      <legend>
        {title} <span class="hp-tag">{count(columns.length)}</span> {columns.some(isParam) && <CommonStart />}
      </legend>
      {columns.slice(0, most).map((column) => (
        <div class="hp-entry" key={column.name}>
          {isParam(column) && !rolesOnly ? (
            <Shown name={column.name} hidden={hidden} choose={choose} />
          ) : (
            <Name text={column.name} />
          )}
          <Name text={column.values} />
          <RolePicker column={column} state={state} choose={choose} />
        </div>
      ))}
      {columns.length > most && <p>{`… ${count(columns.length - most)} more: search to find them`}</p>}
    </fieldset>
  );
}

function Shown({ name, hidden, choose }: { name: string; hidden: ReadonlySet<string>; choose: Choose }) {
  const isHidden = hidden.has(name);
  const toggle = () =>
    choose({ hidden: isHidden ? [...hidden].filter((x) => x !== name) : [...hidden, name] });
  return (
    <Checkbox label={name} checked={!isHidden} onToggle={toggle}>
      <ParamName param={name} />
    </Checkbox>
  );
}

/** Role and kind of a column: a kind that is picked leaves the role as it stands. */
function RolePicker({ column, state, choose }: Props & { column: Column }) {
  const { name, can_be_metric, other_kind } = column;
  const role = roleOf(column);
  const { [name]: _, ...others } = state.roles;
  const offered = ROLES.filter(([value]) => value !== "metric" || can_be_metric || role === value);
  const undo = Object.hasOwn(state.roles, name) ? ([["guess", "as guessed"]] as const) : [];
  const kinds = other_kind ? ([[other_kind, KINDS[other_kind]]] as const) : [];
  const pick = (value: ChosenRole | OtherKind | "guess") => {
    if (value === "category" || value === "number") choose({ kinds: { ...state.kinds, [name]: value } });
    else choose({ roles: value === "guess" ? others : { ...others, [name]: value } });
  };
  const options = [...offered, ...undo, ...kinds];
  return <Select label={`Role of ${name}`} value={role} options={options} onPick={pick} />;
}
