/** The widget's model as anywidget hands it over, without a kernel: typed, and strict about who writes what. */
import type { Reply } from "../src/model/events";
import { FACTS } from "../src/model/facts";
import type { State, Traits } from "../src/model/state";
import type { WidgetModel } from "../src/widget";

type Callback = Parameters<WidgetModel["on"]>[1];

/** The state as Python syncs it. */
function traitsOf({ ranking, ...others }: Partial<State>): Partial<Traits> {
  return ranking === undefined ? others : { ...others, _ranking: ranking };
}

const WRITTEN_BY_PYTHON: readonly string[] = Object.keys(
  traitsOf(Object.fromEntries(FACTS.map((key) => [key, {}]))),
);

export class FakeModel implements WidgetModel {
  readonly sent: unknown[] = [];
  /** Whether Python reads what is sent. */
  isAnswering = true;
  readonly calls: string[] = [];
  widget_manager: unknown;
  /** What has arrived in Python: the choices of each save_changes. */
  readonly saved: Partial<Traits>[] = [];
  private readonly callbacks = new Map<string, Set<Callback>>();
  private unsaved: Partial<Traits> = {};
  private traits: Partial<Traits>;

  constructor(state: State) {
    this.traits = traitsOf(state);
  }

  get<K extends keyof Traits>(key: K): Traits[K] {
    return this.traits[key] as Traits[K];
  }

  set<K extends keyof Traits>(key: K, value: Traits[K]): void {
    if (WRITTEN_BY_PYTHON.includes(key)) throw new Error(`the view writes the fact ${key}`);
    this.unsaved = { ...this.unsaved, [key]: value };
    this.#change({ [key]: value });
  }

  save_changes(): void {
    this.saved.push(this.unsaved);
    this.unsaved = {};
  }

  send(content: unknown): void {
    const { event, id } = content as { event: string; id: string };
    if (event !== "call") {
      this.sent.push(content);
      return;
    }
    this.calls.push(id);
    if (this.isAnswering) this.reply({ heard: id });
  }

  /** Python has come back, and answers all that was sent. */
  answer(): void {
    this.isAnswering = true;
    for (const heard of this.calls) this.reply({ heard });
  }

  on(event: string, callback: Callback): void {
    const known = this.callbacks.get(event) ?? new Set();
    this.callbacks.set(event, known.add(callback));
  }

  off(event: string, callback: Callback): void {
    this.callbacks.get(event)?.delete(callback);
  }

  /** What arrives from Python: all keys of one message first, then their events. */
  receive(changed: Partial<State>): void {
    this.#change(traitsOf(changed));
  }

  #change(changed: Partial<Traits>): void {
    this.traits = { ...this.traits, ...changed };
    for (const key of Object.keys(changed)) {
      for (const callback of this.callbacks.get(`change:${key}`) ?? []) callback({}, []);
    }
  }

  /** The host has cut the channel, or made it anew, as JupyterLab does when a kernel restarts. */
  cut(): void {
    for (const callback of this.callbacks.get("comm_live_update") ?? []) callback({}, []);
  }

  /** A custom message from Python. */
  reply(reply: Reply, buffers: readonly DataView[] = []): void {
    for (const callback of this.callbacks.get("msg:custom") ?? []) callback(reply, buffers);
  }

  get listeners(): number {
    return [...this.callbacks.values()].reduce((sum, callbacks) => sum + callbacks.size, 0);
  }
}
