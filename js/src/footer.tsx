/** What the figures come from, and what the words mean. */
import { Button, Summary } from "./controls/controls";
import { Following } from "./controls/following";
import type { Choose } from "./model/choices";
import type { Send } from "./model/events";
import { count, counted } from "./model/format";
import { isStale } from "./model/order";
import type { Ranking } from "./model/ranking";
import type { State } from "./model/state";
import { methodOf } from "./model/sweep";
import { ExplainRun } from "./plots/explain-run";

interface Props {
  readonly state: State;
  readonly choose: Choose;
  readonly send: Send;
}

export function Footer({ state, choose, send }: Props) {
  const { ranking, sweep } = state;
  const notes = sweep.notes.filter((note) => !ranking.notes.includes(note));
  const own = methodOf(sweep, ranking.method)?.terms ?? {};
  return (
    <div class={`hp-footer ${isStale(state) ? "hp-stale" : ""}`}>
      <p>{used(ranking, sweep.runs)}</p>
      <Following state={state} choose={choose} />
      <Remembered sentence={state.remembered} send={send} />
      <Sentences sentences={ranking.notes} />
      {ranking.params.param.length > 0 && <ExplainRun state={state} send={send} />}
      <details>
        <Summary>Where the data came from</Summary>
        <Sentences sentences={[`${sweep.source}: ${counted(sweep.runs, "run")}`, ...notes]} />
      </details>
      <details>
        <Summary>Glossary</Summary>
        <dl class="hp-glossary">
          {sweep.glossary.map(([term, text]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{own[term] ?? text}</dd>
            </div>
          ))}
        </dl>
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

/** "480 of 500 runs used; left out: 12 crashed, 8 without val_loss". */
function used({ runs_used, runs_skipped }: Ranking, runs: number): string {
  const reasons = Object.entries(runs_skipped).map(([reason, n]) => `${count(n)} ${reason}`);
  const left = reasons.length > 0 ? `; left out: ${reasons.join(", ")}` : "";
  return `${count(runs_used)} of ${counted(runs, "run")} used${left}`;
}
