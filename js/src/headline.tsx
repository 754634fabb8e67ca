/** The result in a sentence, and below it how much is explained; or why nothing can be said. */
import { SignalIcon } from "./controls/icons";
import { isStale } from "./model/order";
import type { Ranking } from "./model/ranking";
import type { State } from "./model/state";

const SIGNAL: Record<Ranking["trust"], number> = { good: 3, fair: 2, weak: 1, none: 0 };

export function Headline({ state }: { state: State }) {
  const { problem, trust, trust_sentence } = state.ranking;
  const stale = isStale(state) ? "hp-stale" : "";
  if (problem) return <p class={`hp-problem ${stale}`}>{problem}</p>;
  return (
    <div class={`hp-headline ${stale}`}>
      <p>
        <strong>{state.headline}</strong>
      </p>
      {trust_sentence && (
        <p class="hp-trust">
          <SignalIcon filled={SIGNAL[trust]} />
          <span>{trust_sentence}</span>
        </p>
      )}
    </div>
  );
}
