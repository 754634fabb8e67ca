/** Two params together: a map of the metric over both. */
import { Component } from "preact";
import { Select } from "../controls/controls";
import { ParamName, ParamNames } from "../controls/name";
import type { Send } from "../model/events";
import { numbers, percent } from "../model/format";
import type { Joint, Place } from "../model/pictures";
import type { Ranking } from "../model/ranking";
import type { State } from "../model/state";
import type { Goal } from "../model/sweep";
import { type Axis, axisOf, spread, writer } from "./axis";
import { DOT, Key, Picture, runsDrawn, Waiting } from "./picture";
import { dot, Plot, type Reading, type Spot, xy } from "./plot";

/** As wide as the outer half of the outermost cells, as a share of what is between them. */
function roomOf(centres: readonly Place[]): number {
  const given = centres.filter((centre) => typeof centre === "number");
  return 0.5 / Math.max(1, given.length - 1);
}

interface Props {
  readonly state: State;
  readonly param: string;
  readonly send: Send;
}

/** Chooses the other param, and shows the two. */
export class JointPicker extends Component<Props, { other: string }> {
  override state = { other: "" };

  override render({ state, param, send }: Props, { other }: { other: string }) {
    const others = state.ranking.params.param.filter((name) => name !== param);
    const isChosen = others.includes(other);
    return (
      <div class="hp-together">
        <ParamNames.Consumer>
          {({ of }) => (
            <Select
              label={`${param} together with`}
              value={isChosen ? other : ""}
              options={[
                ["", "Together with…"],
                ...others.map((name) => [name, `Together with ${of(name).text}`] as const),
              ]}
              onPick={(name) => this.setState({ other: name })}
            />
          )}
        </ParamNames.Consumer>
        {isChosen && <JointView key={other} state={state} param={param} other={other} send={send} />}
      </div>
    );
  }
}

/** The map of a pair, or its place while it is being worked out. */
export class JointView extends Component<Props & { other: string }> {
  /** Python keeps only the last pair of all rows and views; this one keeps its own. */
  #kept: { ranking: Ranking; joint: Joint } | null = null;

  override render({ state, param, other, send }: Props & { other: string }) {
    const { joint: newest, ranking } = state;
    if (newest?.param === param && newest.other === other) this.#kept = { ranking, joint: newest };
    const kept = this.#kept;
    const picture = kept && (
      <Picture problem={kept.joint.problem} sentences={kept.joint.sentences}>
        {kept.joint.value.length > 0 && <HeatMap joint={kept.joint} ranking={kept.ranking} />}
      </Picture>
    );
    if (kept?.ranking === ranking) return picture;
    const event = { event: "joint", param, other } as const;
    return <Waiting state={state} event={event} send={send} isTall before={picture} />;
  }
}

interface Drawn {
  readonly joint: Joint;
  readonly ranking: Ranking;
}

function HeatMap({ joint, ranking: { label: metric, goal, scale } }: Drawn) {
  const { param, other, x, y, points } = joint;
  const axes = [
    axisOf(onSide(x, points.x), { isLog: joint.x_log, isEven: joint.x_even, room: roomOf(x) }),
    axisOf(onSide(y, points.y), { isLog: joint.y_log, isEven: joint.y_even, room: roomOf(y), upright: true }),
  ] as const;
  const cells = joint.value.flat();
  const values = cells.filter((value) => value !== null);
  // Where all cells are alike none is the best.
  const best = new Set(values).size < 2 ? null : joint.best;
  const stops = y.flatMap((up) => x.map((across) => ({ x: axes[0].place(across), y: axes[1].place(up) })));
  const read = (stop: number): Reading => ({
    lines: [
      [param, writer(x)(x[stop % x.length])],
      [other, writer(y)(y[Math.floor(stop / x.length)])],
      [metric, writer(values)(cells[stop] ?? "no runs near")],
    ],
    marks: stops.slice(stop, stop + 1),
  });
  return (
    <>
      <Plot
        label={`${metric} over ${param} and ${other}.`}
        titles={[<ParamName key="x" param={param} />, <ParamName key="y" param={other} />]}
        axes={axes}
        stops={stops}
        columns={x.length}
        start={best ? best[1] * x.length + best[0] : 0}
        read={read}
      >
        <Cells
          joint={joint}
          axes={axes}
          best={best}
          share={better(axisOf(values, { isLog: scale === "log", room: 0 }), goal)}
        />
        <Runs spots={runSpots(joint, axes)} />
      </Plot>
      <p class="hp-legend">
        <ColourKey values={values} goal={goal} metric={metric} />
        {best && <Key look="hp-best" d="M3 3h10v10h-10z" text="best cell" />}
        <Key look="hp-runs" d={DOT} text={runsDrawn(points.x.length, joint.total)} />
        {values.length < cells.length && <Key look="" d="M2 8 8 2M2 14 14 2M8 14l6-6" text="no runs near" />}
      </p>
    </>
  );
}

