/** What moved one run's metric away from the average, step by step. */
import { Name } from "../controls/name";
import { changes, column, counted, fitting } from "../model/format";
import type { Explanation } from "../model/pictures";
import type { Ranking } from "../model/ranking";
import { side } from "../model/verdict";
import { Span } from "./bars";
import sheet from "./waterfall.css?inline";

/** Contributions shown one by one; the others are one step. */
const MOST = 8;

interface Drawn {
  readonly explanation: Explanation;
  readonly ranking: Ranking;
  readonly shown: (param: string) => string;
}

/** A change on the scale that is analysed, or a place in the metric's own unit. */
export type Step = readonly [name: string, change: number, place?: number];

/** From the average by way of the contributions to the prediction, and on to where the run is. */
export function stepsOf(
  { average, predicted, actual, steps, run }: Explanation,
  scale: Ranking["scale"],
  shown: (param: string) => string = String,
): Step[] {
  const { param, value, contribution } = steps;
  const most = fitting(contribution.length, MOST);
  const others = contribution.slice(most);
  const rest = scale === "log" ? Math.log(actual / predicted) : actual - predicted;
  const all: readonly (Step | false)[] = [
    [scale === "linear" ? "average" : "typical value", 0, average],
    ...contribution
      .slice(0, most)
      .map((change, i): Step => [`${shown(param[i] ?? "")} = ${value[i]}`, change]),
    others.length > 0 && [counted(others.length, "other parameter"), others.reduce((sum, x) => sum + x)],
    ["prediction", 0, predicted],
    // What a rank leaves unexplained cannot be told from two values.
    scale !== "rank" && ["not explained", rest],
    [run, 0, actual],
  ];
  return all.filter((step) => step !== false);
}

/** Of the column of changes: on a log scale they multiply up, and else they add up. */
const HEADINGS: Readonly<Record<Ranking["scale"], string>> = {
  linear: "Change of",
  log: "Factor on",
  rank: "Change of the rank of",
};

export function Waterfall({ explanation, ranking: { scale, goal, label }, shown }: Drawn) {
  const { run } = explanation;
  const steps = stepsOf(explanation, scale, shown);
  const ends = steps.map((_, i) => steps.slice(0, i + 1).reduce((sum, [, change]) => sum + change, 0));
  const low = Math.min(...ends);
  const known = steps.flatMap(([, , place]) => place ?? []);
  const texts = column(known, 3);
  const amounts = changes(
    steps.map(([, change, place]) => (place === undefined ? change : null)),
    scale,
  );
  const places = new Map(known.map((place, i) => [place, texts[i]]));
  const share = (x: number) => 0.02 + (0.96 * (x - low)) / (Math.max(...ends) - low || 1);
  return (
    <>
      <style>{sheet}</style>
      <table class="hp-waterfall" aria-label={`What moved ${run}`}>
        <thead>
          <tr>
            <th>Step</th>
            <th>
              {HEADINGS[scale]} <bdi>{label}</bdi>
            </th>
            <th>Amount</th>
          </tr>
        </thead>
        <tbody>
          {steps.map(([name, change, place], i) => (
            <tr key={name} class={place === undefined ? "" : "hp-place"}>
              <th scope="row">
                <Name text={name} />
              </th>
              <td>
                <Span
                  from={share(ends[i - 1] ?? 0)}
                  to={share(ends[i] ?? 0)}
                  look={`hp-${side(change, goal)}`}
                />
              </td>
              <td>{place === undefined ? amounts[i] : places.get(place)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
