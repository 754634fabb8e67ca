/** Which runs the figures are of: conditions made by selects and fields, or an expression that is typed. */
import { Component } from "preact";
import type { Choose } from "../../model/choices";
import type { Problem } from "../../model/facts";
import { type RowOf, rowsOf } from "../../model/rows";
import type { State } from "../../model/state";
import type { Terms } from "../../model/sweep";
import { Button, Checkbox, Input, Select } from "../controls";
import { Name } from "../name";
import { joined } from "./chips";
import { condition, type Operator, operatorsOf } from "./condition";
import sheet from "./editor.css?inline";

const ROLES: readonly (readonly [role: RowOf<Terms>["role"], heading: string])[] = [
  ["run", "Runs"],
  ["param", "Parameters"],
  ["metric", "Metrics"],
  ["aside", "Set aside"],
];

interface Props {
  readonly state: State;
  readonly choose: Choose;
  /** Closes the box. */
  readonly close: () => void;
}

/** A condition may be one of several, so the box stays; an expression is the whole filter, and ends it. */
export function FilterEditor({ state, choose, close }: Props) {
  const { terms } = state.sweep;
  return (
    <>
      {terms && <Builder terms={rowsOf(terms, terms.name)} state={state} choose={choose} />}
      <Expression state={state} choose={choose} close={close} />
    </>
  );
}

interface Draft {
  readonly name: string;
  readonly operator: Operator | null;
  /** What the fields hold, or which values are picked. */
  readonly given: readonly string[];
}

const EMPTY = { operator: null, given: [] };

type BuilderProps = Omit<Props, "close"> & { readonly terms: readonly RowOf<Terms>[] };

class Builder extends Component<BuilderProps, Draft> {
  override state: Draft = { name: "", ...EMPTY };

  override render({ terms, state: { filter }, choose }: BuilderProps, draft: Draft) {
    const of = terms.find(({ name }) => name === draft.name) ?? terms.find(({ role }) => role === "param");
    const term = of ?? terms[0];
    if (!term) return null;
    const operators = operatorsOf(term.kind, term.values);
    const operator = draft.operator ?? operators[0]?.[0] ?? "==";
    const picks = operator === "in" && term.values.length > 0;
    // Values are written as they are listed, or separated by commas.
    const texts = operator === "in" && !picks ? (draft.given[0] ?? "").split(",") : draft.given;
    const written = picks ? picked(term.term, texts) : condition(term.term, term.kind, operator, texts);
    const add = () => {
      if (written === null) return;
      choose({ where: joined([...filter.conditions.map(({ text }) => text), written]) });
      this.setState(EMPTY);
    };
    return (
      <div class="hp-form">
        <label>
          Column
          <Select
            value={term.name}
            options={[]}
            groups={ROLES.map(([role, heading]) => [
              heading,
              terms.filter((each) => each.role === role).map(({ name }) => [name, name]),
            ])}
            onPick={(name) => this.setState({ name, ...EMPTY })}
          />
        </label>
        <label>
          Condition
          <Select
            value={operator}
            options={operators}
            onPick={(picked) => this.setState({ operator: picked, given: [] })}
          />
        </label>
        {picks ? (
          <Values term={term} draft={draft} onChange={(given) => this.setState({ given })} />
        ) : (
          <Fields
            kind={term.kind}
            operator={operator}
            given={draft.given}
            onChange={(given) => this.setState({ given })}
            onEnter={add}
          />
        )}
        <Button disabled={written === null} onClick={add}>
          Add condition
        </Button>
      </div>
    );
  }
}

function picked(term: string, values: readonly string[]): string | null {
  return values.length > 0 ? `${term} in [${values.join(", ")}]` : null;
}

interface ValuesProps {
  readonly term: RowOf<Terms>;
  readonly draft: Draft;
  readonly onChange: (given: readonly string[]) => void;
}

function Values({ term: { name, values }, draft: { given }, onChange }: ValuesProps) {
  return (
    <fieldset class="hp-values">
      <legend>{`Values of ${name}`}</legend>
      {values.map(([written, shown]) => {
        const others = given.filter((other) => other !== written);
        const isPicked = others.length < given.length;
        return (
          <Checkbox
            key={written}
            checked={isPicked}
            onToggle={() => onChange(isPicked ? others : [...given, written])}
          >
            <Name text={shown} />
          </Checkbox>
        );
      })}
      <style>{sheet}</style>
    </fieldset>
  );
}

interface FieldsProps {
  readonly kind: RowOf<Terms>["kind"];
  readonly operator: Operator;
  readonly given: readonly string[];
  readonly onChange: (given: readonly string[]) => void;
  readonly onEnter: () => void;
}

function Fields({ kind, operator, given, onChange, onEnter }: FieldsProps) {
  if (operator === "missing" || operator === "there") return null;
  const value = operator === "in" ? "Values, separated by commas" : "Value";
  const labels = operator === "between" ? ["From", "To"] : [value];
  return (
    <>
      {labels.map((label, i) => (
        <label key={label}>
          {label}
          <Input
            type={kind === "date" ? "date" : undefined}
            inputMode={kind === "number" && operator !== "in" ? "decimal" : undefined}
            value={given[i] ?? ""}
            onInput={({ currentTarget }) =>
              onChange(labels.map((_, j) => (j === i ? currentTarget.value : (given[j] ?? ""))))
            }
            onKeyDown={(event) => event.key === "Enter" && onEnter()}
          />
        </label>
      ))}
    </>
  );
}

/** What is typed stands until Python has taken it, which closes the box; what is wrong with it stands below. */
class Expression extends Component<Props, { draft: string | null }> {
  override state = { draft: null };
  #applied: string | null = null;

  override componentDidUpdate({ state: { filter } }: Props) {
    const { where } = this.props.state.filter;
    if (filter.where === where) return;
    this.setState({ draft: null });
    if (where === this.#applied) this.props.close();
  }

  override render({ state: { filter }, choose, close }: Props, { draft }: { draft: string | null }) {
    const text = draft ?? filter.where;
    // As Python keeps it, so that what stands here is what stands there.
    const where = text.trim();
    const problem = filter.problem?.text === where ? filter.problem : null;
    const apply = () => {
      this.#applied = where;
      if (where === filter.where) close();
      else choose({ where });
    };
    const clear = () => {
      choose({ where: "" });
      close();
    };
    return (
      <div class="hp-expression">
        <label>
          Expression
          <Input
            value={text}
            placeholder="lr <= 0.01 and optimizer in ['adam', 'sgd']"
            spellcheck={false}
            autocapitalize="off"
            aria-invalid={problem !== null}
            onInput={({ currentTarget }) => this.setState({ draft: currentTarget.value })}
            onKeyDown={(event) => event.key === "Enter" && apply()}
          />
        </label>
        <div role="alert">{problem && <Place {...problem} />}</div>
        <div class="hp-actions">
          <Button disabled={where === filter.where} onClick={apply}>
            Apply
          </Button>
          {filter.where !== "" && <Button onClick={clear}>Clear</Button>}
        </div>
      </div>
    );
  }
}

function Place({ sentence, text, start, end }: Problem) {
  return (
    <>
      <p>{sentence}</p>
      <code>
        {text.slice(0, start)}
        <mark>{text.slice(start, end) || "\u00a0"}</mark>
        {text.slice(end)}
      </code>
    </>
  );
}
