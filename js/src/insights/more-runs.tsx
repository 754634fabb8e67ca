/** How sure the first places of the table are, by the number of runs. */

import { count } from "../model/format";
import type { MoreRuns } from "../model/insights";
import { type RowOf, rowsOf } from "../model/rows";
import { type Axis, axisOf } from "../plots/axis";
import { DOT, Key } from "../plots/picture";
import { dot, Plot, type Reading, type Spot, xy } from "../plots/plot";
import { Insight, type InsightProps } from "./insight";

/** From here on an order is called settled. */
const SETTLED = 0.95;

type PlaceOf = RowOf<MoreRuns["places"]>;

export function MoreRunsView({ state, send }: InsightProps) {
  return (
    <Insight state={state} send={send} name="more">
      {(found) => <MoreRunsPlot found={found} />}
    </Insight>
  );
}

function MoreRunsPlot({ found }: { found: MoreRuns }) {
  const { runs, counted, sizes, check_sizes } = found;
  const places = rowsOf(found.places, found.places.param);
  const axes: [Axis, Axis] = [axisOf(sizes, true, 0.02), chanceAxis];
  const [x] = axes;
  const spot = (size: number, chance: number): Spot => ({ x: x.place(size), y: chance });
  const lines = places.map(({ chance }) => sizes.map((size, i) => spot(size, chance[i] ?? 0)));
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
          d={`M${xy({ x: x.place(runs), y: 0 })}v-100M${xy({ x: 0, y: SETTLED })}h100`}
        />
        {places.map(({ param, check }, i) => (
          <g key={param} class={`hp-place-${i}`}>
            <path class="hp-curve" d={`M${(lines[i] ?? []).map(xy)}`} />
            <path
              class="hp-checks"
              d={check_sizes.map((size, at) => dot(spot(size, check[at] ?? 0))).join("")}
            />
          </g>
        ))}
      </Plot>
      <Legend places={places} found={found} />
    </>
  );
}

/** From none to all, with a little room so that a line along an end is seen. */
const chanceAxis: Axis = {
  place: Number,
  ticks: [0, 0.25, 0.5, 0.75, 1].map((chance) => [chance, percentOf(chance)]),
};

function percentOf(chance: number): string {
  return `${Math.round(100 * chance)}%`;
}

function Legend({ places, found }: { places: readonly PlaceOf[]; found: MoreRuns }) {
  return (
    <p class="hp-legend">
      {places.map(({ param, settled }, i) => (
        <span key={param} class={`hp-place-${i}`}>
          <Key look="hp-curve" d="M1 8h14" text={`${i + 1}. ${param}${settled ? " (settled)" : ""}`} />
        </span>
      ))}
      {found.check_sizes.length > 0 && (
        <Key look="hp-checks" d={DOT} text="smaller sweeps drawn out of these runs" />
      )}
      <Key look="hp-limit" d="M1 8h14" text={`${count(found.runs)} ${found.counted}; 95%`} />
    </p>
  );
}
