/** Small pictures of whether there are runs enough: what random runs reach, what is predicted, what is covered. */
import type { ComponentChildren } from "preact";
import { Name, ParamName } from "../controls/name";
import { InsightFrame, type InsightProps } from "../insights/insight";
import { count, numbers } from "../model/format";
import type { Insight } from "../model/insight";
import type { Figure } from "../model/ranking";
import { rowsOf } from "../model/rows";
import sheet from "./enough.css?inline";

/** Beyond the outermost values, as a share of the picture. */
const ROOM = 0.03;

/** The median best of so many random runs and its band, open where null. Parallel arrays. */
export interface TuningCurve extends Insight {
  readonly counted: string;
  readonly metric: string;
  readonly sizes: readonly number[];
  readonly median: readonly Figure[];
  readonly low: readonly Figure[];
  readonly high: readonly Figure[];
  readonly log: boolean;
}

/** Some runs, each predicted by what has not read it. Parallel arrays. */
export interface PredictedRuns extends Insight {
  readonly metric: string;
  readonly log: boolean;
  /** There are in all. */
  readonly runs: number;
  readonly observed: readonly Figure[];
  readonly predicted: readonly Figure[];
}

/** Where runs lie along each param. Parallel arrays. */
export interface Coverage extends Insight {
  readonly params: {
    readonly param: readonly string[];
    /** Runs in each part of the range, or with each value. */
    readonly counts: readonly (readonly number[])[];
    /** Of them those that are ranked. */
    readonly ranked: readonly (readonly number[])[];
    readonly ends: readonly (readonly [low: string, high: string])[];
    /** A gap that is more than chance, along the axis from 0 to 1. */
    readonly gap: readonly (readonly [from: number, to: number] | null)[];
    readonly text: readonly string[];
  };
}

export function EnoughPictures(props: InsightProps) {
  return (
    <div class="hp-enough">
      <style>{sheet}</style>
      <section aria-label="What random runs reach">
        <InsightFrame<TuningCurve> {...props} name="tuning">
          {(curve) => <Curve curve={curve} />}
        </InsightFrame>
      </section>
      <section aria-label="Predicted and observed">
        <InsightFrame<PredictedRuns> {...props} name="predicted">
          {(runs) => <Dots of={runs} />}
        </InsightFrame>
      </section>
      <section aria-label="Coverage">
        <InsightFrame<Coverage> {...props} name="coverage">
          {(coverage) => <Strips coverage={coverage} />}
        </InsightFrame>
      </section>
    </div>
  );
}

const isKnown = (value: Figure | undefined): value is number => value != null;

/** Where values stand on a small axis, and how its ends are written: no more has room. */
interface Side {
  readonly place: (value: number) => number;
  readonly ends: readonly string[];
}

/** A little room is left beyond the outermost values, which are the ends that are written. */
function sideOf(values: readonly number[], isLog: boolean): Side {
  const on = isLog ? Math.log : Number;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const wide = on(high) - on(low) || 1;
  return {
    place: (value) => 100 * (ROOM + ((1 - 2 * ROOM) * (on(value) - on(low))) / wide),
    ends: numbers([low, high]),
  };
}

interface SmallProps {
  readonly label: string;
  readonly titles: readonly [x: ComponentChildren, y: ComponentChildren];
  readonly sides: readonly [x: Side, y: Side];
  readonly children: ComponentChildren;
}

/** A picture to be taken in at a glance: its sentences say what it shows, and an export has all figures. */
function Small({ label, titles, sides: [x, y], children }: SmallProps) {
  return (
    <div class="hp-small">
      <span class="hp-axis">↑ {titles[1]}</span>
      <span class="hp-ends">
        {[...y.ends].reverse().map((end) => (
          <bdi key={end}>{end}</bdi>
        ))}
      </span>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label={label}>
        {children}
      </svg>
      <span class="hp-ends">
        {x.ends.map((end) => (
          <bdi key={end}>{end}</bdi>
        ))}
      </span>
      <span class="hp-axis">{titles[0]} →</span>
    </div>
  );
}

function Curve({ curve: { counted, metric, sizes, median, low, high, log } }: { curve: TuningCurve }) {
  // Where most searches have failed runs alone there is no best.
  const known = median.findIndex(isKnown);
  const shown = [...median, ...low, ...high].filter(isKnown);
  const [x, y] = [sideOf(sizes, true), sideOf(shown, log)];
  const line = (ends: readonly Figure[], open: number) =>
    sizes.map((size, i) => `${x.place(size)} ${isKnown(ends[i]) ? 100 - y.place(ends[i]) : open}`);
  const [first, last] = [known, sizes.length - 1].map(
    (i) => `${numbers([median[i] ?? 0])[0]} of ${sizes[i]}`,
  );
  return (
    <Small
      label={`Median best ${metric} of so many random ${counted}, with its 95% band: from ${first} to ${last}.`}
      titles={[
        `random ${counted} (log axis)`,
        <>
          best <Name text={metric} />
        </>,
      ]}
      sides={[x, y]}
    >
      <path class="hp-band" d={`M${line(high, 0)}L${line(low, 100).reverse()}Z`} />
      <path class="hp-curve" d={`M${line(median, 0).slice(known)}`} />
    </Small>
  );
}

function Dots({ of: { metric, log, runs, observed, predicted } }: { of: PredictedRuns }) {
  const both = [...observed, ...predicted].filter(isKnown);
  const side = sideOf(both, log && Math.min(...both) > 0);
  const dots = observed.map((value, i) => {
    const other = predicted[i];
    return isKnown(value) && isKnown(other) ? `M${side.place(other)} ${100 - side.place(value)}h.001` : "";
  });
  return (
    <Small
      label={`Observed against predicted ${metric} of ${count(runs)} runs, from ${side.ends.join(" to ")}; on the line both are the same.`}
      titles={[
        "predicted without the run",
        <>
          observed <Name text={metric} />
        </>,
      ]}
      sides={[side, side]}
    >
      <path class="hp-limit" d="M0 100L100 0" />
      <path class="hp-dots" d={dots.join("")} />
    </Small>
  );
}

function Strips({ coverage: { params } }: { coverage: Coverage }) {
  return (
    <>
      <table class="hp-coverage" aria-label="Runs along each parameter">
        <tbody>
          {rowsOf(params, params.param).map(({ param, counts, ranked, ends, gap, text }) => (
            <tr key={param} title={text}>
              <th scope="row">
                <ParamName param={param} />
              </th>
              <td>
                <div class="hp-covered" role="img" aria-label={text}>
                  {counts.map((runs, i) => (
                    <i
                      key={i}
                      class={runs && !ranked[i] ? "hp-unranked" : ""}
                      style={{ "--hp-share": `${runs && 15 + (85 * runs) / Math.max(...counts)}%` }}
                    />
                  ))}
                  {gap && <b style={{ left: `${100 * gap[0]}%`, right: `${100 - 100 * gap[1]}%` }} />}
                </div>
                <div class="hp-ends">
                  <bdi>{ends[0]}</bdi> <bdi>{ends[1]}</bdi>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hp-legend">
        The stronger the colour, the more runs; outlined: only runs that are not ranked. A line marks a gap
        that random runs would hardly leave.
      </p>
    </>
  );
}
