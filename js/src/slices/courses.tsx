/** The importance of each param along the way: a line with its band, and where it could be chance. */
import { ParamName } from "../controls/name";
import { Pages } from "../controls/pages";
import { type RowOf, rowsOf } from "../model/rows";
import { DOT, Key } from "../plots/picture";
import type { Along, Cell } from "./along-figures";

/** Params on one page. */
const SIZE = 12;
/** The axis never ends below this: a few per cent must not look like much. */
const SHORTEST = 0.1;
/** Room at both ends of a line and above it, in hundredths. */
const [SIDE, TOP] = [2, 10];

interface Props {
  readonly along: Along;
  /** The point that is pointed at, and in whose line. */
  readonly at: number | null;
  readonly param: string;
  /** The point whose figures are written out. */
  readonly open: number | null;
  readonly point: (place: number | null, param?: string) => void;
}

type Row = RowOf<Along["params"]>;
/** A point of a line: where it lies, and the param there. */
type Spot = readonly [x: number, cell: Cell];

export function Courses({ along, at, param, open, point }: Props) {
  const { points, params } = along;
  const rows = rowsOf(params, params.param);
  const largest = rows.flatMap(({ cells }) => cells.map((cell) => cell?.high ?? cell?.importance ?? 0));
  const limit = largest.reduce((most, value) => Math.max(most, value), SHORTEST);
  const places = placesOf(along);
  const hasSame = rows.some(({ cells }) => cells.some((cell) => cell && cell.same !== null));
  return (
    <>
      <Pages items={rows} size={SIZE} noun="parameters">
        {(page) => (
          <table class="hp-courses" aria-label={`Importance along ${along.by}`}>
            <thead>
              <tr>
                <th scope="col">Parameter</th>
                <th scope="col">
                  <div class="hp-ends">
                    <span>{points.name[0]}</span>
                    <span>{`importance, 0 to ${Number(limit.toFixed(2))}${along.log ? ", log axis" : ""}`}</span>
                    <span>{points.name[points.name.length - 1]}</span>
                  </div>
                </th>
              </tr>
            </thead>
            <tbody>
              {page.map((row) => (
                <tr key={row.param} class={row.matters ? "" : "hp-noise"}>
                  <th scope="row">
                    <ParamName param={row.param} />
                  </th>
                  <td>
                    <Course
                      row={row}
                      names={points.name}
                      places={places}
                      limit={limit}
                      at={at}
                      hasTip={row.param === param}
                      point={(place) => point(place, row.param)}
                    />
                    <p class="hp-said">{open === null ? said(row) : atPoint(row, points.name, open)}</p>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Pages>
      <p class="hp-legend">
        <Key look="hp-course-dots" d={DOT} text="matters" />
        <Key look="hp-course-ring" d="M8 4.5a3.5 3.5 0 1 0 .01 0z" text="could be chance" />
        <Key look="hp-course-band" d="M1 3h14v10H1z" text="95% interval" />
        {hasSame && <Key look="hp-course-same" d="M1 8h14" text="only runs that are there at the end" />}
      </p>
    </>
  );
}

/** Where a param matters, and its best values. */
function said({ course, best }: Row): string {
  return [`${course[0]?.toUpperCase() ?? ""}${course.slice(1)}.`, best]
    .filter((words) => words !== "")
    .join(" ");
}

/** The figures of a param at a point. */
function atPoint({ cells }: Row, names: readonly string[], place: number): string {
  const cell = cells[place];
  const name = names[place] ?? "";
  if (!cell) return `${name}: not ranked.`;
  const words = [cell.is_clear ? "" : "could be chance", cell.best].filter((text) => text !== "");
  return `${name}: ${cell.text} (${cell.interval})${words.map((text) => `; ${text}`).join("")}.`;
}

interface CourseProps {
  readonly row: Row;
  readonly names: readonly string[];
  readonly places: readonly number[];
  readonly limit: number;
  readonly at: number | null;
  /** Whether the figure that is pointed at is written beside it. */
  readonly hasTip: boolean;
  readonly point: (place: number | null) => void;
}

function Course({ row: { param, course, cells }, names, places, limit, at, hasTip, point }: CourseProps) {
  const y = (value: number) => (100 - ((100 - TOP) * value) / limit).toFixed(2);
  const known = cells.flatMap((cell, place): Spot[] =>
    cell?.importance == null ? [] : [[places[place] ?? 0, cell]],
  );
  const spot = ([x, { importance }]: Spot) => `M${x.toFixed(2)} ${y(importance ?? 0)}h.001`;
  const dots = (isClear: boolean) =>
    known
      .filter(([, cell]) => cell.is_clear === isClear)
      .map(spot)
      .join("");
  const banded = known.filter(([, { low, high }]) => low !== null && high !== null);
  const upper = banded.map(([x, { high }]) => `${x.toFixed(2)} ${y(high ?? 0)}`);
  const lower = banded.map(([x, { low }]) => `${x.toFixed(2)} ${y(low ?? 0)}`).reverse();
  const last = known[known.length - 1];
  const same = known.flatMap(([x, cell]) => {
    const value = cell.same ?? (cell === last?.[1] ? cell.importance : null);
    return value === null ? [] : [`${x.toFixed(2)} ${y(value)}`];
  });
  const pointed = at === null ? null : cells[at];
  const near = (event: MouseEvent) => nearest(places, event);
  return (
    <div
      class="hp-course"
      role="img"
      aria-label={`${param} ${course}.`}
      onPointerMove={(event) => point(near(event))}
      onPointerLeave={() => point(null)}
    >
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        {banded.length > 1 && <path class="hp-course-band" d={`M${[...upper, ...lower].join("L")}Z`} />}
        {same.length > 1 && <path class="hp-course-same" d={`M${same.join("L")}`} />}
        <path
          class="hp-course-line"
          d={`M${known.map(([x, cell]) => `${x.toFixed(2)} ${y(cell.importance ?? 0)}`).join("L")}`}
        />
        <path class="hp-course-dots hp-under" d={dots(false)} />
        <path class="hp-course-dots hp-unclear" d={dots(false)} />
        <path class="hp-course-dots" d={dots(true)} />
        {pointed && at !== null && (
          <path class="hp-course-dots hp-pointed" d={spot([places[at] ?? 0, pointed])} />
        )}
      </svg>
      {pointed && at !== null && hasTip && (
        <div class="hp-tip" style={{ left: `${places[at] ?? 0}%`, translate: `${-(places[at] ?? 0)}%` }}>
          <bdi>{names[at]}</bdi> <strong>{pointed.text}</strong>
        </div>
      )}
    </div>
  );
}

/** Where the points lie, in hundredths of the width. */
function placesOf({ points, log }: Along): readonly number[] {
  const along = points.at.map((at) => (log ? Math.log(at) : at));
  const [first = 0, last = 1] = [along[0], along[along.length - 1]];
  return along.map((place) => SIDE + ((100 - 2 * SIDE) * (place - first)) / (last - first || 1));
}

function nearest(places: readonly number[], event: MouseEvent): number {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  const left = (100 * (event.clientX - box.left)) / (box.width || 1);
  const far = (place: number) => Math.abs((places[place] ?? 0) - left);
  return places.reduce((best, _, place) => (far(place) < far(best) ? place : best), 0);
}
