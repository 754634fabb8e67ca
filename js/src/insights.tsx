/** What there is to see beyond the table: one thing at a time, below it. */
import { Component, type ComponentChildren, type VNode } from "preact";
import { Button } from "./controls";
import { MoreRunsView } from "./more-runs";
import { NextSweepView } from "./next-sweep";
import { Picture, Waiting } from "./picture";
import type { Choose, Insights as Found, Send, State } from "./state";
import { MovedTogether } from "./together";

export interface InsightProps {
  readonly state: State;
  readonly choose: Choose;
  readonly send: Send;
}

interface View {
  readonly name: keyof Found;
  /** On its button. */
  readonly text: string;
  /** The question that it answers. */
  readonly answers: string;
  readonly View: (props: InsightProps) => VNode;
}

const VIEWS: readonly View[] = [
  {
    name: "together",
    text: "Moved together",
    answers: "Which parameters moved together in these runs, so that their effects cannot be told apart",
    View: MovedTogether,
  },
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
    if (VIEWS.length === 0 || ranking.params.param.length === 0) return null;
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

interface InsightOf<K extends keyof Found> {
  readonly state: State;
  readonly send: Send;
  readonly name: K;
  readonly of?: string;
  readonly children: (found: NonNullable<Found[K]>) => ComponentChildren;
}

/** What Python found, or its place while it is being worked out. */
export function Insight<K extends keyof Found>({ state, send, name, of = "", children }: InsightOf<K>) {
  const found = state.insights[name];
  if (found?.of !== of)
    return <Waiting state={state} event={{ event: "insight", name, of }} send={send} isTall />;
  return (
    <Picture problem={found.problem} sentences={found.sentences}>
      {found.problem === null && children(found)}
    </Picture>
  );
}
