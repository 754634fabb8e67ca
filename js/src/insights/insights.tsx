/** What there is to see beyond the table: one view at a time, below it. */
import { Button } from "../controls/controls";
import { later } from "../controls/later";
import type { Choose } from "../model/choices";
import type { Send } from "../model/events";
import type { State } from "../model/state";
import type { Look, Looks } from "../table/table";
import type { InsightView } from "./insight-view";
import { isInsight } from "./names";

const View = later<typeof InsightView>("InsightView");

/** Not a view of the ranking: the runs themselves. */
const RUNS = { name: "runs", label: "Runs", question: "All runs: sort them, open one, compare two" };

interface Props {
  readonly state: State;
  readonly choose: Choose;
  readonly send: Send;
  readonly looks: Looks;
  readonly look: Look;
}

export function Insights({ state, choose, send, looks: { view: open, pin }, look }: Props) {
  const views = [
    ...(state.sweep.saved ? [] : [RUNS]),
    ...state.sweep.views.filter(({ name }) => isInsight(name)),
  ];
  const shown = views.find(({ name }) => name === open);
  if (state.ranking.params.param.length === 0) return null;
  return (
    <div class="hp-insights">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset lays itself out by rules of its own */}
      <div class="hp-buttons" role="group" aria-label="Look further">
        {views.map(({ name, label, question }) => (
          <Button
            key={name}
            title={question}
            aria-expanded={name === open}
            onClick={() => look({ view: name === open ? "" : name })}
          >
            {label}
          </Button>
        ))}
      </div>
      {shown && (
        <section key={shown.name} aria-label={shown.label}>
          <View
            state={state}
            choose={choose}
            send={send}
            name={shown.name}
            pin={pin}
            onPin={(run) => look({ pin: run })}
          />
        </section>
      )}
    </div>
  );
}
