/** Params that moved together: a tree over them, and what each group accounts for jointly. */
import { ParamName } from "../controls/name";
import { figure, interval, percent } from "../model/format";
import type { Insight } from "../model/insight";
import type { Figure } from "../model/ranking";
import { rowsOf } from "../model/rows";
import { ImportanceBar } from "../plots/bars";
import { InsightFrame, type InsightProps } from "./insight";

/** Params that moved together: a tree over the params, and its groups. */
export interface Groups extends Insight {
  /** Params, those alike beside each other. */
  readonly leaves: readonly string[];
  /** Two branches that meet, and how alike they are; leaves are numbered first, then the joins themselves. */
  readonly joins: readonly (readonly [first: number, second: number, similarity: number])[];
  /** From this likeness on they are not separable. */
  readonly cut: number;
  /** Of the column of joint importances. */
  readonly heading?: string;
  /** Strongest first; parallel arrays. */
  readonly groups: {
    readonly params: readonly (readonly string[])[];
    readonly similarity: readonly number[];
    /** Of all params of the group jointly, with its 95% interval. */
    readonly importance: readonly Figure[];
    readonly low: readonly Figure[];
    readonly high: readonly Figure[];
    readonly p_value: readonly Figure[];
    readonly above_noise: readonly (boolean | null)[];
  };
}

/** Height of a leaf, in em. */
const LEAF = 1.7;

export function MovedTogether(props: InsightProps) {
  return (
    <InsightFrame<Groups> {...props}>
      {(tree) => (
        <>
          <GroupTable groups={tree.groups} heading={tree.heading} />
          <Tree tree={tree} />
        </>
      )}
    </InsightFrame>
  );
}

function GroupTable({
  groups,
  heading = "Joint importance",
}: Pick<Groups, "groups"> & { heading?: string | undefined }) {
  const limit = Math.max(
    0.05,
    ...groups.high.map((high) => high ?? 0),
    ...groups.importance.map((x) => x ?? 0),
  );
  if (groups.params.length === 0) return null;
  return (
    <table class="hp-groups">
      <thead>
        <tr>
          <th scope="col">Moved together</th>
          <th scope="col">Similarity</th>
          <th scope="col">{heading}</th>
        </tr>
      </thead>
      <tbody>
        {rowsOf(groups, groups.params).map((group) => (
          <tr key={group.params.join()}>
            <th scope="row">
              {group.params.map((param, i) => (
                <div key={param}>
                  <ParamName param={param} />
                  {i + 1 < group.params.length && <span class="hp-plus"> + </span>}
                </div>
              ))}
            </th>
            <td>{group.similarity.toFixed(2)}</td>
            <td>
              <div
                class={`hp-figure ${group.above_noise ? "" : "hp-noise"}`}
                title={`${heading} ${figure(group.importance)}${interval(group.low, group.high, figure)}`}
              >
                <ImportanceBar value={group.importance} low={group.low} high={group.high} limit={limit} />
                <span class="hp-number">{figure(group.importance)}</span>
                {!group.above_noise && (
                  <span class="hp-tag">
                    {group.above_noise === null ? "not tested yet" : "could be chance"}
                  </span>
                )}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** From left, where all are apart, to the leaves at the right, each beside its name. */
function Tree({ tree: { leaves, joins, cut } }: { tree: Groups }) {
  const height = leaves.length;
  const label = `Tree of ${leaves.length} parameters: the further right two branches meet, the more they moved together.`;
  return (
    <div class="hp-tree">
      <div class="hp-tree-axis">
        <span style={{ left: percent(0) }}>0: independent</span>
        <span style={{ left: percent(cut) }}>{`${cut}: not separable`}</span>
      </div>
      <svg
        viewBox={`0 0 100 ${height}`}
        preserveAspectRatio="none"
        style={{ height: `${LEAF * height}em` }}
        role="img"
        aria-label={label}
      >
        <path class="hp-cut-line" d={`M${100 * cut} 0V${height}`} />
        {bracketsOf({ leaves, joins }).map(([similarity, d]) => (
          <path key={d} class={similarity >= cut ? "hp-branch hp-close" : "hp-branch"} d={d} />
        ))}
      </svg>
      <ol>
        {leaves.map((leaf) => (
          <li key={leaf} style={{ height: `${LEAF}em` }}>
            <ParamName param={leaf} />
          </li>
        ))}
      </ol>
    </div>
  );
}

/** A bracket for each join: from where the one branch ended, across, to where the other did. */
function bracketsOf({ leaves, joins }: Pick<Groups, "leaves" | "joins">): [similarity: number, d: string][] {
  const ends = leaves.map((_, i) => ({ x: 100, y: i + 0.5 }));
  return joins.map(([first, second, similarity]) => {
    const [a, b] = [ends[first], ends[second]];
    if (!(a && b)) return [similarity, ""];
    const x = Number((100 * similarity).toFixed(2));
    ends.push({ x, y: (a.y + b.y) / 2 });
    return [similarity, `M${a.x} ${a.y}H${x}V${b.y}H${b.x}`];
  });
}
