/** The only file that knows anywidget: model to state to view, and proposals back. */
import { render as mount } from "preact";
import { deliver } from "./controls/download";
import { LaterParts, type PartFile } from "./controls/later";
import { LOADED, load } from "./load";
import { CHOICES, type Choices, type Choose, ORDER } from "./model/choices";
import { Connection, type Host } from "./model/connection";
import type { PanelEvent, Reply, Send } from "./model/events";
import { type Delivery, type Local, type Model, snapshot, TRAITS, type Traits } from "./model/state";
import { isOnDark } from "./page-ground";
import { Panel } from "./panel";

type Callback = (reply: Reply, buffers: readonly DataView[]) => void;

/** What is used of the model that anywidget hands over. */
export interface WidgetModel extends Model {
  /** Of the host. */
  readonly widget_manager?: unknown;
  set<K extends keyof Traits>(key: K, value: Traits[K]): void;
  save_changes(): void;
  send(content: unknown): void;
  on(event: string, callback: Callback): void;
  off(event: string, callback: Callback): void;
}

interface Context {
  readonly model: WidgetModel;
  readonly el: HTMLElement;
  /** Aborted when the view goes; absent before anywidget 0.11, which calls what render returned instead. */
  readonly signal?: AbortSignal;
}

/** Milliseconds that the status of an export stands. */
const READ = 12_000;

/** Milliseconds after the first figures until the part that opens later is requested: opening it is instant then. */
const SOON = 300;

const NO_DELIVERY: Delivery = { of: "", text: "" };

type OfRuns = Pick<Local, "rows" | "run" | "what_if" | "run_axes">;

class View {
  readonly #model: WidgetModel;
  readonly #el: HTMLElement;
  readonly #connection: Connection;
  readonly #listeners: readonly (readonly [string, Callback])[];
  #delivery = NO_DELIVERY;
  /** The last answers about single runs. */
  #runs: OfRuns = {};
  /** Files that this view has requested: replies reach every view of the model. */
  #awaited = 0;
  #isGone = false;
  #read: ReturnType<typeof setTimeout> | undefined;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor({ model, el, signal }: Context) {
    this.#model = model;
    this.#el = el;
    const host = () => model.widget_manager as Host | undefined;
    this.#connection = new Connection((id) => this.#submit({ event: "call", id }), this.#draw, host);
    this.#listeners = [
      ...TRAITS.map((trait) => [`change:${trait}`, this.#draw] as const),
      ["change:notice", () => this.#show("")],
      ["comm_live_update", () => this.#connection.cut()],
      ["msg:custom", this.#receive],
    ];
    for (const [event, callback] of this.#listeners) model.on(event, callback);
    signal?.addEventListener("abort", this.stop, { once: true });
    this.#draw();
  }

  readonly stop = () => {
    this.#isGone = true;
    this.#connection.end();
    clearTimeout(this.#read);
    clearTimeout(this.#soon);
    for (const [event, callback] of this.#listeners) this.#model.off(event, callback);
    mount(null, this.#el);
  };

  readonly #draw = () => {
    if (this.#isGone) return;
    const whole = snapshot(this.#model);
    const state = this.#connection.seen(whole);
    this.#el.classList.toggle("hp-dark", isOnDark(this.#el));
    const delivery = state.silence ? NO_DELIVERY : this.#delivery;
    mount(
      <LaterParts.Provider value={{ ...LOADED, request: this.#request }}>
        <Panel state={{ ...state, ...this.#runs, delivery }} choose={this.#choose} send={this.#send} />
      </LaterParts.Provider>,
      this.#el,
    );
    this.#connection.watch(whole.progress?.busy);
    if (!LOADED.parts && whole.ranking.complete) this.#soon ??= setTimeout(this.#prefetch, SOON);
  };

  readonly #choose: Choose = (choices) => {
    const model = this.#model;
    const keys = CHOICES.filter((key) => choices[key] !== undefined);
    const replaced = keys.filter((key) => !ORDER.includes(key)).map((key) => [key, model.get(key)] as const);
    this.#delivery = NO_DELIVERY;
    // The view itself brings the rows into order, also where there is no Python.
    if (replaced.length > 0) this.#connection.expect(Object.fromEntries(replaced) as Partial<Choices>);
    for (const key of keys) model.set(key, choices[key] as Traits[typeof key]);
    model.save_changes();
  };

  readonly #send: Send = (event) => {
    const isExport = event.event === "export";
    if (isExport && event.to !== "notebook") this.#awaited++;
    this.#connection.expect();
    this.#submit(event);
    this.#delivery = isExport ? { of: event.what, text: "Preparing…" } : NO_DELIVERY;
    this.#draw();
  };

  readonly #prefetch = () => LOADED.parts ?? this.#submit({ event: "later", file: "later" });

  /** Something is opened that has not come: whether Python answers is seen within a second. */
  readonly #request = (file: PartFile) => {
    this.#connection.expect();
    this.#submit({ event: "later", file });
  };

  #submit(event: PanelEvent) {
    try {
      this.#model.send(event);
    } catch {
      // A host that has closed the channel: silence follows.
    }
  }

  readonly #receive: Callback = async (reply, buffers) => {
    if (reply.heard !== undefined) this.#connection.hear(reply.heard);
    if (reply.later !== undefined) {
      await load(reply.later);
      this.#draw();
    }
    const runs = runsOf(reply, buffers);
    if (runs) {
      this.#runs = { ...this.#runs, ...runs };
      this.#draw();
    }
    if (reply.file || reply.copied !== undefined) {
      if (this.#awaited === 0) return;
      this.#awaited--;
    }
    const sentence = await deliver(reply, buffers);
    if (sentence !== "") this.#show(sentence);
  };

  #show(text: string) {
    clearTimeout(this.#read);
    if (text !== "" && !this.#isGone) this.#read = setTimeout(() => this.#show(""), READ);
    this.#delivery = { ...this.#delivery, text };
    this.#draw();
  }
}

/** What a reply says of the runs; null where it is about something else. */
function runsOf({ rows, run, what_if, run_axes: axes }: Reply, buffers: readonly DataView[]): OfRuns | null {
  if (rows) return { rows };
  if (run) return { run };
  if (what_if) return { what_if };
  return axes ? { run_axes: { axes, buffers } } : null;
}

function render(context: Context): () => void {
  return new View(context).stop;
}

export default { render };
