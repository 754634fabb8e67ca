/** What is on screen, taken out of the panel: into the notebook's output, as a file, or as code. */
import type { ExportEvent, Send } from "../../model/events";
import type { Insight } from "../../model/insight";
import type { State } from "../../model/state";
import type { View } from "../../model/sweep";
import { Button } from "../controls";
import { Name } from "../name";

interface Props {
  readonly state: State;
  /** The opened rows. */
  readonly open: readonly string[];
  readonly send: Send;
}

type Take = (event: Omit<ExportEvent, "event">) => void;

/** What a view is of, as Python takes it. */
type Of = Pick<ExportEvent, "param" | "other" | "run" | "of">;

/** What can be exported: a view of something, under its name in the menu. */
interface Thing {
  readonly view: View;
  readonly of: Of;
  readonly label: string;
}

/** Everything is two clicks away: the menu, and where it goes. */
export function ExportMenu({ state, open, send, close }: Props & { close: () => void }) {
  const take: Take = (event) => {
    close();
    send({ event: "export", ...event });
  };
  return (
    <>
      <div class="hp-exports">
        {state.sweep.views
          .flatMap((view) => thingsOf(view, state, open))
          .map((thing) => (
            <Exports key={thing.label} thing={thing} take={take} />
          ))}
      </div>
      <Button onClick={() => take({ what: "panel", to: "python" })}>Copy as Python</Button>
    </>
  );
}

/** A view may stand in the menu once, for each opened row, or not (yet) at all. */
function thingsOf(view: View, state: State, open: readonly string[]): Thing[] {
  if (view.export_label === "") return [];
  if (view.question !== "") return thingsOfInsight(view, state.insights[view.name]);
  const subjects = SUBJECTS[view.name]?.(state, open) ?? [{}];
  return subjects.map((of) => ({ view, of, label: filled(view.export_label, of) }));
}

/** Of the views that are drawn of something other than the whole ranking, what they are of now. */
const SUBJECTS: Readonly<Record<string, (state: State, open: readonly string[]) => readonly Of[]>> = {
  effect: (state, open) => openedOf(state, open).map((param) => ({ param })),
  joint: (state, open) => {
    const { joint, insights } = state;
    if (!joint || joint.problem) return [];
    const isShown = openedOf(state, open).includes(joint.param) || insights.pairs;
    return isShown ? [{ param: joint.param, other: joint.other }] : [];
  },
  explanation: ({ explanation }) => (explanation && !explanation.problem ? [{ run: explanation.run }] : []),
};

function openedOf({ ranking }: State, open: readonly string[]): readonly string[] {
  return ranking.params.param.filter((param) => open.includes(param));
}

/** It stands there whether it is open or not, or drawn anew; but what is beside what has to be chosen first. */
function thingsOfInsight(view: View, insight: Insight | undefined): Thing[] {
  if (view.export_label.includes("{") && insight?.problem !== null) return [];
  const { of = "", names: [first, second] = [] } = insight ?? {};
  return [{ view, of: of === "" ? {} : { of }, label: filled(view.export_label, { first, second }) }];
}

/** "Effect of {param}" with the name of the param in its place. */
function filled(label: string, names: Readonly<Record<string, string | undefined>>): string {
  return label.replace(/\{(\w+)\}/g, (_, name) => names[name] ?? "");
}

function Exports({ thing: { view, of, label }, take }: { thing: Thing; take: Take }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset lays itself out by rules of its own
    <div role="group" aria-label={label}>
      <Name text={label} />
      <div class="hp-buttons">
        {view.targets.map(([target, text]) => (
          <Button
            key={target}
            aria-label={`${label}: ${text}`}
            onClick={() => take({ what: view.name, ...of, to: target })}
          >
            {text}
          </Button>
        ))}
      </div>
    </div>
  );
}
