/** Choices that are seldom changed. */
import { Component } from "preact";
import type { Choices, Choose, Scale } from "../../model/choices";
import { count } from "../../model/format";
import type { State } from "../../model/state";
import { type Aggregate, methodOf, type Status } from "../../model/sweep";
import { Button, Checkbox, Input, Select } from "../controls";

const DEFAULTS = {
  scale: "auto",
  statuses: ["finished", "unknown"],
  aggregate: "last",
  top: 0.1,
  trees: 100,
  seed: 0,
} as const satisfies Partial<Choices>;

const SCALES: readonly (readonly [Scale, string])[] = [
  ["linear", "linear"],
  ["log", "log"],
  ["rank", "ranks"],
];

const AGGREGATES: Record<Aggregate, string> = {
  last: "last value",
  best: "best value",
  min: "lowest value",
  max: "highest value",
  mean: "mean",
};

interface Props {
  readonly state: State;
  readonly choose: Choose;
}

export function SettingsForm({ state, choose }: Props) {
  const { aggregates } = state.sweep;
  const automatic = state.scale === "auto" ? `automatic (${state.ranking.scale})` : "automatic";
  return (
    <div class="hp-form">
      <label>
        Metric scale
        <Select
          value={state.scale}
          options={[["auto", automatic], ...SCALES]}
          onPick={(scale) => choose({ scale })}
        />
      </label>
      {aggregates.length > 0 && (
        <label>
          Value per run
          <Select
            value={state.aggregate}
            options={aggregates.map((key) => [key, `${AGGREGATES[key]}`])}
            onPick={(aggregate) => choose({ aggregate })}
          />
        </label>
      )}
      {methodOf(state.sweep, state.method)?.uses_top && (
        <WholeNumber
          label="Best runs, in %"
          value={Math.round(100 * state.top)}
          min={1}
          max={50}
          onCommit={(percent) => choose({ top: percent / 100 })}
        />
      )}
      <WholeNumber
        label="Trees"
        value={state.trees}
        min={1}
        max={5000}
        onCommit={(trees) => choose({ trees })}
      />
      <WholeNumber
        label="Seed"
        value={state.seed}
        min={0}
        max={2 ** 32 - 1}
        onCommit={(seed) => choose({ seed })}
      />
      <Statuses state={state} choose={choose} />
      <Button onClick={() => choose(DEFAULTS)}>Reset</Button>
    </div>
  );
}

function Statuses({ state, choose }: Props) {
  const toggle = (status: Status) => {
    const others = state.statuses.filter((other) => other !== status);
    choose({ statuses: others.length < state.statuses.length ? others : [...others, status] });
  };
  return (
    <fieldset>
      <legend>Include runs</legend>
      {(Object.entries(state.sweep.statuses) as [Status, number][]).map(([status, runs]) => (
        <Checkbox key={status} checked={state.statuses.includes(status)} onToggle={() => toggle(status)}>
          {status === "unknown" ? "no status" : status} <span class="hp-tag">{count(runs)}</span>
        </Checkbox>
      ))}
    </fieldset>
  );
}

interface NumberProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onCommit: (value: number) => void;
}

/** Proposed on Enter or when the field is left, not at every key. */
class WholeNumber extends Component<NumberProps, { draft: string | null }> {
  override state = { draft: null };

  override render({ label, value, min, max, onCommit }: NumberProps, { draft }: { draft: string | null }) {
    const number = draft === null ? value : Number(draft);
    const isWrong = draft?.trim() === "" || !Number.isInteger(number) || number < min || number > max;
    const commit = () => {
      if (isWrong) return;
      this.setState({ draft: null });
      if (number !== value) onCommit(number);
    };
    return (
      <label>
        {label}
        <Input
          inputMode="numeric"
          value={draft ?? String(value)}
          aria-invalid={isWrong}
          onInput={(event) => this.setState({ draft: event.currentTarget.value })}
          onBlur={commit}
          onKeyDown={(event) => event.key === "Enter" && commit()}
        />
        {isWrong && <span role="alert">{`A whole number from ${count(min)} to ${count(max)}`}</span>}
      </label>
    );
  }
}
