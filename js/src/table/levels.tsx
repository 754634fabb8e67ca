/** The values of one categorical param, each with its own figures. */
import { Component } from "preact";
import { Button } from "../controls/controls";
import { Name } from "../controls/name";
import { count, difference, figure, interval, signed } from "../model/format";
import type { Levels, Ranking } from "../model/ranking";
import { type RowOf, rowsOf } from "../model/rows";
import type { Goal } from "../model/sweep";
import { verdict } from "../model/verdict";
import { DivergingBar } from "../plots/bars";

/** As many values as are shown at first. */
const FEW = 12;

interface Props {
  readonly name: string;
  readonly levels: Levels;
  readonly ranking: Ranking;
}

export class LevelsTable extends Component<Props, { all: boolean }> {
  override state = { all: false };

  override render({ name, levels, ranking }: Props, { all }: { all: boolean }) {
    const rows = rowsOf(levels, levels.level);
    const limit = widest(levels);
    return (
      <>
        <table class="hp-levels" aria-label={`Values of ${name}`}>
          <Head ranking={ranking} />
          <tbody>
            {rows.slice(0, all ? rows.length : FEW).map((row) => (
              <Level key={row.level} row={row} limit={limit} goal={ranking.goal} />
            ))}
          </tbody>
        </table>
        {rows.length > FEW && (
          <Button aria-expanded={all} onClick={() => this.setState({ all: !all })}>
            {all ? `Show the first ${FEW}` : `Show all ${count(rows.length)}`}
          </Button>
        )}
      </>
    );
  }
}

function Head({ ranking: { label: metric, scale } }: Pick<Props, "ranking">) {
  return (
    <thead>
      <tr>
        <th>Value</th>
        <th>Runs</th>
        <th>Importance</th>
        <th title="Mean of these runs minus mean of the other runs">
          Effect on <bdi>{metric}</bdi>
          {scale !== "linear" && ` (${scale} scale)`}
        </th>
        <th title="Of having this value, yes or no, with the metric: the figure W&B shows">Correlation</th>
      </tr>
    </thead>
  );
}

interface LevelProps {
  readonly row: RowOf<Levels>;
  readonly limit: number;
  readonly goal: Goal;
}

function Level({ row, limit, goal }: LevelProps) {
  return (
    <tr>
      <th scope="row">
        <Name text={row.level || "(empty)"} />
      </th>
      <td>{count(row.runs)}</td>
      <td>{figure(row.importance)}</td>
      <td>
        <Effect row={row} limit={limit} goal={goal} />
      </td>
      <td>{signed(row.correlation)}</td>
    </tr>
  );
}

function Effect({ row, limit, goal }: LevelProps) {
  const { effect, effect_low: low, effect_high: high } = row;
  const word = verdict(row, goal);
  return (
    <div class="hp-figure hp-effect" title={difference(effect) + interval(low, high, difference)}>
      <DivergingBar value={effect} low={low} high={high} limit={limit} look={`hp-${word}`} />
      <span class="hp-number">{difference(effect)}</span>
      <span>{row.clear === null && word !== "" ? "not tested yet" : word}</span>
    </div>
  );
}

function widest({ effect, effect_low, effect_high }: Levels): number {
  return Math.max(...[effect, effect_low, effect_high].flat().map((x) => Math.abs(x ?? 0))) || 1;
}
