/** What it costs to leave one param at the value that a run has, all others at their best. */
import { Component } from "preact";
import { Summary } from "../controls/controls";
import { Mark } from "../controls/mark";
import { ParamName } from "../controls/name";
import { InsightFrame, type InsightProps } from "../insights/insight";
import type { Insight } from "../model/insight";
import type { Figure } from "../model/ranking";
import { rowsOf } from "../model/rows";
import { ImportanceBar } from "../plots/bars";
import { Sheet } from "./sheet";

/** Parallel arrays, the most expensive value first; `of` is the id of the run. */
export interface DefaultCosts extends Insight {
  /** "Cost in val_loss" */
  readonly unit: string;
  readonly params: {
    readonly param: readonly string[];
    readonly default: readonly string[];
    readonly best: readonly string[];
    readonly cost: readonly Figure[];
    readonly low: readonly Figure[];
    readonly high: readonly Figure[];
    readonly text: readonly string[];
    readonly interval: readonly string[];
    readonly matters: readonly boolean[];
    /** Why a cost is not clear; "" where it is. */
    readonly doubt: readonly string[];
  };
}

interface Props extends Pick<InsightProps, "state" | "send"> {
  readonly run: string;
}

export class DefaultCostsView extends Component<Props, { isOpen: boolean }> {
  override state = { isOpen: false };

  override render({ state, send, run }: Props, { isOpen }: { isOpen: boolean }) {
    return (
      <details onToggle={(event) => this.setState({ isOpen: event.currentTarget.open })}>
        <Summary>Cost of leaving a parameter at the value of this run</Summary>
        {isOpen && (
          <InsightFrame<DefaultCosts> state={state} send={send} name="default_costs" of={run}>
            {(costs) => <CostTable costs={costs} />}
          </InsightFrame>
        )}
      </details>
    );
  }
}

function CostTable({ costs: { unit, params } }: { costs: DefaultCosts }) {
  const ends = [...params.cost, ...params.high].map((end) => end ?? 0);
  const limit = Math.max(...ends, Number.MIN_VALUE);
  return (
    <>
      <Sheet />
      <table class="hp-costs" aria-label="Cost of this run's values">
        <thead>
          <tr>
            <th scope="col">Parameter</th>
            <th scope="col">Here</th>
            <th scope="col">Best</th>
            <th scope="col">{unit}</th>
          </tr>
        </thead>
        <tbody>
          {rowsOf(params, params.param).map((row) => (
            <tr key={row.param}>
              <th scope="row">
                <ParamName param={row.param} />
              </th>
              <td>
                <bdi>{row.default}</bdi>
              </td>
              <td>
                <bdi>{row.best}</bdi>
              </td>
              <td title={`95% interval ${row.interval}`}>
                <div class={`hp-figure ${row.matters ? "" : "hp-noise"}`}>
                  <ImportanceBar value={row.cost} low={row.low} high={row.high} limit={limit} />
                  <span class="hp-number">{row.text}</span>
                  {row.doubt && <Mark icon="wave" words="unclear" why={row.doubt} />}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
