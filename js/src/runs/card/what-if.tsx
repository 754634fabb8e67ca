/** A run's configuration as controls, and what is predicted where they stand. */
import { Component } from "preact";
import { Button, Input, Select, Summary } from "../../controls/controls";
import { later } from "../../controls/later";
import { ParamName } from "../../controls/name";
import type { Send } from "../../model/events";
import { counted, numbers } from "../../model/format";
import { isStale } from "../../model/order";
import type { Changed, Place, Prediction, WhatIfData } from "../../model/pictures";
import type { Ranking } from "../../model/ranking";
import { type RowOf, rowsOf } from "../../model/rows";
import type { State } from "../../model/state";
import type { DefaultCostsView } from "../../slices/default-costs";
import { CopyButton } from "./copy";

const Costs = later<typeof DefaultCostsView>("DefaultCostsView", "views");

/** Milliseconds that controls stand still before Python is called. */
const PAUSE = 80;

type Controls = NonNullable<Prediction["controls"]>;
type Control = RowOf<Controls>;

interface Props {
  readonly state: State;
  readonly send: Send;
  /** The id of the run, and what it is called. */
  readonly run: string;
  readonly label: string;
}

/** What was requested: the changes as a text, and the ranking on screen. */
interface Request {
  readonly of: string;
  readonly changes: string;
  readonly ranking: Ranking;
}

export class WhatIf extends Component<Props, { changed: Changed }> {
  override state = { changed: {} as Changed };
  readonly #name = Math.random().toString(36).slice(2);
  #count = 0;
  /** One request at a time: the next one is sent when it is answered, and is then about the controls as they stand. */
  #awaited: Request | null = null;
  #answered: Request | null = null;
  #answer: WhatIfData | undefined;
  #controls: Controls | null = null;
  #pause: ReturnType<typeof setTimeout> | undefined;

  override componentDidMount() {
    this.#request();
  }

  override componentDidUpdate() {
    this.#request();
  }

  override componentWillUnmount() {
    clearTimeout(this.#pause);
  }

  #take(answer: WhatIfData | undefined) {
    if (!answer || answer.of !== this.#awaited?.of) return;
    this.#answered = this.#awaited;
    this.#awaited = null;
    this.#answer = answer;
    this.#controls = (answer.problem === null && answer.controls) || this.#controls;
  }

  get #changes(): string {
    return JSON.stringify(this.state.changed);
  }

  #isOfScreen(request: Request | null): boolean {
    return request?.ranking === this.props.state.ranking && request.changes === this.#changes;
  }

  #request() {
    const { state, send, run } = this.props;
    const { ranking } = state;
    // Python drops what was requested of a ranking that is no longer awaited.
    if (isStale(state) || this.#awaited?.ranking !== ranking) this.#awaited = null;
    const isOff = isStale(state) || !ranking.complete || this.#pause !== undefined;
    if (isOff || this.#awaited || this.#isOfScreen(this.#answered)) return;
    this.#awaited = { of: `${this.#name} ${this.#count++}`, changes: this.#changes, ranking };
    const controls = this.#answered?.ranking !== ranking;
    send({ event: "what_if", of: this.#awaited.of, run, changed: this.state.changed, controls });
  }

  readonly #change = ({ param, start }: Control, value: Place | null) => {
    const { [param]: _, ...others } = this.state.changed;
    this.#set(value === start ? others : { ...others, [param]: value });
  };

  #set(changed: Changed) {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#request();
    }, PAUSE);
    this.setState({ changed });
  }

  override render({ state, send, run, label }: Props, { changed }: { changed: Changed }) {
    this.#take(state.what_if);
    const isCurrent = this.#isOfScreen(this.#answered);
    const answer = this.#answer;
    const controls = this.#controls ? rowsOf(this.#controls, this.#controls.param) : [];
    const others = controls.filter(({ matters }) => !matters);
    const row = (control: Control) => (
      <Row key={control.param} control={control} changed={changed} onChange={this.#change} />
    );
    return (
      <section class="hp-what-if" aria-label={`What if run ${label} had other values`}>
        <p role="status" aria-busy={!isCurrent}>
          {state.silence ?? (answer ? (answer.problem ?? answer.sentences.join(" ")) : "Predicting…")}
        </p>
        {controls.filter(({ matters }) => matters).map(row)}
        {others.length > 0 && (
          <details>
            <Summary>More: {counted(others.length, "parameter")} that could be chance</Summary>
            {others.map(row)}
          </details>
        )}
        <span class="hp-buttons">
          <Button disabled={this.#changes === "{}"} onClick={() => this.#set({})}>
            Reset
          </Button>
          <CopyButton
            key={this.#changes}
            label="Copy changed as dict"
            code={isCurrent && answer?.problem === null ? answer.code : undefined}
          />
        </span>
        <Costs state={state} send={send} run={run} />
      </section>
    );
  }
}

interface RowProps {
  readonly control: Control;
  readonly changed: Changed;
  readonly onChange: (control: Control, value: Place | null) => void;
}

function Row({ control, changed, onChange }: RowProps) {
  const { param, start } = control;
  const isChanged = Object.hasOwn(changed, param);
  const value = (isChanged ? changed[param] : start) ?? null;
  const stops = withStop(control.stops, value);
  const texts = numbers(stops);
  const write = (place: Place | null) =>
    (typeof place === "number" ? texts[stops.indexOf(place)] : place) ?? "not set";
  const choose = (chosen: Place | null) => onChange(control, chosen);
  return (
    <div class="hp-control">
      <ParamName param={param} />
      <span>
        <Kinds control={control} value={value} onChoose={choose} />
        {typeof value === "number" && (
          <Input
            type="range"
            aria-label={param}
            aria-valuetext={write(value)}
            max={stops.length - 1}
            value={stops.indexOf(value)}
            onInput={(event) => choose(stops[Number(event.currentTarget.value)] ?? value)}
          />
        )}
      </span>
      <span>
        <bdi>{write(value)}</bdi>
        {isChanged && <span class="hp-quietly"> was {write(start)}</span>}
      </span>
    </div>
  );
}

/** What was chosen stays a stop where new runs have brought others. */
function withStop(stops: readonly number[], value: Place | null): readonly number[] {
  return typeof value === "number" ? [...new Set([...stops, value])].sort((a, b) => a - b) : stops;
}

interface KindsProps {
  readonly control: Control;
  readonly value: Place | null;
  readonly onChoose: (value: Place | null) => void;
}

/** The named values, and, where there are some, that it is a number; nothing where it can be only that. */
function Kinds({ control: { param, stops, names, absent, start }, value, onChoose }: KindsProps) {
  if (names.length === 0 && !absent) return null;
  const number = typeof start === "number" ? start : (stops[Math.floor(stops.length / 2)] ?? null);
  const texts = [...names, ...(absent ? ["not set"] : [])];
  const at = typeof value === "string" ? names.indexOf(value) : names.length;
  return (
    <Select
      label={stops.length > 0 ? `${param}: kind of value` : param}
      value={typeof value === "number" ? "" : `${at}`}
      options={[
        ...(stops.length > 0 ? [["", "a number"] as const] : []),
        ...texts.map((text, i) => [`${i}`, text] as const),
      ]}
      onPick={(picked) => onChoose(picked ? (names[Number(picked)] ?? null) : number)}
    />
  );
}
