/** What matters within each task, and over all of them: a dot a task in each row, and a task opens its own ranking. */
import { Component } from "preact";
import { Button, Select } from "../controls/controls";
import { joined } from "../controls/filter/chips";
import { Name } from "../controls/name";
import { Pages } from "../controls/pages";
import { InsightFrame, type InsightProps } from "../insights/insight";
import { count } from "../model/format";
import { rowsOf } from "../model/rows";
import type { State } from "../model/state";
import { Sheet } from "./sheet";
import { TaskStrips } from "./strips";
import type { Tasks } from "./task-figures";

/** Tasks on one page. */
const SIZE = 10;

interface Looks {
  readonly of: string;
  /** The task that is pointed at. */
  readonly at: number | null;
}

export class TasksView extends Component<InsightProps, Looks> {
  override state: Looks = { of: "", at: null };

  override render(props: InsightProps, { of, at }: Looks) {
    const { state } = props;
    const subjects = state.sweep.views.find(({ name }) => name === props.name)?.subjects ?? [];
    const by = subjects.includes(of) ? of : (subjects[0] ?? "");
    return (
      <>
        <Sheet />
        {subjects.length > 1 && (
          <Select
            label="Tasks by"
            value={by}
            options={subjects.map((name) => [name, `Tasks by ${name}`])}
            onPick={(picked) => this.setState({ of: picked })}
          />
        )}
        <InsightFrame<Tasks> {...props} of={by}>
          {(tasks) => {
            const open = (task: number) => props.choose(opened(state, tasks, task));
            const point = (task: number | null) => this.setState({ at: task });
            return (
              <>
                <TaskStrips tasks={tasks} at={at} point={point} open={open} />
                <TaskList state={state} tasks={tasks} at={at} point={point} open={open} />
              </>
            );
          }}
        </InsightFrame>
      </>
    );
  }
}

/** The filter and the hidden params that show a task alone, or all of them again where it is shown. */
function opened({ filter, hidden }: State, { by, tasks }: Tasks, task: number) {
  const condition = tasks.condition[task] ?? "";
  const isOpen = filter.conditions.some(({ text }) => text === condition);
  const rest = filter.conditions.filter(({ text, column }) => column !== by && text !== condition);
  const others = hidden.filter((name) => name !== by);
  const texts = rest.map(({ text }) => text);
  return isOpen
    ? { where: joined(texts), hidden: others }
    : // Within a task there is no other: as a parameter it would say nothing.
      { where: joined([...texts, condition]), hidden: [...others, by] };
}

interface ListProps {
  readonly state: State;
  readonly tasks: Tasks;
  readonly at: number | null;
  readonly point: (task: number | null) => void;
  readonly open: (task: number) => void;
}

function TaskList({ state, tasks: { by, tasks }, at, point, open }: ListProps) {
  const shown = new Set(state.filter.conditions.map(({ text }) => text));
  const rows = rowsOf(tasks, tasks.task).map((row, place) => ({ ...row, place }));
  return (
    <Pages items={rows} size={SIZE} noun="tasks">
      {(page) => (
        <table class="hp-tasks" aria-label="Tasks">
          <thead>
            <tr>
              <th scope="col">
                <Name text={by} />
              </th>
              <th scope="col">Runs</th>
              <th scope="col">Matters within it</th>
            </tr>
          </thead>
          <tbody>
            {page.map(({ task, runs, condition, words, place }) => (
              <tr
                key={task}
                class={place === at ? "hp-at" : ""}
                onPointerEnter={() => point(place)}
                onPointerLeave={() => point(null)}
              >
                <th scope="row">
                  <Button
                    base="hp-link"
                    aria-label={`Rank within ${task}`}
                    aria-pressed={shown.has(condition)}
                    onClick={() => open(place)}
                  >
                    <Name text={task} />
                  </Button>
                </th>
                <td>{count(runs)}</td>
                <td>{words}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Pages>
  );
}
