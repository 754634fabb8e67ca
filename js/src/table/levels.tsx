/** The values of one categorical param, each with its own figures. */
import { Component } from "preact";
import { Button } from "../controls/controls";
import { Icon } from "../controls/icons";
import { Lines } from "../controls/name";
import { cut } from "../controls/names";
import { Pages } from "../controls/pages";
import {
  changes,
  column,
  count,
  difference,
  differences,
  factor,
  figure,
  interval,
  NOTHING,
  signed,
} from "../model/format";
import { sorted } from "../model/order";
import type { Figure, Levels, Ranking } from "../model/ranking";
import { type RowOf, rowOf } from "../model/rows";
import type { Goal } from "../model/sweep";
import { verdict } from "../model/verdict";
import { DivergingBar } from "../plots/bars";

/** Values on one page. */
const SIZE = 12;
/** Letters of a value. */
const LONGEST = 40;

interface Props {
  readonly name: string;
  readonly levels: Levels;
  readonly ranking: Ranking;
}

/** What a column shows, and so what it sorts by. */
type Sortable = Exclude<keyof Levels, "clear">;

interface Looks {
  readonly by: Sortable;
  readonly descending: boolean;
}

export class LevelsTable extends Component<Props, Looks> {
  override state: Looks = { by: "importance", descending: true };

  override render({ name, levels, ranking }: Props, { by, descending }: Looks) {
    const rows = sorted(levels[by], descending).map((i) => rowOf(levels, i));
    const limit = widest(levels);
    const means = meansOf(levels);
    const names = cut(levels.level, LONGEST);
    const isLog = ranking.scale === "log";
    const effects = isLog ? changes(levels.effect, "log") : differences(levels.effect);
    return (
      <Pages items={rows} size={SIZE} noun="values">
        {(shown) => (
          <table class="hp-levels" aria-label={`Values of ${name}`}>
            <thead>
              <tr>{columnsOf(ranking).map((column) => this.#heading(column))}</tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <Level
                  key={row.level}
                  row={row}
                  name={names[levels.level.indexOf(row.level)] ?? row.level}
                  limit={limit}
                  mean={means.get(row.level) ?? NOTHING}
                  effect={effects[levels.level.indexOf(row.level)] ?? NOTHING}
                  goal={ranking.goal}
                  write={isLog ? times : difference}
                />
              ))}
            </tbody>
          </table>
        )}
      </Pages>
    );
  }

  #heading({ of, heading, title, goal }: Column) {
    const { by, descending } = this.state;
    const isSorted = of === by;
    const first = of !== "level" && goal !== "minimize";
    const direction = descending ? "descending" : "ascending";
    const icon = descending ? "down" : "up";
    return (
      <th key={of} aria-sort={isSorted ? direction : "none"} title={title ? `${heading}. ${title}` : heading}>
        <Button
          base="hp-sort"
          onClick={() => this.setState({ by: of, descending: isSorted ? !descending : first })}
        >
          {/* One text, cut where there is no room for it */}
          <span class="hp-ellipsis">{heading}</span>
          <Icon name={isSorted ? icon : "sort"} />
        </Button>
      </th>
    );
  }
}

interface Column {
  readonly of: Sortable;
  readonly heading: string;
  readonly title?: string;
  /** Of what is in the metric's unit: the best comes first. */
  readonly goal?: Goal;
}

function columnsOf({ label, scale, goal }: Ranking): readonly Column[] {
  const on = { linear: "", log: " (factor)", rank: " (rank scale)" }[scale];
  return [
    { of: "level", heading: "Value" },
    { of: "runs", heading: "Runs" },
    { of: "mean", heading: `Mean ${label}`, title: MEANS[scale], goal },
    { of: "importance", heading: "Importance" },
    {
      of: "effect",
      heading: `Effect on ${label}${on}`,
      title:
        scale === "log"
          ? "Geometric mean of these runs divided by that of the others"
          : "Mean of these runs minus mean of the others",
      goal,
    },
    {
      of: "correlation",
      heading: "Correlation",
      title: "Correlation of having this value (yes or no) with the metric, as W&B shows it",
    },
  ];
}

const MEANS: Readonly<Record<Ranking["scale"], string>> = {
  linear: "Mean of these runs",
  log: "Geometric mean of these runs, as a log scale is used",
  rank: "Value at the mean rank of these runs, as ranks are used",
};

interface LevelProps {
  /** Cut where it does not differ from the others. */
  readonly name: string;
  readonly row: RowOf<Levels>;
  readonly limit: number;
  readonly mean: string;
  /** With as many decimals as the others. */
  readonly effect: string;
  readonly goal: Goal;
  /** How an end of its interval is written. */
  readonly write: (x: Figure) => string;
}

function times(x: Figure): string {
  return x === null ? NOTHING : factor(x);
}

function Level({ row, name, limit, mean, effect, goal, write }: LevelProps) {
  return (
    <tr>
      <th scope="row">
        <Lines text={name || "(empty)"} whole={row.level} />
      </th>
      <td>{count(row.runs)}</td>
      <td>{mean}</td>
      <td>{figure(row.importance)}</td>
      <td>
        <Effect row={row} limit={limit} effect={effect} goal={goal} write={write} />
      </td>
      <td>{signed(row.correlation)}</td>
    </tr>
  );
}

function Effect({ row, limit, effect: text, goal, write }: Omit<LevelProps, "mean" | "name">) {
  const { effect, effect_low: low, effect_high: high } = row;
  const word = verdict(row, goal);
  return (
    <div class="hp-figure hp-effect" title={write(effect) + interval(low, high, write)}>
      <DivergingBar value={effect} low={low} high={high} limit={limit} look={`hp-${word}`} />
      <span class="hp-number">{text}</span>
      <span>{row.clear === null && word !== "" ? "untested" : word}</span>
    </div>
  );
}

/** The mean metric of each value that has one, all with as many decimals. */
function meansOf({ level, mean }: Levels): ReadonlyMap<string, string> {
  const known = mean.flatMap((x, i) => (x === null ? [] : [{ level: level[i] as string, x }]));
  const texts = column(
    known.map(({ x }) => x),
    3,
  );
  return new Map(known.map(({ level }, i) => [level, texts[i] as string]));
}

function widest({ effect, effect_low, effect_high }: Levels): number {
  const ends: readonly Figure[] = [effect, effect_low, effect_high].flat();
  return Math.max(...ends.map((x) => Math.abs(x ?? 0))) || 1;
}
