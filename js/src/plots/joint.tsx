/** Two params together: a map of the metric over both. */
import { Component } from "preact";
import { Select } from "../controls/controls";
import type { Send } from "../model/events";
import { amount, percent } from "../model/format";
import { bestOf } from "../model/order";
import type { Joint, Place } from "../model/pictures";
import type { Ranking } from "../model/ranking";
import type { State } from "../model/state";
import type { Goal } from "../model/sweep";
import { type Axis, axisOf } from "./axis";
import { DOT, Key, Picture, Waiting } from "./picture";
import { dot, Plot, type Reading, type Spot, xy } from "./plot";

/** As wide as the outer half of the outermost cells, as a share of what is between them. */
function roomOf(centres: readonly Place[]): number {
  return 0.5 / Math.max(1, centres.length - 1);
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
        <Select
          label={`${param} together with`}
          value={isChosen ? other : ""}
          options={[
            ["", "Together with…"],
            ...others.map((name) => [name, `Together with ${name}`] as const),
          ]}
          onPick={(name) => this.setState({ other: name })}
        />
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
    axisOf([...x, ...points.x], joint.x_log, roomOf(x)),
    axisOf([...y, ...points.y], joint.y_log, roomOf(y)),
  ] as const;
  const cells = joint.value.flat();
  const values = cells.filter((value) => value !== null);
  const stops = y.flatMap((up) => x.map((across) => ({ x: axes[0].place(across), y: axes[1].place(up) })));
  const read = (stop: number): Reading => ({
    lines: [
      [param, written(x[stop % x.length])],
      [other, written(y[Math.floor(stop / x.length)])],
      [metric, written(cells[stop] ?? "no runs near")],
    ],
    marks: stops.slice(stop, stop + 1),
  });
  return (
    <>
      <Plot
        label={`${metric} over ${param} and ${other}.`}
        titles={[param, other]}
        axes={axes}
        stops={stops}
        columns={x.length}
        start={bestOf(cells, goal)}
        read={read}
      >
        <Cells joint={joint} axes={axes} colour={axisOf(values, scale === "log", 0)} />
        <Runs spots={runSpots(joint, axes)} />
      </Plot>
      <p class="hp-legend">
        <ColourKey values={values} goal={goal} metric={metric} />
        <Key look="hp-runs" d={DOT} text="runs" />
        {values.length < cells.length && <Key look="" d="M2 8 8 2M2 14 14 2M8 14l6-6" text="no runs near" />}
      </p>
    </>
  );
}

function written(value: Place | undefined): string {
  return typeof value === "number" ? amount(value) : (value ?? "");
}

type Axes = readonly [x: Axis, y: Axis];

function Cells({ joint: { x, y, value }, axes, colour }: { joint: Joint; axes: Axes; colour: Axis }) {
  const [across, up] = [edges(x.map(axes[0].place)), edges(y.map(axes[1].place))];
  const outline = (i: number, j: number) => {
    const corner = (right: number, high: number) => xy({ x: across[i + right] ?? 0, y: up[j + high] ?? 0 });
    return `M${corner(0, 0)}L${corner(1, 0)}L${corner(1, 1)}L${corner(0, 1)}Z`;
  };
  return (
    <g class="hp-cells">
      {value.flatMap((row, j) =>
        row.map((cell, i) => {
          if (cell === null) return null;
          const d = outline(i, j);
          return <path key={d} d={d} style={{ "--hp-share": percent(colour.place(cell)) }} />;
        }),
      )}
    </g>
  );
}

/** Half way between neighbours; the outer cells reach the ends, as a forest goes on straight from there. */
function edges(centres: readonly number[]): number[] {
  return [0, ...centres.slice(1).map((centre, i) => (centre + (centres[i] ?? 0)) / 2), 1];
}

/** Runs of one level are spread over its band, always in the same way. */
function runSpots({ points: { x, y } }: Joint, axes: Axes): Spot[] {
  const spread = (axis: Axis, value: Place, turn: number) => {
    const width = typeof value === "string" ? 0.7 / axis.ticks.length : 0;
    return axis.place(value) + width * ((turn % 1) - 0.5);
  };
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
  const [low, high] = [Math.min(...values), Math.max(...values)].map(amount);
  return (
    <span>
      <bdi>{metric}</bdi> {low}
      {goal === "minimize" && " (better)"} <i class="hp-ramp" /> {high}
      {goal === "maximize" && " (better)"}
    </span>
  );
}
