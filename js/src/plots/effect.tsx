/** How a param acts on the metric: the runs, and the forest's curve through them. */
import { Component, type ComponentType } from "preact";
import { later } from "../controls/later";
import { Name, ParamName } from "../controls/name";
import type { Choose } from "../model/choices";
import type { Send } from "../model/events";
import { count, counted, interval } from "../model/format";
import { bestOf } from "../model/order";
import type { Effect, Place } from "../model/pictures";
import type { RankedParams, Ranking } from "../model/ranking";
import type { RowOf } from "../model/rows";
import type { State } from "../model/state";
import { sense } from "../model/verdict";
import { type Axis, axisOf, fences, spread, writer } from "./axis";
import { AxisPicker, axesWith } from "./axis-picker";
import { DOT, Key, Picture, type RunCardProps, runsDrawn, Waiting } from "./picture";
import { dot, nearest, Plot, type Reading, type Spot, xy } from "./plot";

/** With fewer runs near, the curve is faint; with none it is not drawn. */
const FEW = 5;

const Card = later<ComponentType<RunCardProps>>("RunCard", "runs");

type Curve = NonNullable<Effect["curve"]>;

interface Props {
  readonly state: State;
  readonly row: RowOf<RankedParams>;
  readonly choose: Choose;
  readonly send: Send;
}

/** A run of the picture. */
interface Picked {
  readonly id: string;
  readonly label: string;
}

export class EffectView extends Component<Props, { picked: Picked | null }> {
  override state: { picked: Picked | null } = { picked: null };
  /** Also when another ranking has emptied Python's, until the new one comes. */
  #kept: { effect: Effect; ranking: Ranking } | null = null;

  readonly #pick = (picked: Picked | null) => this.setState({ picked });

