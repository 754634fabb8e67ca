/** The only file that knows anywidget: model to state to view, and proposals back. */
import { render as mount } from "preact";
import { Panel } from "./panel";
import { CHOICES, type Choose, FACTS, type Model, type Send, type State, snapshot } from "./state";

/** What is used of the model that anywidget hands over. */
export interface WidgetModel extends Model {
  set<K extends keyof State>(key: K, value: State[K]): void;
  save_changes(): void;
  send(content: unknown): void;
  on(event: string, callback: () => void): void;
  off(event: string, callback: () => void): void;
}

interface View {
  readonly model: WidgetModel;
  readonly el: HTMLElement;
  /** Aborted when the view goes; absent before anywidget 0.11, which calls what render returned instead. */
  readonly signal?: AbortSignal;
}

function render({ model, el, signal }: View): () => void {
  const choose: Choose = (choices) => {
    for (const key of CHOICES) {
      if (choices[key] !== undefined) model.set(key, choices[key]);
    }
    model.save_changes();
  };
  const send: Send = (event) => model.send({ event });
  const draw = () => mount(<Panel state={snapshot(model)} choose={choose} send={send} />, el);
  const events = [...FACTS, ...CHOICES].map((key) => `change:${key}`);
  const stop = () => {
    for (const event of events) model.off(event, draw);
    mount(null, el);
  };
  for (const event of events) model.on(event, draw);
  signal?.addEventListener("abort", stop, { once: true });
  draw();
  return stop;
}

export default { render };
