/** What is on screen, taken out of the panel: into the notebook's output, as a file, or as code. */

import type { Exported, PanelEvent, Send, Target } from "../model/events";
import type { State } from "../model/state";
import { Button } from "./controls";
import { Name } from "./name";
import { Popover } from "./popover";

type Targets = readonly (readonly [to: Target, text: string])[];

const CHART: Targets = [
  ["notebook", "Notebook"],
  ["png", "PNG"],
  ["svg", "SVG"],
  ["html", "HTML"],
  ["json", "Vega-Lite"],
];

const TABLE: Targets = [
  ["notebook", "Notebook"],
  ["csv", "CSV"],
  ["md", "Markdown"],
  ["tex", "LaTeX"],
];

interface Props {
  readonly state: State;
  /** The opened rows. */
  readonly open: readonly string[];
  readonly send: Send;
}

type Take = (event: Omit<Extract<PanelEvent, { event: "export" }>, "event">) => void;

interface Thing {
  readonly text: string;
  readonly what: Exported;
  readonly of?: {
    readonly param?: string;
    readonly other?: string;
    readonly run?: string;
    readonly of?: string;
  };
}

/** Everything is two clicks away: the menu, and where it goes. */
export function Export({ state, open, send }: Props) {
  return (
    <Popover label="Export" text="Export" icon="export">
      {(close) => {
        const take: Take = (event) => {
          close();
          send({ event: "export", ...event });
        };
        return (
          <>
            <div class="hp-exports">
              {thingsOf(state, open).map((thing) => (
                <Exports key={thing.text} thing={thing} take={take} />
              ))}
            </div>
            <Button onClick={() => take({ what: "ranking", to: "python" })}>Copy as Python</Button>
          </>
        );
      }}
    </Popover>
  );
}

function thingsOf({ ranking, joint, explanation, insights }: State, open: readonly string[]): Thing[] {
  const opened = ranking.params.param.filter((param) => open.includes(param));
  const things: Thing[] = [
    { text: "Ranking chart", what: "ranking" },
    { text: "Table", what: "table" },
    { text: "Parallel coordinates", what: "parallel" },
    ...opened.map((param): Thing => ({ text: `Effect of ${param}`, what: "effect", of: { param } })),
  ];
  if (joint && !joint.problem && (opened.includes(joint.param) || insights.pairs)) {
    const { param, other } = joint;
    things.push({ text: `${param} together with ${other}`, what: "joint", of: { param, other } });
  }
  if (explanation && !explanation.problem) {
    const { run } = explanation;
    things.push({ text: `Explanation of ${run}`, what: "explanation", of: { run } });
  }
  return [...things, ...furtherOf(insights)];
}

function furtherOf({ pairs, together, compare, more }: State["insights"]): Thing[] {
  const things: Thing[] = [];
  if (pairs?.problem === null) things.push({ text: "Interactions", what: "pairs" });
  if (together?.problem === null) things.push({ text: "Moved together", what: "together" });
  if (compare?.problem === null) {
    things.push({ text: compare.names.join(" beside "), what: "compare", of: { of: compare.of } });
  }
  if (more?.problem === null) things.push({ text: "More runs", what: "more" });
  return things;
}

function Exports({ thing: { text, what, of }, take }: { thing: Thing; take: Take }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset lays itself out by rules of its own
    <div role="group" aria-label={text}>
      <Name text={text} />
      <div class="hp-buttons">
        {(what === "table" ? TABLE : CHART).map(([to, target]) => (
          <Button key={to} aria-label={`${text}: ${target}`} onClick={() => take({ what, ...of, to })}>
            {target}
          </Button>
        ))}
      </div>
    </div>
  );
}
