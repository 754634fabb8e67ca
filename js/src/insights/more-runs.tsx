/** How sure the first places of the table are, by the number of runs. */

import type { ComponentType } from "preact";
import { later } from "../controls/later";
import { ParamNames } from "../controls/name";
import { count } from "../model/format";
import type { Insight } from "../model/insight";
import { type RowOf, rowsOf } from "../model/rows";
import { type Axis, axisOf } from "../plots/axis";
import { DOT, Key } from "../plots/picture";
import { dot, nearest, Plot, type Reading, type Spot, xy } from "../plots/plot";
import { InsightFrame, type InsightProps } from "./insight";

const Pictures = later<ComponentType<InsightProps>>("EnoughPictures", "views");

/** How sure the first places are, by the number of runs. */
export interface MoreRuns extends Insight {
  /** There are now. */
  readonly runs: number;
  /** What all numbers are of; "configurations" where these were run several times. */
  readonly counted: "runs" | "configurations";
  readonly sizes: readonly number[];
  /** Numbers of runs at which smaller sweeps were drawn out of these. */
  readonly check_sizes: readonly number[];
  /** Parallel arrays, from the first place. */
  readonly places: {
    readonly param: readonly string[];
    /** It is ahead of the next with a chance of 95% or more. */
    readonly settled: readonly boolean[];
    /** That it is ahead of the next, at each of `sizes`. */
    readonly chance: readonly (readonly number[])[];
    /** Share of the smaller sweeps in which it is, at each of `check_sizes`. */
    readonly check: readonly (readonly number[])[];
  };
}

/** From here on an order is called settled. */
const SETTLED = 0.95;
/** Of the places that are not settled so many are written about, and drawn. */
const MOST_PLACES = 2;

type PlaceOf = RowOf<MoreRuns["places"]>;

export function MoreRunsView(props: InsightProps) {
  return (
    <>
      <InsightFrame<MoreRuns> {...props}>{(forecast) => <MoreRunsPlot forecast={forecast} />}</InsightFrame>
      <Pictures {...props} />
    </>
  );
}

function MoreRunsPlot({ forecast }: { forecast: MoreRuns }) {
  const { runs, counted, sizes, check_sizes } = forecast;
  const all = rowsOf(forecast.places, forecast.places.param);
  const open = all.findIndex(({ settled }) => !settled);
  const places = open < 0 ? all : all.slice(0, open + MOST_PLACES);
  const axes: [Axis, Axis] = [axisOf(sizes, { isLog: true, room: 0.02 }), chanceAxis];
  const [x] = axes;
  const spot = (size: number, chance: number): Spot => ({ x: x.place(size), y: chanceAxis.place(chance) });
  const lines = places.map(({ chance }) => sizes.map((size, i) => spot(size, chance[i] ?? 0)));
  /** From a dot to the line of its place. */
  const stem = (size: number, share: number, line: readonly Spot[]) => {
    const from = spot(size, share);
    const on = line[nearest(line, from, 0)] ?? from;
    return `M${xy(from)}L${xy({ x: from.x, y: on.y })}`;
  };
  const start = sizes.findIndex((size) => size >= runs);
  const read = (stop: number): Reading => ({
    lines: [
      [counted, count(Math.round(sizes[stop] ?? 0))],
      ...places.map(({ param, chance }, i) => [`${i + 1}. ${param}`, percentOf(chance[stop] ?? 0)] as const),
    ],
    marks: lines.flatMap((line) => line[stop] ?? []),
  });
  return (
    <>
      <Plot
        label={`Chance that each place is ahead of the next, by the number of ${counted}; there are ${count(runs)}.`}
        titles={[`${counted} (log axis)`, "chance that the order is right"]}
        axes={axes}
        stops={lines[0] ?? []}
        start={Math.max(0, start)}
        read={read}
      >
        <path
          class="hp-limit"
          d={`M${xy({ x: x.place(runs), y: 0 })}v-100M${xy({ x: 0, y: chanceAxis.place(SETTLED) })}h100`}
        />
        {places.map(({ param, check }, i) => (
          <g key={param} class={`hp-place-${i}`}>
            <path class="hp-curve" d={`M${(lines[i] ?? []).map(xy)}`} />
            <path
              class="hp-stems"
              d={check_sizes.map((size, at) => stem(size, check[at] ?? 0, lines[i] ?? [])).join("")}
            />
            <path
              class="hp-checks"
              d={check_sizes.map((size, at) => dot(spot(size, check[at] ?? 0))).join("")}
            />
          </g>
        ))}
      </Plot>
      <Legend places={places} forecast={forecast} />
    </>
  );
}

/** From none to all, with a little room so that a line along an end is seen. */
const chanceAxis: Axis = {
  place: (chance) => withRoom(Number(chance)),
  end: 1,
  band: 0,
  lines: 1,
  ticks: [0, 0.25, 0.5, 0.75, 1].map((chance) => [withRoom(chance), percentOf(chance)]),
};

function withRoom(chance: number): number {
  return 0.02 + 0.96 * chance;
}

function percentOf(chance: number): string {
  // What is not settled yet is not rounded up to the chance from which on it is.
  return `${Math.floor(100 * chance + 1e-9)}%`;
}

/** What a line and a dot are, and why fewer lines than places may be seen. */
function meaning({ counted, check_sizes }: MoreRuns): string {
  const line = `A line is the chance that a parameter is ahead of the next with so many ${counted}. Lines of the same chance overlap.`;
  const dot = ` A dot is how often it was ahead when only so many of these ${counted} were used, drawn at random.`;
  return line + (check_sizes.length > 0 ? dot : "");
}

function Legend({ places, forecast }: { places: readonly PlaceOf[]; forecast: MoreRuns }) {
  return (
    <p class="hp-legend">
      <ParamNames.Consumer>
        {({ of }) =>
          places.map(({ param, settled }, i) => (
            <span key={param} class={`hp-place-${i}`} title={param}>
              <Key
                look="hp-curve"
                d="M-9 8h34"
                text={`${i + 1}. ${of(param).text}${settled ? " (settled)" : ""}`}
              />
            </span>
          ))
        }
      </ParamNames.Consumer>
      {forecast.check_sizes.length > 0 && <Key look="hp-checks" d={DOT} text="a check, joined to its line" />}
      <Key look="hp-limit" d="M8 1v14" text={`${count(forecast.runs)} ${forecast.counted} now`} />
      <Key look="hp-limit" d="M1 8h14" text={`settled: ${percentOf(SETTLED)}`} />
      <span>{meaning(forecast)}</span>
    </p>
  );
}
