/** Every param against every metric, and how the metrics go together. */
import { Button } from "../controls/controls";
import { Name, ParamName } from "../controls/name";
import { Pages } from "../controls/pages";
import type { Choose } from "../model/choices";
import { percent } from "../model/format";
import type { Insight } from "../model/insight";
import type { Figure } from "../model/ranking";
import { InsightFrame, type InsightProps } from "./insight";

/** Importances for several metrics, of the same params in the same order. */
export interface MetricTable extends Insight {
  readonly param: readonly string[];
  readonly metrics: readonly MetricColumn[];
  readonly legend: string;
  /** How two metrics go together, by ranks: conflicts first, then what is clear, the strongest first. */
  readonly links: readonly {
    readonly names: readonly [string, string];
    readonly rho: string;
    readonly interval: string;
    /** "improve together", "conflict" or "unclear". */
    readonly words: string;
  }[];
}

/** Parallel arrays, one entry a param. */
interface MetricColumn {
  readonly name: string;
  readonly importance: readonly Figure[];
  /** "0.645 ↓", "(0.012)" where it could be chance. */
  readonly text: readonly string[];
  readonly matters: readonly boolean[];
  /** What the sign means; "" where there is none. */
  readonly direction: readonly string[];
}

/** Pairs of metrics on one page. */
const SIZE = 10;

export function AllMetrics(props: InsightProps) {
  const { state, choose } = props;
  return (
    <InsightFrame<MetricTable> {...props}>
      {(table) => (
        <>
          <Importances table={table} metric={state.metric} choose={choose} />
          <p class="hp-legend">{table.legend}</p>
          {table.links.length > 0 && <Links links={table.links} />}
        </>
      )}
    </InsightFrame>
  );
}

interface TableProps {
  readonly table: MetricTable;
  readonly metric: string;
  readonly choose: Choose;
}

function Importances({ table: { param, metrics }, metric, choose }: TableProps) {
  return (
    <div class="hp-metrics-table">
      <table aria-label="Importance for each metric" style={{ minWidth: `${9 + 6 * metrics.length}em` }}>
        <thead>
          <tr>
            <th>Parameter</th>
            {metrics.map(({ name }) => (
              <th key={name} scope="col">
                <Button
                  base="hp-link"
                  aria-label={`Rank by ${name}`}
                  aria-pressed={name === metric}
                  onClick={() => choose({ metric: name })}
                >
                  <Name text={name} />
                </Button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {param.map((name, i) => (
            <tr key={name}>
              <th scope="row">
                <ParamName param={name} />
              </th>
              {metrics.map((column) => (
                <Cell key={column.name} column={column} at={i} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ column, at }: { column: MetricColumn; at: number }) {
  const [number = "", sign] = (column.text[at] ?? "").split(" ");
  const direction = column.direction[at];
  return (
    <td
      class={`hp-shade ${column.matters[at] ? "" : "hp-noise"}`}
      style={{ "--hp-share": percent(column.importance[at] ?? 0) }}
    >
      {number}
      {sign && (
        <>
          {" "}
          <span aria-hidden="true" title={`${column.name} ${direction}`}>
            {sign}
          </span>
          <span class="hp-hidden">{direction}</span>
        </>
      )}
    </td>
  );
}

function Links({ links }: Pick<MetricTable, "links">) {
  return (
    <Pages items={links} size={SIZE} noun="pairs of metrics">
      {(shown) => (
        <table class="hp-metrics-table hp-links" aria-label="How the metrics go together">
          <thead>
            <tr>
              <th>Metrics</th>
              <th>Rank correlation (95% interval)</th>
              <th>By their goals</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ names, rho, interval, words }) => (
              <tr key={names.join()}>
                <th scope="row">{names.join(" and ")}</th>
                <td>
                  {rho} ({interval})
                </td>
                <td>{words}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Pages>
  );
}