  override render(
    { state, row: { param, kind, sentences }, choose, send }: Props,
    { picked }: { picked: Picked | null },
  ) {
    const { effects, ranking } = state;
    const newest = Object.hasOwn(effects, param) && effects[param];
    if (newest) this.#kept = { effect: newest, ranking };
    const kept = this.#kept;
    const unread = kept?.effect.sentences.filter((sentence) => !sentences.includes(sentence));
    const picture = kept && (
      <Picture problem={kept.effect.problem} sentences={unread ?? []}>
        {kept.effect.points.x.length > 0 && (
          <>
            <EffectPlot {...kept} onPick={state.sweep.saved ? undefined : this.#pick} />
            {!state.sweep.saved && (
              <AxisPicker
                effect={kept.effect}
                onPick={(axis) => choose({ axes: axesWith(state.axes, param, axis) })}
              />
            )}
            {picked && (
              <Card
                key={picked.id}
                state={state}
                send={send}
                run={picked.id}
                label={picked.label}
                baseline=""
                takesFocus={false}
                onClose={() => this.#pick(null)}
              />
            )}
          </>
        )}
      </Picture>
    );
    if (newest) return picture;
    const event = { event: "effect", param } as const;
    return <Waiting state={state} event={event} send={send} isTall={kind === "numeric"} before={picture} />;
  }
}

interface PlotProps {
  readonly effect: Effect;
  readonly ranking: Ranking;
  /** Where a run can be opened. */
  readonly onPick: ((run: Picked) => void) | undefined;
}

function EffectPlot({ effect, ranking: { label: metric, goal, runs_used }, onPick }: PlotProps) {
  const { param, curve, points, best, total } = effect;
  const axes = axesOf(effect);
  const spots = points.x.map((x, i) => ({
    ...spotOf(axes, x, points.y[i]),
    x: spread(axes[0], x, i * 0.618),
  }));
  const stops = curve ? curve.x.map((x, i) => spotOf(axes, x, curve.middle[i])) : spots;
  const winners = best.flatMap((i) => spots[i] ?? []);
  const read = (stop: number, at: Spot) => reading(effect, metric, { stops, spots, stop, at });
  const pick = (at: Spot) => {
    const run = nearest(spots, at, 1);
    const label = points.run[run] ?? "";
    onPick?.({ id: points.id?.[run] ?? label, label });
  };
  const beyond = spots.filter(({ y }) => y < 0 || y > 1).length;
  return (
    <>
      <Plot
        label={`Effect of ${param} on ${metric}: ${counted(total, "run")}.`}
        titles={[
          <ParamName key="x" param={param} />,
          <>
            <Name text={metric} /> ({sense(goal)})
          </>,
        ]}
        axes={axes}
        stops={stops}
        start={bestOf(curve?.middle ?? points.y, goal)}
        read={read}
        {...(onPick && { onPick: pick })}
      >
        {curve && <CurveDrawing curve={curve} axes={axes} />}
        <g class="hp-dots">
          {spots.map((spot, i) => (
            <path key={i} d={dot(spot)} />
          ))}
        </g>
        <path class="hp-rings" d={winners.map(dot).join("")} />
        <path class="hp-centres" d={winners.map(dot).join("")} />
      </Plot>
      <Legend
        effect={effect}
        beyond={beyond}
        opens={onPick !== undefined}
        ofAll={effect.total >= runs_used}
      />
    </>
  );
}

function axesOf({ log, even, metric_log, curve, points, best }: Effect): readonly [Axis, Axis] {
  const isNear = fences(points.y, metric_log);
  const shown = [...points.y, ...(curve ? [...curve.low, ...curve.high] : [])].filter(isNear);
  const always = [...best.flatMap((i) => points.y[i] ?? []), ...(curve?.middle ?? [])];
  return [
    axisOf([...points.x, ...(curve?.x ?? [])], { isLog: log, isEven: even, room: 0.03 }),
    axisOf([...shown, ...always], { isLog: metric_log, room: 0.06, upright: true, isRound: true }),
  ];
}

function spotOf([x, y]: readonly [Axis, Axis], at: Place, metric = 0): Spot {
  return { x: x.place(at), y: y.place(metric) };
}

interface Pointer {
  readonly stops: readonly Spot[];
  readonly spots: readonly Spot[];
  readonly stop: number;
  readonly at: Spot;
}

/** The curve where the pointer is, and the run that is nearest to it. */
function reading(
  { param, curve, points }: Effect,
  metric: string,
  { stops, spots, stop, at }: Pointer,
): Reading {
  const run = nearest(spots, at, 1);
  const [x, y] = [writer(points.x), writer(points.y)];
  const band = interval(curve?.low[stop] ?? null, curve?.high[stop] ?? null, y);
  const onCurve = [
    [param, x(curve?.x[stop])],
    [metric, y(curve?.middle[stop]) + band],
  ] as const;
  const nearby = ["nearest run", `${points.run[run]}, ${x(points.x[run])}: ${y(points.y[run])}`] as const;
  return {
    lines: curve ? [...onCurve, nearby] : [nearby],
    marks: [...(curve ? [stops[stop] ?? at] : []), spots[run] ?? at],
  };
}

function CurveDrawing({ curve, axes }: { curve: Curve; axes: readonly [Axis, Axis] }) {
  const line = (ys: readonly number[], from: number, to: number) =>
    curve.x.slice(from, to + 1).map((x, i) => xy(spotOf(axes, x, ys[from + i])));
  return (
    <>
      {stretches(curve.near).map(([from, to, isFaint]) => (
        <g key={from} class={isFaint ? "hp-faint" : ""}>
          <path
            class="hp-band"
            d={`M${line(curve.high, from, to)}L${line(curve.low, from, to).reverse()}Z`}
          />
          <path class="hp-curve" d={`M${line(curve.middle, from, to)}`} />
        </g>
      ))}
    </>
  );
}

/** Parts of the curve with enough runs near, and faint ones with few; where there is none the curve breaks. */
export function stretches(near: readonly number[]): [from: number, to: number, isFaint: boolean][] {
  const parts: [number, number, boolean][] = [];
  for (let i = 0; i + 1 < near.length; i++) {
    const runs = Math.min(near[i] ?? 0, near[i + 1] ?? 0);
    const last = parts.at(-1);
    if (runs === 0) continue;
    if (last?.[1] === i && last[2] === runs < FEW) last[1] = i + 1;
    else parts.push([i, i + 1, runs < FEW]);
  }
  return parts;
}

interface LegendProps {
  readonly effect: Effect;
  readonly beyond: number;
  readonly opens: boolean;
  /** Every run has the param: the marked ones are the best of all. */
  readonly ofAll: boolean;
}

function Legend({ effect: { curve, points, total, best }, beyond, opens, ofAll }: LegendProps) {
  const runs = runsDrawn(points.x.length, total);
  const drawn = beyond > 0 ? `${runs}, ${count(beyond)} beyond the axis` : runs;
  return (
    <p class="hp-legend">
      <Key look="hp-dots" d={DOT} text={opens ? `${drawn}; a click opens one` : drawn} />
      {best.length > 0 && (
        <Key look="hp-best" d="M8 4a4 4 0 1 0 .1 0" text={ofAll ? "best runs" : "best of these runs"} />
      )}
      {curve && <Key look="hp-curve" d="M1 8h14" text="average effect, 95% band" />}
      {curve?.near.some((runs) => runs < FEW) && (
        <Key look="hp-curve hp-faint" d="M1 8h14" text="few runs near" />
      )}
    </p>
  );
}
