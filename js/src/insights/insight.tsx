/** The frame of one insight: what Python sent, or its place while it is being worked out. */
import { Component, type ComponentChildren } from "preact";
import type { Choose } from "../model/choices";
import type { Send } from "../model/events";
import type { Insight } from "../model/insight";
import type { Ranking } from "../model/ranking";
import type { State } from "../model/state";
import { Picture, Waiting } from "../plots/picture";

export interface InsightProps {
  readonly state: State;
  readonly send: Send;
  /** Of the runs, and of all metrics. */
  readonly choose: Choose;
  /** Of the view, as in `Sweep.views`. */
  readonly name: string;
}

interface FrameProps<T extends Insight> extends Pick<InsightProps, "state" | "send" | "name"> {
  readonly of?: string;
  readonly children: (insight: T) => ComponentChildren;
}

export class InsightFrame<T extends Insight> extends Component<FrameProps<T>> {
  /** Python keeps one of each name for all views; this one keeps its own, or two views would request in turns. */
  #kept: { ranking: Ranking; insight: T } | null = null;

  /** The last one, of this ranking or of one before. */
  #insight({ state, name, of = "" }: FrameProps<T>): T | null {
    // What has this name is what Python's encoder of the name makes.
    const insight = state.insights[name] as T | undefined;
    if (insight?.of === of) this.#kept = { ranking: state.ranking, insight };
    return this.#kept?.insight.of === of ? this.#kept.insight : null;
  }

  override render({ state, send, name, of = "", children }: FrameProps<T>) {
    const insight = this.#insight(this.props);
    const picture = insight && (
      <Picture problem={insight.problem} sentences={insight.sentences}>
        {insight.problem === null && children(insight)}
      </Picture>
    );
    // Where Python has none at all, it has taken it away: exports know only what Python has.
    if (state.insights[name] && this.#kept?.ranking === state.ranking && picture) return picture;
    const event = { event: "insight", name, of } as const;
    return <Waiting state={state} event={event} send={send} isTall before={picture} />;
  }
}
