/** The only file that knows anywidget: model to state to view, and proposals back. */
import { render as mount } from "preact";
import { deliver } from "./controls/download";
import { CHOICES, type Choose } from "./model/choices";
import type { Reply, Send } from "./model/events";
import { type Model, snapshot, TRAITS, type Traits } from "./model/state";
import { Panel } from "./panel";

type Callback = (reply: Reply, buffers: readonly DataView[]) => void;

/** What is used of the model that anywidget hands over. */
export interface WidgetModel extends Model {
  set<K extends keyof Traits>(key: K, value: Traits[K]): void;
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
  let message = "";
  /** Files that this view has requested: replies reach every view of the model. */
  let awaited = 0;
  let isGone = false;
  const choose: Choose = (choices) => {
    for (const key of CHOICES) {
      if (choices[key] !== undefined) model.set(key, choices[key]);
    }
    model.save_changes();
  };
  const draw = () => {
    if (!isGone) mount(<Panel state={snapshot(model)} choose={choose} send={send} message={message} />, el);
  };
  const show = (sentence: string) => {
    message = sentence;
    draw();
  };
  const send: Send = (event) => {
    if (event.event === "export" && event.to !== "notebook") awaited++;
    model.send(event);
    show("");
  };
  const onReply: Callback = async (reply, buffers) => {
    if (reply.file || reply.copied !== undefined) {
      if (awaited === 0) return;
      awaited--;
    }
    const sentence = await deliver(reply, buffers);
    if (sentence !== "") show(sentence);
  };
  const listeners: [string, Callback][] = [
    ...TRAITS.map((trait): [string, Callback] => [`change:${trait}`, draw]),
    ["msg:custom", onReply],
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
