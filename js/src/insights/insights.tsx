/** What there is to see beyond the table: one view at a time, below it. */
import { Button } from "../controls/controls";
import { later } from "../controls/later";
import type { Choose } from "../model/choices";
import type { Send } from "../model/events";
import type { State } from "../model/state";
import type { InsightView } from "./insight-view";
import { isInsight } from "./names";

const View = later<typeof InsightView>("InsightView");

interface Props {
  readonly state: State;
  readonly choose: Choose;
  readonly send: Send;
}

export function Insights({ state, choose, send }: Props) {
  // Runs are there to look at where nothing is ranked, by which a filter is left again.
  const isRanked = state.ranking.params.param.length > 0;
  const views = state.sweep.views.filter(({ name }) => isInsight(name) && (isRanked || name === "runs"));
  const shown = views.find(({ name }) => name === state.view);
  if (views.length === 0) return null;
  return (
    <div class="hp-insights">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset lays itself out by rules of its own */}
      <div class="hp-buttons" role="group" aria-label="Look further">
        {views.map(({ name, label, question }) => (
          <Button
            key={name}
            title={question}
            aria-expanded={name === state.view}
            onClick={() => choose({ view: name === state.view ? "" : name })}
          >
            {label}
          </Button>
        ))}
      </div>
      {shown && (
        <section key={shown.name} aria-label={shown.label}>
          <View state={state} choose={choose} send={send} name={shown.name} />
        </section>
      )}
    </div>
  );
}
