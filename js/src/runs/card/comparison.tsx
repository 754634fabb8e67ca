/** The params in which two runs differ, and what each adds to the difference in the metric. */
import { Name, ParamName } from "../../controls/name";
import type { Beside, KnownRun, RunComparison } from "../../model/pictures";
import type { Goal } from "../../model/sweep";
import { side } from "../../model/verdict";
import { DivergingBar } from "../../plots/bars";
import { Text } from "../text";

interface Props {
  readonly comparison: RunComparison;
  readonly params: Beside;
  readonly card: KnownRun;
  readonly goal: Goal;
}

/** Wide intervals are cut off before they flatten the bars. */
const WIDEST = 2;

export function Parts({ comparison, params, card, goal }: Props) {
  const { param, contribution, low, high } = comparison.params;
  const differing = params.name.filter((_, i) => params.differs[i]);
  // What is hidden is in no model.
  const names = [...param, ...differing.filter((name) => !param.includes(name))];
  const largest = Math.max(...contribution.map(Math.abs));
  const limit = Math.min(WIDEST * largest, Math.max(...[...low, ...high].map(Math.abs))) || 1;
  if (names.length === 0) return null;
  return (
    <table class="hp-parts" aria-label={`What sets ${card.label} apart from ${card.baseline_label}`}>
      <thead>
        <tr>
          <th>Differs in</th>
          <th>This run</th>
          <th>
            <Name text={card.baseline_label} />
          </th>
          {comparison.problem === null && <th colSpan={2}>Part of the difference (95% interval)</th>}
        </tr>
      </thead>
      <tbody>
        {names.map((name, i) => (
          <tr key={name}>
            <th scope="row">
              <ParamName param={name} />
            </th>
            {[params.value, params.baseline].map((values, of) => (
              <td key={of === 0 ? "run" : "baseline"}>
                <Text text={values[params.name.indexOf(name)] ?? ""} />
              </td>
            ))}
            {comparison.problem === null && (
              <Part parts={comparison.params} at={i} limit={limit} goal={goal} />
            )}
          </tr>
        ))}
      </tbody>
      {comparison.problem === null && <Totals totals={comparison.totals} />}
    </table>
  );
}

interface PartProps {
  readonly parts: RunComparison["params"];
  readonly at: number;
  readonly limit: number;
  readonly goal: Goal;
}

function Part({ parts, at, limit, goal }: PartProps) {
  const value = parts.contribution[at];
  const counted = parts.counted_with[at];
  if (value === undefined) return <td colSpan={2}>hidden, so not in the model</td>;
  if (counted) {
    return (
      <td colSpan={2}>
        counted with <bdi>{counted}</bdi>
      </td>
    );
  }
  const [low = 0, high = 0] = [parts.low[at], parts.high[at]];
  const isClear = low > 0 || high < 0;
  return (
    <>
      <td>
        <DivergingBar
          value={value}
          low={low}
          high={high}
          limit={limit}
          look={`hp-${isClear ? side(value, goal) : "unclear"}`}
        />
      </td>
      <td>
        {parts.text[at]} <span class="hp-quietly">({parts.interval[at]})</span>
      </td>
    </>
  );
}

function Totals({ totals }: Pick<RunComparison, "totals">) {
  return (
    <tfoot>
      <tr class="hp-total">
        <th scope="row" colSpan={4}>
          All of these, as predicted
        </th>
        <td>
          {totals.predicted}{" "}
          <span class="hp-quietly">
            ({totals.predicted_low} to {totals.predicted_high})
          </span>
        </td>
      </tr>
      <tr class="hp-total">
        <th scope="row" colSpan={4}>
          Observed
        </th>
        <td>{totals.observed}</td>
      </tr>
    </tfoot>
  );
}
