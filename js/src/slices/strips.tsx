/** A strip for each param, with its importance in each task as a dot, and the mean over tasks. */
import { ParamName } from "../controls/name";
import { Pages } from "../controls/pages";
import { figure } from "../model/format";
import { type RowOf, rowsOf } from "../model/rows";
import { DOT, Key } from "../plots/picture";
import type { Dot, Tasks } from "./task-figures";

/** Params on one page. */
const SIZE = 25;
/** The axis never ends below this: a few per cent must not look like much. */
const SHORTEST = 0.1;
/** Dots lie on so many lines, that few cover each other; of two neighbours one is higher by so many. */
const [LINES, STEP] = [11, 7];

interface Props {
  readonly tasks: Tasks;
  readonly at: number | null;
  readonly point: (task: number | null) => void;
  readonly open: (task: number) => void;
}

type Row = RowOf<Tasks["params"]>;

export function TaskStrips({ tasks, ...props }: Props) {
  const rows = rowsOf(tasks.params, tasks.params.param);
  const largest = rows.flatMap(({ high, dots }) => [high ?? 0, ...dots.map(([, importance]) => importance)]);
  const limit = largest.reduce((most, x) => Math.max(most, x), SHORTEST);
  return (
    <>
      <Pages items={rows} size={SIZE} noun="parameters">
        {(page) => (
          <table class="hp-over-tasks" aria-label="Importance over tasks">
            <thead>
              <tr>
                <th scope="col">Parameter</th>
                <th scope="col">
                  <div class="hp-ends">
                    <span>0</span>
                    <span>importance in each task</span>
                    <span>{figure(limit)}</span>
                  </div>
                </th>
                <th scope="col">Mean (95% interval)</th>
              </tr>
            </thead>
            <tbody>
              {page.map((row) => (
                <tr key={row.param} class={row.matters ? "" : "hp-noise"}>
                  <th scope="row">
                    <ParamName param={row.param} />
                  </th>
                  <td>
                    <Strip row={row} names={tasks.tasks.task} limit={limit} {...props} />
                    <p class="hp-said">
                      {[row.often, row.differs].filter((words) => words !== "").join("; ")}
                    </p>
                  </td>
                  <td>
                    {row.text}
                    {row.interval && <span class="hp-muted"> ({row.interval})</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Pages>
      <p class="hp-legend">
        <Key look="hp-task-dots" d={DOT} text="a task" />
        <Key look="hp-task-dots hp-unclear" d={DOT} text="a task in which it could be chance" />
        <Key look="hp-mean" d="M8 2v12M1 8h14" text="mean over tasks with its 95% interval" />
        <span>A click on a task shows its own ranking, by a filter.</span>
      </p>
    </>
  );
}

interface StripProps extends Omit<Props, "tasks"> {
  readonly row: Row;
  readonly names: readonly string[];
  readonly limit: number;
}

function Strip({ row, names, limit, at, point, open }: StripProps) {
  const { param, mean, low, high, dots } = row;
  const x = (importance: number) => (100 * importance) / limit;
  const spot = ([task, importance]: Dot) => `M${x(importance).toFixed(2)} ${height(task)}h.001`;
  const path = (some: readonly Dot[]) => some.map(spot).join("");
  const pointed = dots.find(([task]) => task === at);
  const near = (event: MouseEvent) => nearest(dots, event, limit);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list of the tasks below has a button for each
    <div
      class="hp-strip"
      role="img"
      aria-label={`${param}: importance ${row.text} on average over tasks.`}
      onPointerMove={(event) => point(near(event)?.[0] ?? null)}
      onPointerLeave={() => point(null)}
      onClick={(event) => {
        const dot = near(event);
        if (dot) open(dot[0]);
      }}
    >
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        <path class="hp-task-dots" d={path(dots.filter(([, , isClear]) => isClear))} />
        <path class="hp-task-dots hp-unclear" d={path(dots.filter(([, , isClear]) => !isClear))} />
        {mean !== null && (
          <path
            class="hp-mean"
            d={`M${x(mean)} 8v84${low === null || high === null ? "" : `M${x(low)} 50H${x(high)}`}`}
          />
        )}
        {pointed && <path class="hp-task-dots hp-pointed" d={spot(pointed)} />}
      </svg>
      {pointed && (
        <div class="hp-tip" style={{ left: `${x(pointed[1])}%`, translate: `${-x(pointed[1])}%` }}>
          <bdi>{names[pointed[0]]}</bdi> <strong>{figure(pointed[1])}</strong>
        </div>
      )}
    </div>
  );
}

/** From 10 to 90. */
function height(task: number): number {
  return 10 + (80 * ((task * STEP) % LINES)) / (LINES - 1);
}

function nearest(dots: readonly Dot[], event: MouseEvent, limit: number): Dot | null {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  const [left, top] = [event.clientX - box.left, event.clientY - box.top];
  const far = ([task, importance]: Dot) =>
    Math.hypot((importance / limit) * box.width - left, (height(task) / 100) * box.height - top);
  return dots.reduce<Dot | null>((best, dot) => (best && far(best) <= far(dot) ? best : dot), null);
}
