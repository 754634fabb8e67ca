/** The only file that knows anywidget: model to state to view, and proposals back. */
import { render as mount } from "preact";
import { deliver } from "./controls/download";
import { CHOICES, type Choose } from "./model/choices";
import type { Message, Send } from "./model/events";
import { FACTS } from "./model/facts";
import { type Model, type State, snapshot } from "./model/state";
import { Panel } from "./panel";

type Callback = (message: Message, buffers: readonly DataView[]) => void;

/** What is used of the model that anywidget hands over. */
export interface WidgetModel extends Model {
  set<K extends keyof State>(key: K, value: State[K]): void;
  save_changes(): void;
  send(content: unknown): void;
  on(event: string, callback: Callback): void;
  off(event: string, callback: Callback): void;
}

interface View {
  readonly model: WidgetModel;
  readonly el: HTMLElement;
  /** Aborted when the view goes; absent before anywidget 0.11, which calls what render returned instead. */
  readonly signal?: AbortSignal;
}

function render({ model, el, signal }: View): () => void {
  let said = "";
  /** Files that this view has asked for: messages reach every view of the model. */
  let awaited = 0;
  let isGone = false;
  const choose: Choose = (choices) => {
    for (const key of CHOICES) {
      if (choices[key] !== undefined) model.set(key, choices[key]);
    }
    model.save_changes();
  };
  const draw = () => {
    if (!isGone) mount(<Panel state={snapshot(model)} choose={choose} send={send} said={said} />, el);
  };
  const say = (sentence: string) => {
    said = sentence;
    draw();
  };
  const send: Send = (event) => {
    if (event.event === "export" && event.to !== "notebook") awaited++;
    model.send(event);
    say("");
  };
  const hear: Callback = async (message, buffers) => {
    if (message.file || message.copied !== undefined) {
      if (awaited === 0) return;
      awaited--;
    }
    const sentence = await deliver(message, buffers);
    if (sentence !== "") say(sentence);
  };
  const listeners: [string, Callback][] = [
    ...[...FACTS, ...CHOICES].map((key): [string, Callback] => [`change:${key}`, draw]),
    ["msg:custom", hear],
  ];
  const stop = () => {
    isGone = true;
    for (const [event, callback] of listeners) model.off(event, callback);
    mount(null, el);
  };
  for (const [event, callback] of listeners) model.on(event, callback);
  signal?.addEventListener("abort", stop, { once: true });
  draw();
  return stop;
}

export default { render };
