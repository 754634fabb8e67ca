/** The ranking beside that by another method, or for another metric. */
import { Component } from "preact";
import { Select } from "../controls/controls";
import { Mark } from "../controls/mark";
import { Name, ParamName } from "../controls/name";
import { Pages } from "../controls/pages";
import type { Insight } from "../model/insight";
import { importanceLimit } from "../model/order";
import type { Figure } from "../model/ranking";
import type { State } from "../model/state";
import { Importance } from "../table/cells";
import { InsightFrame, type InsightProps } from "./insight";

/** The ranking beside another, in its own order; `of` is "method:mdi" or "metric:val_acc". Parallel arrays. */
export interface Comparison extends Insight {
  readonly names: readonly [string, string];
  readonly param: readonly string[];
  readonly first: ComparedSide;
  readonly second: ComparedSide;
  /** The two disagree on it. */
  readonly apart: readonly boolean[];
}

interface ComparedSide {
  readonly importance: readonly Figure[];
  readonly importance_low: readonly Figure[];
  readonly importance_high: readonly Figure[];
  readonly above_noise: readonly (boolean | null)[];
  /** False where there were too few runs for a test; absent from what an older version saved. */
  readonly tested?: readonly boolean[];
  /** What is said of a figure that the method's own test does not clear, and why. */
  readonly unclear?: readonly [words: string, why: string];
  /** From 1. */
  readonly place: readonly (number | null)[];
}

/** Rows on one page. */
const SIZE = 25;

export class Compare extends Component<InsightProps, { of: string }> {
  override state = { of: "" };

  override render(props: InsightProps, { of }: { of: string }) {
    const others = othersOf(props.state);
    const isChosen = others.some(([value]) => value === of);
    return (
      <>
        <Select
          label="Compare with"
          value={isChosen ? of : ""}
          options={[["", "Compare with…"], ...others]}
          onPick={(picked) => this.setState({ of: picked })}
        />
        {isChosen && (
          <InsightFrame<Comparison> {...props} of={of}>
            {(comparison) => <SideBySide comparison={comparison} />}
          </InsightFrame>
        )}
      </>
    );
  }
}

function othersOf({ sweep, method: own, metric: ownMetric }: State): (readonly [string, string])[] {
  const methods = sweep.methods.filter(({ name }) => name !== own);
  const metrics = sweep.metrics.filter((metric) => metric !== ownMetric);
  return [
    ...methods.map(({ name, label }) => [`method:${name}`, label] as const),
    ...metrics.map((metric) => [`metric:${metric}`, `Metric ${metric}`] as const),
  ];
}

function SideBySide({ comparison }: { comparison: Comparison }) {
  const { names, param, first, second, apart } = comparison;
  return (
    <>
      <Pages items={[...param.keys()]} size={SIZE} noun="parameters">
        {(shown) => (
          <table class="hp-beside" aria-label={names.join(" beside ")}>
            <thead>
              <tr>
                <th>Parameter</th>
                {names.map((name) => (
                  <th key={name}>
                    <Name text={name} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((i) => (
                <tr key={param[i]}>
                  <th scope="row">
                    <div class="hp-name">
                      <ParamName param={param[i] ?? ""} />
                      {apart[i] && (
                        <Mark icon="differs" words="differs" why="Clearly different in the two." />
                      )}
                    </div>
                  </th>
                  <Cell side={first} at={i} />
                  <Cell side={second} at={i} />
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Pages>
      <p class="hp-legend">Each side is drawn to its own scale.</p>
    </>
  );
}

function Cell({ side, at }: { side: ComparedSide; at: number }) {
  const row = {
    importance: side.importance[at] ?? null,
    importance_low: side.importance_low[at] ?? null,
    importance_high: side.importance_high[at] ?? null,
    above_noise: side.above_noise[at] ?? null,
    tested: side.tested?.[at] ?? true,
  };
  const place = side.place[at] ?? null;
  return (
    <td>
      <div class="hp-placed">
        <span title="Place">{place === null ? "" : `${place}.`}</span>
        <Importance row={row} limit={importanceLimit(side)} complete unclear={side.unclear} />
      </div>
    </td>
  );
}
