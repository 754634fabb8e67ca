/** What there is to see beyond the table: one thing at a time, below it. */
import { Component, type ComponentType } from "preact";
import { Button } from "../controls/controls";
import type { Insights as Found } from "../model/insights";
import { Compare } from "./compare";
import type { InsightProps } from "./insight";
import { MoreRunsView } from "./more-runs";
import { MovedTogether } from "./moved-together";
import { NextSweepView } from "./next-sweep";
import { PairsView } from "./pairs";

interface View {
  readonly name: keyof Found;
  /** On its button. */
  readonly text: string;
  /** The question that it answers. */
  readonly answers: string;
  readonly View: ComponentType<InsightProps>;
}

const VIEWS: readonly View[] = [
  {
    name: "pairs",
    text: "Interactions",
    answers: "Which pairs do more together than alone?",
    View: PairsView,
  },
  {
    name: "together",
    text: "Moved together",
    answers: "Which parameters moved together in these runs, so that their effects cannot be told apart?",
    View: MovedTogether,
  },
  { name: "compare", text: "Compare", answers: "Does another method or metric say the same?", View: Compare },
  {
    name: "more",
    text: "More runs?",
    answers: "How sure is the order, and how many more runs would settle it?",
    View: MoreRunsView,
  },
  {
    name: "next",
    text: "Next sweep",
    answers: "What should the next sweep try?",
    View: NextSweepView,
  },
];

export class Insights extends Component<InsightProps, { open: string }> {
  override state = { open: "" };

  override render(props: InsightProps, { open }: { open: string }) {
    const { ranking } = props.state;
    const shown = VIEWS.find(({ name }) => name === open);
    if (ranking.params.param.length === 0) return null;
    return (
      <div class="hp-insights">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset lays itself out by rules of its own */}
        <div class="hp-buttons" role="group" aria-label="Look further">
          {VIEWS.map(({ name, text, answers }) => (
            <Button
              key={name}
              title={answers}
              aria-expanded={name === open}
              onClick={() => this.setState({ open: name === open ? "" : name })}
            >
              {text}
            </Button>
          ))}
        </div>
        {shown && (
          <section aria-label={shown.text}>
            <shown.View {...props} />
          </section>
        )}
      </div>
    );
  }
}
