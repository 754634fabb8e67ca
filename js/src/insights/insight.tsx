/** One insight: what Python sent, or its place while it is being worked out. */
import { Component, type ComponentChildren } from "preact";
import type { Send } from "../model/events";
import type { Insights as Found } from "../model/insights";
import type { Ranking } from "../model/ranking";
import type { State } from "../model/state";
import { Picture, Waiting } from "../plots/picture";

export interface InsightProps {
  readonly state: State;
  readonly send: Send;
}

interface InsightOf<K extends keyof Found> {
  readonly state: State;
  readonly send: Send;
  readonly name: K;
  readonly of?: string;
  readonly children: (found: NonNullable<Found[K]>) => ComponentChildren;
}

/** What Python found, or its place while it is being worked out. */
export class Insight<K extends keyof Found> extends Component<InsightOf<K>> {
  /** Python keeps one of each name for all views; this one keeps its own, or two views would ask in turns. */
  #kept: { ranking: Ranking; found: NonNullable<Found[K]> } | null = null;

  #found({ state, name, of = "" }: InsightOf<K>) {
    const found = state.insights[name];
    if (found?.of === of) this.#kept = { ranking: state.ranking, found };
    const kept = this.#kept;
    return kept?.ranking === state.ranking && kept.found.of === of ? kept.found : null;
  }

  override render({ state, send, name, of = "", children }: InsightOf<K>) {
    const found = this.#found(this.props);
    if (!found) return <Waiting state={state} event={{ event: "insight", name, of }} send={send} isTall />;
    return (
      <Picture problem={found.problem} sentences={found.sentences}>
        {found.problem === null && children(found)}
      </Picture>
    );
  }
}
