/** Columns that nothing declares: what they were taken for, to be corrected or kept. */
import { Component } from "preact";
import { type Column, grouped, type Props, roleOf, Section, titleOf } from "./controls/boxes/column-chooser";
import { Button } from "./controls/controls";
import type { Send } from "./model/events";
import { rowsOf } from "./model/rows";

interface GuessedProps extends Props {
  readonly send: Send;
  readonly close: () => void;
  readonly onOpen: (isOpen: boolean) => void;
}

/** Every guessed column. Each keeps its place while the box is open, so that a correction can be taken back. */
export class GuessedColumns extends Component<GuessedProps> {
  /** The columns that have been listed since the box was opened, under their titles. */
  #listed: [title: string, names: string[]][] = [];

  override componentDidMount() {
    this.props.onOpen(true);
  }

  override componentWillUnmount() {
    this.props.onOpen(false);
  }

  override render({ state, choose, send, close }: GuessedProps) {
    const { columns } = state.sweep;
    const rows = rowsOf(columns, columns.name);
    const guessed = rows.filter((column) => column.guessed);
    this.#add(guessed);
    const byName = new Map(rows.map((column) => [column.name, column]));
    const kept = Object.fromEntries(guessed.map((column) => [column.name, roleOf(column)]));
    return (
      <>
        {state.sweep.metric_guess && <p>{state.sweep.metric_guess} Choose another one at the top.</p>}
        <p>
          {this.#listed.length > 0 && "The table does not say what these columns are. "}Correct what is wrong
          {state.remembers ? "; it is remembered." : "."}
        </p>
        <div class="hp-actions">
          <Button
            onClick={() => {
              close();
              if (guessed.length > 0) choose({ roles: { ...kept, ...state.roles } });
              if (state.sweep.guessed_metric) send({ event: "keep_metric" });
            }}
          >
            All right, keep them
          </Button>
        </div>
        <div class="hp-scroll">
          {this.#listed.map(([title, names]) => {
            const group = names.flatMap((name) => byName.get(name) ?? []);
            return (
              <Section key={title} title={title} columns={group} state={state} choose={choose} rolesOnly />
            );
          })}
        </div>
      </>
    );
  }

  #add(guessed: readonly Column[]) {
    const known = new Set(this.#listed.flatMap(([, names]) => names));
    for (const [title, group] of byReason(guessed.filter(({ name }) => !known.has(name)))) {
      const names = group.map(({ name }) => name);
      const listed = this.#listed.find(([other]) => other === title);
      if (listed) listed[1].push(...names);
      else this.#listed.push([title, names]);
    }
  }
}

/** Everything under its reason, questions first. */
function byReason(columns: readonly Column[]): [string, Column[]][] {
  const isQuestion = ({ role }: Column) => role === "aside";
  const sorted = [...columns.filter(isQuestion), ...columns.filter((column) => !isQuestion(column))];
  return grouped(sorted, [], ({ role, reason }) =>
    role === "aside"
      ? titleOf(role, reason)
      : `Guessed to be ${titleOf(role, reason).toLowerCase()}: ${reason}`,
  );
}
