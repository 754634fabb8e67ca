/** Params that moved together: a tree over them, and what each group accounts for jointly. */

import { Name } from "../controls/name";
import { figure, interval, percent } from "../model/format";
import type { Groups } from "../model/insights";
import { rowsOf } from "../model/rows";
import { ImportanceBar } from "../plots/bars";
import { Insight, type InsightProps } from "./insight";

/** Height of a leaf, in em. */
const LEAF = 1.7;

export function MovedTogether({ state, send }: InsightProps) {
  return (
    <Insight state={state} send={send} name="together">
      {(found) => (
        <>
          <Joint groups={found.groups} />
          <Tree found={found} />
        </>
      )}
    </Insight>
  );
}

function Joint({ groups }: Pick<Groups, "groups">) {
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
          <th scope="col">Joint importance</th>
        </tr>
      </thead>
      <tbody>
        {rowsOf(groups, groups.params).map((group) => (
          <tr key={group.params.join()}>
            <th scope="row">
              <Name text={group.params.join(" + ")} />
            </th>
            <td>{group.similarity.toFixed(2)}</td>
            <td>
              <div
                class={`hp-figure ${group.above_noise ? "" : "hp-noise"}`}
                title={`Joint importance ${figure(group.importance)}${interval(group.low, group.high, figure)}`}
              >
                <ImportanceBar value={group.importance} low={group.low} high={group.high} limit={limit} />
                <span class="hp-number">{figure(group.importance)}</span>
                {!group.above_noise && <span class="hp-tag">not above noise</span>}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** From left, where all are apart, to the leaves at the right, each beside its name. */
function Tree({ found: { leaves, joins, cut } }: { found: Groups }) {
  const height = leaves.length;
  const label = `Tree of ${leaves.length} parameters: the further right two branches meet, the more alike they moved.`;
  return (
    <div class="hp-tree">
      <div class="hp-tree-axis">
        <span style={{ left: percent(0) }}>0: apart</span>
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
        {drawn({ leaves, joins }).map(([alike, d]) => (
          <path key={d} class={alike >= cut ? "hp-branch hp-close" : "hp-branch"} d={d} />
        ))}
      </svg>
      <ol>
        {leaves.map((leaf) => (
          <li key={leaf} style={{ height: `${LEAF}em` }}>
            <Name text={leaf} />
          </li>
        ))}
      </ol>
    </div>
  );
}

/** A bracket for each join: from where the one branch ended, across, to where the other did. */
function drawn({ leaves, joins }: Pick<Groups, "leaves" | "joins">): [alike: number, d: string][] {
  const ends = leaves.map((_, i) => ({ x: 100, y: i + 0.5 }));
  return joins.map(([one, other, alike]) => {
    const [a, b] = [ends[one], ends[other]];
    if (!(a && b)) return [alike, ""];
    const x = Number((100 * alike).toFixed(2));
    ends.push({ x, y: (a.y + b.y) / 2 });
    return [alike, `M${a.x} ${a.y}H${x}V${b.y}H${b.x}`];
  });
}