/** The values that a side is about. Few numbers are all the runs have; of many the map has a grid of its own. */
function onSide(grid: readonly Place[], runs: readonly Place[]): Place[] {
  const isOnGrid = runs.every((value) => grid.includes(value));
  return isOnGrid ? [...grid] : [...grid, ...runs];
}

type Axes = readonly [x: Axis, y: Axis];

/** How strongly a cell is coloured, from 0 to 1: the better, the stronger. */
function better(colour: Axis, goal: Goal): (value: number) => number {
  return (value) => (goal === "minimize" ? 1 - colour.place(value) : colour.place(value));
}

interface CellsProps {
  readonly joint: Joint;
  readonly axes: Axes;
  readonly best: Joint["best"];
  readonly share: (value: number) => number;
}

function Cells({ joint: { x, y, value }, axes, best, share }: CellsProps) {
  const [across, up] = [edges(x, axes[0]), edges(y, axes[1])];
  const outline = (i: number, j: number) => {
    const corner = (right: 0 | 1, high: 0 | 1) => xy({ x: across[i]?.[right] ?? 0, y: up[j]?.[high] ?? 0 });
    return `M${corner(0, 0)}L${corner(1, 0)}L${corner(1, 1)}L${corner(0, 1)}Z`;
  };
  const frame = best ? outline(...best) : "";
  return (
    <>
      <g class="hp-cells">
        {value.flatMap((row, j) =>
          row.map((cell, i) => {
            if (cell === null) return null;
            const d = outline(i, j);
            return <path key={d} d={d} style={{ "--hp-share": percent(share(cell)) }} />;
          }),
        )}
      </g>
      <path class="hp-best-cell" d={frame} />
      <path class="hp-best-cell" d={frame} />
    </>
  );
}

/**
 * Where each cell begins and ends: half way between neighbours, and the band of a named value. The outer numbers'
 * cells reach the ends, as a forest goes on straight from there.
 */
function edges(values: readonly Place[], axis: Axis): (readonly [from: number, to: number])[] {
  const centres = values.filter((value) => typeof value === "number").map(axis.place);
  const half = (i: number) => ((centres[i] ?? 0) + (centres[i - 1] ?? 0)) / 2;
  return values.map((value, i) => {
    if (typeof value === "string")
      return [axis.place(value) - axis.band / 2, axis.place(value) + axis.band / 2];
    return [i === 0 ? 0 : half(i), i + 1 === centres.length ? axis.end : half(i + 1)];
  });
}

function runSpots({ points: { x, y } }: Joint, axes: Axes): Spot[] {
  return x.map((across, i) => ({
    x: spread(axes[0], across, i * 0.618),
    y: spread(axes[1], y[i] ?? 0, i * 0.755),
  }));
}

/** Dots with a rim: they stand out on every colour of the map. */
function Runs({ spots }: { spots: readonly Spot[] }) {
  const d = spots.map(dot).join("");
  return (
    <>
      <path class="hp-rims" d={d} />
      <path class="hp-runs" d={d} />
    </>
  );
}

function ColourKey({ values, goal, metric }: { values: readonly number[]; goal: Goal; metric: string }) {
  const [low, high] = numbers([Math.min(...values), Math.max(...values)], 3);
  return (
    <span>
      <bdi>{metric}</bdi> {low}
      {goal === "minimize" && " (better)"} <i class={`hp-ramp ${goal === "minimize" ? "hp-falling" : ""}`} />{" "}
      {high}
      {goal === "maximize" && " (better)"}
    </span>
  );
}
