/** What the figures come from, and what the words mean. */
import { Button, Summary } from "./controls/controls";
import { Following } from "./controls/following";
import type { Choose } from "./model/choices";
import type { Send } from "./model/events";
import { count, counted } from "./model/format";
import { isStale } from "./model/order";
import type { Ranking } from "./model/ranking";
import type { State } from "./model/state";
import { methodOf, type Note } from "./model/sweep";
import { ExplainRun } from "./plots/explain-run";

interface Props {
  readonly state: State;
  readonly choose: Choose;
  readonly send: Send;
}

export function Footer({ state, choose, send }: Props) {
  const { ranking, sweep } = state;
  const above = ranking.notes.map(textOf);
  const notes = sweep.notes.filter((note) => !above.includes(textOf(note)));
  const own = methodOf(sweep, ranking.method)?.terms ?? {};
  return (
    <div class={`hp-footer ${isStale(state) ? "hp-stale" : ""}`}>
      <p>{used(ranking, sweep.runs)}</p>
      <Following state={state} choose={choose} />
      <Remembered sentence={state.remembered} send={send} />
      <Notes notes={ranking.notes} dismiss={state.dismiss} choose={choose} />
      {ranking.params.param.length > 0 && <ExplainRun state={state} send={send} />}
      <details>
        <Summary>Where the data came from</Summary>
        <p>{`${sweep.source}: ${counted(sweep.runs, "run")}`}</p>
        <Notes notes={notes} dismiss={state.dismiss} choose={choose} />
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

const textOf = ([, text]: Note) => text;

interface NotesProps {
  readonly notes: readonly Note[];
  readonly dismiss: readonly string[];
  readonly choose: Choose;
}

/** Stands behind the others where some are dismissed: the way back. */
const BACK: Note = ["", "", ""];

/** Each with its code, over which the remedy shows; all of a kind can be dismissed, and brought back. */
function Notes({ notes, dismiss, choose }: NotesProps) {
  const shown = notes.filter(([code]) => !dismiss.includes(code));
  if (shown.length < notes.length) shown.push(BACK);
  return (
    <ul>
      {shown.map(([code, text, remedy], at) => (
        // By place: the focus stays where it is, on the next note or the way back.
        <li key={at}>
          {text}
          {(code || !text) && (
            <>
              <span title={remedy}>{` ${code} `}</span>
              <Button
                base="hp-link"
                aria-label={code ? `Dismiss ${code}` : undefined}
                onClick={() => choose({ dismiss: code ? [...dismiss, code] : [] })}
              >
                {code ? "Dismiss" : "Show dismissed notes"}
              </Button>
            </>
          )}
        </li>
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
