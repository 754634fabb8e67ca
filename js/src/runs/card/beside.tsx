/** What a run has: the params that are the same in the baseline, or all of them, and its metrics beside the baseline's. */
import { Summary } from "../../controls/controls";
import { Name, ParamName } from "../../controls/name";
import { counted } from "../../model/format";
import type { Beside, KnownRun } from "../../model/pictures";
import { Text } from "../text";

/** Whole where nothing is compared; else what is the same, behind a line. */
export function Configuration({ card: { params }, isBeside }: { card: KnownRun; isBeside: boolean }) {
  const same = [...params.name.keys()].filter((i) => !params.differs[i]);
  if (same.length === 0) return null;
  const values = <Values beside={params} rows={same} label="Configuration" />;
  if (!isBeside) return values;
  return (
    <details>
      <Summary>Same in both: {counted(same.length, "parameter")}</Summary>
      {values}
    </details>
  );
}

function Values({ beside, rows, label }: { beside: Beside; rows: readonly number[]; label: string }) {
  return (
    <table class="hp-parts" aria-label={label}>
      <tbody>
        {rows.map((i) => (
          <tr key={beside.name[i]}>
            <th scope="row">
              <ParamName param={beside.name[i] ?? ""} />
            </th>
            <td>
              <Text text={beside.value[i] ?? ""} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Metrics({ card: { metrics, comparison, baseline_label } }: { card: KnownRun }) {
  const isBeside = comparison !== null && baseline_label !== "";
  return (
    <table class="hp-parts hp-metrics" aria-label="Metrics">
      <thead>
        <tr>
          <th>Metric</th>
          <th>This run</th>
          {isBeside && (
            <th>
              <Name text={baseline_label} />
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {metrics.name.map((name, i) => (
          <tr key={name}>
            <th scope="row">
              <Text text={name} />
            </th>
            <td>{metrics.value[i] || "none"}</td>
            {isBeside && <td>{metrics.baseline[i] || "none"}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
