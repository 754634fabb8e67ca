/** The runs of two sources side by side: what changed in importance and in the values tried, and by more than chance. */
import { Component } from "preact";
import { Select } from "../controls/controls";
import { Mark } from "../controls/mark";
import { ParamName } from "../controls/name";
import { Pages } from "../controls/pages";
import { InsightFrame, type InsightProps } from "../insights/insight";
import type { Insight } from "../model/insight";
import { importanceLimit } from "../model/order";
import type { Figure } from "../model/ranking";
import { Importance } from "../table/cells";

/** `of` is a JSON list of the two sources. Parallel arrays, in the order of the ranking after. */
export interface SweepChanges extends Insight {
  readonly params: {
    readonly param: readonly string[];
    /** In points: "+12"; "" where it is not known. */
    readonly change: readonly string[];
    readonly interval: readonly string[];
    readonly changed: readonly boolean[];
    readonly tried_changed: readonly boolean[];
  };
  readonly before: SweepSide;
  readonly after: SweepSide;
}

interface SweepSide {
  readonly importance: readonly Figure[];
  readonly importance_low: readonly Figure[];
  readonly importance_high: readonly Figure[];
  readonly above_noise: readonly (boolean | null)[];
  /** "0.0001 to 1" */
  readonly tried: readonly string[];
}

/** Rows on one page. */
const SIZE = 25;
const SIDES = ["before", "after"] as const;
const CHANGED = <Mark icon="differs" words="changed" why="More than chance, corrected for all tests here." />;

export class SweepsView extends Component<InsightProps, { names: readonly string[] }> {
  override state: { names: readonly string[] } = { names: [] };

  override render(props: InsightProps, { names }: { names: readonly string[] }) {
    const sources = props.state.sweep.views.find(({ name }) => name === props.name)?.subjects ?? [];
    const pair = SIDES.map((_, i) => sources.find((name) => name === names[i]) ?? sources[i] ?? "");
    return (
      <>
        {sources.length > 2 && (
          <div class="hp-buttons">
            {SIDES.map((side, i) => (
              <Select
                key={side}
                label={`Sweep ${side}`}
                value={pair[i] ?? ""}
                options={sources.map((name) => [name, name])}
                onPick={(picked) => this.setState({ names: pair.with(i, picked) })}
              />
            ))}
          </div>
        )}
        <InsightFrame<SweepChanges> {...props} of={JSON.stringify(pair)}>
          {(changes) => <Changes changes={changes} pair={pair} />}
        </InsightFrame>
      </>
    );
  }
}

function Changes({ changes, pair }: { changes: SweepChanges; pair: readonly string[] }) {
  const { param, change, interval, changed, tried_changed: triedChanged } = changes.params;
  // One scale for both: what is longer is more.
  const limit = Math.max(...SIDES.map((side) => importanceLimit(changes[side])));
  return (
    <Pages items={[...param.keys()]} size={SIZE} noun="parameters">
      {(shown) => (
        <table class="hp-beside" aria-label={pair.join(" beside ")}>
          <thead>
            <tr>
              <th scope="col">Parameter</th>
              {pair.map((name, i) => (
                <th key={SIDES[i]} scope="col">
                  <bdi>{name}</bdi>
                </th>
              ))}
              <th scope="col">Change, points</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((i) => (
              <tr key={param[i]}>
                <th scope="row">
                  <ParamName param={param[i] ?? ""} />
                </th>
                {SIDES.map((side) => (
                  <Cell
                    key={side}
                    side={changes[side]}
                    at={i}
                    limit={limit}
                    isOther={triedChanged[i] === true}
                  />
                ))}
                <td title={interval[i]}>
                  {change[i]} {changed[i] && CHANGED}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Pages>
  );
}

interface CellProps {
  readonly side: SweepSide;
  readonly at: number;
  readonly limit: number;
  readonly isOther: boolean;
}

/** The importance within a sweep, and the values that its runs tried. */
function Cell({ side, at, limit, isOther }: CellProps) {
  const row = {
    importance: side.importance[at] ?? null,
    importance_low: side.importance_low[at] ?? null,
    importance_high: side.importance_high[at] ?? null,
    above_noise: side.above_noise[at] ?? null,
  };
  return (
    <td>
      <Importance row={row} limit={limit} complete />
      <span class="hp-quietly">
        tried <bdi>{side.tried[at]}</bdi> {isOther && CHANGED}
      </span>
    </td>
  );
}
