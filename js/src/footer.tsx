/** How far the figures can be trusted, and what they come from. */
import { Button, Summary } from "./controls/controls";
import { Following } from "./controls/following";
import { SignalIcon } from "./controls/icons";
import type { Choose } from "./model/choices";
import type { Send } from "./model/events";
import { count, counted, percent } from "./model/format";
import { isStale } from "./model/order";
import type { Ranking } from "./model/ranking";
import type { State } from "./model/state";
import { methodOf } from "./model/sweep";
import { ExplainRun } from "./plots/waterfall";

const SIGNAL: Record<Ranking["trust"], number> = { good: 3, fair: 2, weak: 1, none: 0 };

interface Props {
  readonly state: State;
  readonly choose: Choose;
  readonly send: Send;
}

export function Footer({ state, choose, send }: Props) {
  const { ranking, sweep } = state;
  return (
    <div class={`hp-footer ${isStale(state) ? "hp-stale" : ""}`}>
      {ranking.trust_sentence && (
        <p class="hp-trust">
          <SignalIcon filled={SIGNAL[ranking.trust]} />
          <span>{ranking.trust_sentence}</span>
        </p>
      )}
      <Explained state={state} />
      <p>{used(ranking, sweep.runs)}</p>
      <Following state={state} choose={choose} />
      <Remembered sentence={state.remembered} send={send} />
      <Sentences sentences={ranking.notes} />
      {ranking.params.param.length > 0 && <ExplainRun state={state} send={send} />}
      <details>
        <Summary>How this was read</Summary>
        <Sentences sentences={[`${sweep.source}: ${counted(sweep.runs, "run")}`, ...sweep.notes]} />
      </details>
    </div>
  );
}

function Remembered({ sentence, send }: { sentence: string; send: Send }) {
  if (sentence === "") return null;
  return (
    <div class="hp-actions">
      <span>{sentence}</span>
      <Button onClick={() => send({ event: "forget" })}>Forget</Button>
    </div>
  );
}

function Sentences({ sentences }: { sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <ul>
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

function Explained({ state: { sweep, ranking } }: Pick<Props, "state">) {
  const { method, explained, trust } = ranking;
  if (!methodOf(sweep, method)?.sums_to_explained || explained === null || trust === "none") return null;
  const share = Math.round(100 * explained);
  return (
    <p class="hp-share">
      {`${share}% explained; ${100 - share}% is noise, not logged, or takes more runs to see`}
      <span class="hp-meter">
        <span style={{ width: percent(explained) }} />
      </span>
    </p>
  );
}

/** "480 of 500 runs used; left out: 12 crashed, 8 without val_loss". */
function used({ runs_used, runs_skipped }: Ranking, runs: number): string {
  const reasons = Object.entries(runs_skipped).map(([reason, n]) => `${count(n)} ${reason}`);
  const left = reasons.length > 0 ? `; left out: ${reasons.join(", ")}` : "";
  return `${count(runs_used)} of ${counted(runs, "run")} used${left}`;
}
