/** The ranking beside that by another method, or for another metric. */
import { Component } from "preact";
import { Select } from "../controls/controls";
import { Name } from "../controls/name";
import type { ComparedSide, Comparison } from "../model/insights";
import { importanceLimit } from "../model/order";
import type { State } from "../model/state";
import { Importance, Mark } from "../table/row";
import { Insight, type InsightProps } from "./insight";

/** Rows shown. */
const MOST = 25;

export class Compare extends Component<InsightProps, { of: string }> {
  override state = { of: "" };

  override render({ state, send }: InsightProps, { of }: { of: string }) {
    const others = othersOf(state);
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
          <Insight state={state} send={send} name="compare" of={of}>
            {(found) => <SideBySide found={found} />}
          </Insight>
        )}
      </>
    );
  }
}

function othersOf({ sweep, method: own, metric: ownMetric }: State): (readonly [string, string])[] {
  const methods = sweep.methods.filter(({ method }) => method !== own);
  const metrics = sweep.metrics.filter((metric) => metric !== ownMetric);
  return [
    ...methods.map(({ method, label }) => [`method:${method}`, label] as const),
    ...metrics.map((metric) => [`metric:${metric}`, `Metric ${metric}`] as const),
  ];
}

function SideBySide({ found }: { found: Comparison }) {
  const { names, param, apart } = found;
  return (
    <>
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
          {param.slice(0, MOST).map((name, i) => (
            <tr key={name}>
              <th scope="row">
                <div class="hp-name">
                  <Name text={name} />
                  {apart[i] && (
                    <Mark icon="both" words="disagree" why="Much more to one than to the other." />
                  )}
                </div>
              </th>
              <Cell side={found.first} at={i} />
              <Cell side={found.second} at={i} />
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hp-legend">
        Each side is drawn to its own scale.
        {param.length > MOST && ` The first ${MOST} of ${param.length} parameters.`}
      </p>
    </>
  );
}

function Cell({ side, at }: { side: ComparedSide; at: number }) {
  const row = {
    importance: side.importance[at] ?? null,
    importance_low: side.importance_low[at] ?? null,
    importance_high: side.importance_high[at] ?? null,
    above_noise: side.above_noise[at] ?? null,
  };
  const place = side.place[at] ?? null;
  return (
    <td>
      <div class="hp-placed">
        <span title="Place">{place === null ? "" : `${place}.`}</span>
        <Importance row={row} limit={importanceLimit(side)} complete />
      </div>
    </td>
  );
}
