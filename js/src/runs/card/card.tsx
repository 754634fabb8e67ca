/** The card of a run: its configuration beside a baseline's, why the two differ, and what moved it from the average. */
import { Component, type ComponentChildren, createRef } from "preact";
import { Button, FocusBox } from "../../controls/controls";
import { Icon } from "../../controls/icons";
import { later } from "../../controls/later";
import { ParamNames } from "../../controls/name";
import type { KnownRun, RunCardData } from "../../model/pictures";
import type { Ranking } from "../../model/ranking";
import type { State } from "../../model/state";
import { type RunCardProps, Waiting } from "../../plots/picture";
import type { Waterfall } from "../../plots/waterfall";
import { Sheet } from "../sheet";
import { Configuration, Metrics } from "./beside";
import { Parts } from "./comparison";
import { CopyButton } from "./copy";
import { Link } from "./link";
import { WhatIf } from "./what-if";

const Steps = later<typeof Waterfall>("Waterfall", "views");

/** "Run " before a name, but before none that begins so itself, like "run 34". */
function before(label: string): string {
  return /^run(?![a-z])/i.test(label) ? "" : "Run ";
}

export class RunCard extends Component<RunCardProps, { isChanged: boolean }> {
  override state = { isChanged: false };
  readonly #box = createRef<HTMLDivElement>();
  /** No answer to another card is taken for its own. */
  readonly #of = Math.random().toString(36).slice(2);
  #kept: { ranking: Ranking; card: RunCardData } | null = null;
  #taken: RunCardData | undefined;

  override componentDidMount() {
    if (this.props.takesFocus) this.#box.current?.focus();
  }

  readonly #key = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.props.onClose();
  };

  #take({ run, ranking }: State) {
    if (run?.of !== this.#of || run === this.#taken) return;
    this.#taken = run;
    this.#kept = { ranking, card: run };
  }

  readonly #toggle = () => this.setState(({ isChanged }) => ({ isChanged: !isChanged }));

  override render(
    { state, send, run, label, baseline, onClose, onPin }: RunCardProps,
    { isChanged }: { isChanged: boolean },
  ) {
    this.#take(state);
    const card = this.#kept?.card;
    const content = card && <Content card={card} state={state} />;
    const event = { event: "run", of: this.#of, run, baseline } as const;
    return (
      <FocusBox
        role="region"
        class="hp-card"
        aria-label={`${before(label)}${label}`}
        ref={this.#box}
        onKeyDown={this.#key}
      >
        <Sheet />
        <div class="hp-card-top">
          <strong>
            {before(label)}
            <bdi>{label}</bdi>
          </strong>
          {card?.problem === null && (
            <Actions card={card} isPinned={run === baseline} onPin={onPin}>
              {!state.sweep.saved && (
                <Button aria-expanded={isChanged} onClick={this.#toggle}>
                  What if…
                </Button>
              )}
            </Actions>
          )}
          <Button
            kind="hp-quiet"
            aria-label={`Close ${before(label).toLowerCase()}${label}`}
            onClick={onClose}
          >
            <Icon name="close" />
          </Button>
        </div>
        {isChanged && card?.problem === null && (
          <WhatIf key={card.run} state={state} send={send} run={card.run} label={label} />
        )}
        {content && this.#kept?.ranking === state.ranking ? (
          content
        ) : (
          <Waiting state={state} event={event} send={send} isTall={false} before={content} />
        )}
      </FocusBox>
    );
  }
}

interface ActionProps {
  readonly card: KnownRun;
  readonly isPinned: boolean;
  readonly onPin: RunCardProps["onPin"];
  readonly children: ComponentChildren;
}

function Actions({ card: { code, status, url }, isPinned, onPin, children }: ActionProps) {
  return (
    <>
      {status !== "unknown" && <span class="hp-tag">{status}</span>}
      <span class="hp-buttons">
        {onPin && (
          <Button aria-pressed={isPinned} onClick={() => onPin(!isPinned)}>
            {isPinned ? "Unpin as baseline" : "Pin as baseline"}
          </Button>
        )}
        {children}
        {url?.startsWith("https://") && <Link href={url}>Open its page</Link>}
        <CopyButton label="Copy as dict" code={code} />
      </span>
    </>
  );
}

function Content({ card, state }: { card: RunCardData; state: State }) {
  if (card.problem !== null) return <p>{card.problem}</p>;
  const { comparison, explanation, params } = card;
  const isBeside = comparison !== null && card.baseline !== "";
  return (
    <div class="hp-card-body">
      <section aria-label="Configuration">
        {comparison && <p>{comparison.problem ?? comparison.sentences.join(" ")}</p>}
        {comparison && (
          <Parts comparison={comparison} params={params} card={card} goal={state.ranking.goal} />
        )}
        <Configuration card={card} isBeside={isBeside} />
      </section>
      <section aria-label="Metrics and average">
        <Metrics card={card} />
        <p>{explanation.problem ?? explanation.sentences.join(" ")}</p>
        {!explanation.problem && (
          <ParamNames.Consumer>
            {({ of }) => (
              <Steps explanation={explanation} ranking={state.ranking} shown={(param) => of(param).leaf} />
            )}
          </ParamNames.Consumer>
        )}
      </section>
    </div>
  );
}
