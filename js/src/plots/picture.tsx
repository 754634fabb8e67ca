/** Words and the drawing they are about, or why there is none. */
import { Component, type ComponentChildren } from "preact";
import type { PanelEvent, Send } from "../model/events";
import { count, counted } from "../model/format";
import { isStale } from "../model/order";
import type { Ranking } from "../model/ranking";
import type { State } from "../model/state";

interface Props {
  readonly problem: string | null;
  readonly sentences: readonly string[];
  readonly children: ComponentChildren;
}

export function Picture({ problem, sentences, children }: Props) {
  return (
    <div class="hp-picture">
      <p>{problem ?? sentences.join(" ")}</p>
      {children}
    </div>
  );
}

/** What a card is made of, wherever it opens. */
export interface RunCardProps {
  readonly state: State;
  readonly send: Send;
  /** Its id or name. */
  readonly run: string;
  readonly label: string;
  /** The id of the run that it is compared with; "" for the best one. */
  readonly baseline: string;
  readonly takesFocus: boolean;
  readonly onClose: () => void;
  /** Absent where there is nothing to compare with it. */
  readonly onPin?: (isPinned: boolean) => void;
}

interface WaitingProps {
  readonly state: State;
  readonly event: PanelEvent;
  readonly send: Send;
  /** There will be a drawing: its place is kept. */
  readonly isTall: boolean;
  /** The picture of the ranking before: it stays, dimmed, until the new one comes. */
  readonly before?: ComponentChildren;
}

/** Stands where a picture is missing, and requests it from Python: once for each ranking on screen. */
export class Waiting extends Component<WaitingProps> {
  #requested: { ranking: Ranking; event: string } | null = null;

  override componentDidMount() {
    this.#request();
  }

  override componentDidUpdate() {
    this.#request();
  }

  #request() {
    const { state, send } = this.props;
    const [ranking, event] = [state.ranking, JSON.stringify(this.props.event)];
    const isRequested = this.#requested?.ranking === ranking && this.#requested.event === event;
    if (isRequested || !ranking.complete || isStale(state)) return;
    this.#requested = { ranking, event };
    send(this.props.event);
  }

  override render({ state, isTall, before }: WaitingProps) {
    if (before && !state.silence) {
      return (
        <div class="hp-before" aria-busy="true">
          {before}
        </div>
      );
    }
    return <div class={`hp-picture ${isTall ? "hp-tall" : ""}`}>{state.silence ?? "Drawing…"}</div>;
  }
}

/** In a legend. */
export const DOT = "M8 8h.001";

/** How many runs there are, and how many of them are drawn where these are fewer. */
export function runsDrawn(drawn: number, total: number): string {
  return drawn < total ? `${count(drawn)} of ${counted(total, "run")} drawn` : counted(total, "run");
}

/** One entry of a legend: its look, and what is drawn in that look. */
export function Key({ look, d, text }: { look: string; d: string; text: string }) {
  return (
    <span>
      <svg class="hp-icon" viewBox="0 0 16 16" aria-hidden="true">
        <path class={look} d={d} />
      </svg>{" "}
      {text}
    </span>
  );
}
