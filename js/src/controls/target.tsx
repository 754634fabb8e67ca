/** What the params are ranked by: a metric, failure, or how close runs come to the best trade-offs of two metrics. */
import type { Choose } from "../model/choices";
import { FRONT, type Side, type Trade, tradeOf, written } from "../model/pareto";
import type { State } from "../model/state";
import type { Goal, Sweep } from "../model/sweep";
import { Select } from "./controls";
import { commonStart, namesOf } from "./names";

const GOALS: readonly (readonly [Goal, string])[] = [
  ["minimize", "lower is better"],
  ["maximize", "higher is better"],
];

const OUTCOMES: Readonly<Record<string, string>> = { failure: "failure (which runs fail)" };

interface Props {
  readonly state: State;
  readonly choose: Choose;
}

export function Target({ state, choose }: Props) {
  const { sweep, metric, goal } = state;
  const trade = tradeOf(metric, sweep);
  const outcomes = outcomesOf(state, trade);
  const start = commonStart(sweep.metrics);
  const pick = (picked: string) =>
    choose({ metric: picked === FRONT ? written(firstTrade(state), sweep) : picked });
  return (
    <>
      <Select
        label="Metric"
        title={metric}
        value={trade ? FRONT : metric}
        options={metric === "" ? [["", "no metric"]] : []}
        disabled={sweep.metrics.length + outcomes.length === 0}
        groups={[
          [start === "" ? "Metrics" : `Metrics ${start}*`, optionsOf(sweep.metrics, sweep.guessed_metric)],
          ["Outcomes", outcomes],
        ]}
        onPick={pick}
      />
      {sweep.metrics.includes(metric) && (
        <Select
          label="Goal"
          value={goal}
          disabled={sweep.saved === true}
          options={goalsOf(state)}
          onPick={(to) => choose({ goal: to })}
        />
      )}
      {trade && (
        <Sides trade={trade} sweep={sweep} onChange={(to) => choose({ metric: written(to, sweep) })} />
      )}
    </>
  );
}

/** The goal that is only a guess is called one. */
function goalsOf({ sweep: { metrics, goals, goals_guessed }, metric }: State): (readonly [Goal, string])[] {
  const at = metrics.indexOf(metric);
  const guess = goals_guessed?.[at] ? goals[at] : null;
  return GOALS.map(([goal, text]) => [goal, goal === guess ? `${text} (guessed)` : text]);
}

/** Of metrics by their names, without what all of them start with; the one that is only a guess is called one. */
function optionsOf(metrics: readonly string[], guess?: string): (readonly [string, string])[] {
  const { of } = namesOf(metrics);
  return metrics.map((name) => [name, `${of(name).text}${name === guess ? " (guessed)" : ""}`]);
}

function outcomesOf(
  { sweep: { metrics, outcomes, saved }, metric }: State,
  trade: Trade | null,
): [string, string][] {
  const options = outcomes.map((name): [string, string] => [name, OUTCOMES[name] ?? name]);
  if (metrics.length > 1 && !saved) options.push([FRONT, "trade-off of two metrics…"]);
  // A front of three metrics can be chosen in Python only.
  if (!(metric === "" || metrics.includes(metric) || outcomes.includes(metric) || trade))
    options.push([metric, metric]);
  return options;
}

/** The metric on screen, and what it most likely costs. */
function firstTrade({ sweep: { metrics, goals }, metric, goal }: State): Trade {
  const first = metrics.includes(metric) ? metric : (metrics[0] ?? "");
  const others = metrics.filter((name) => name !== first);
  const second = others.find((name) => /runtime|duration|time|cost/i.test(name)) ?? others[0] ?? "";
  const goalOf = (name: string) => goals[metrics.indexOf(name)] ?? "minimize";
  return [
    { metric: first, goal: first === metric ? goal : goalOf(first) },
    { metric: second, goal: goalOf(second) },
  ];
}

interface SidesProps {
  readonly trade: Trade;
  readonly sweep: Sweep;
  readonly onChange: (trade: Trade) => void;
}

function Sides({ trade: [first, second], sweep, onChange }: SidesProps) {
  return (
    <>
      <OneSide
        label="First"
        side={first}
        other={second.metric}
        sweep={sweep}
        onChange={(to) => onChange([to, second])}
      />
      and
      <OneSide
        label="Second"
        side={second}
        other={first.metric}
        sweep={sweep}
        onChange={(to) => onChange([first, to])}
      />
    </>
  );
}

interface OneSideProps {
  readonly label: string;
  readonly side: Side;
  /** The metric of the other side, which cannot be this side's too. */
  readonly other: string;
  readonly sweep: Sweep;
  readonly onChange: (side: Side) => void;
}

function OneSide({ label, side, other, sweep: { metrics, goals }, onChange }: OneSideProps) {
  return (
    <>
      <Select
        label={`${label} metric`}
        value={side.metric}
        options={optionsOf(metrics).filter(([name]) => name !== other)}
        onPick={(metric) => onChange({ metric, goal: goals[metrics.indexOf(metric)] ?? "minimize" })}
      />
      <Select
        label={`Goal of ${side.metric}`}
        value={side.goal}
        options={GOALS}
        onPick={(goal) => onChange({ ...side, goal })}
      />
    </>
  );
}
