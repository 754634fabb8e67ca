/** The widget's model as anywidget hands it over, without a kernel: typed, and strict about who writes what. */
import type { Message } from "../src/model/events";
import { FACTS } from "../src/model/facts";
import type { State } from "../src/model/state";
import type { WidgetModel } from "../src/widget";

type Callback = Parameters<WidgetModel["on"]>[1];

export class FakeModel implements WidgetModel {
  readonly sent: unknown[] = [];
  /** What Python has got: the choices of each save_changes. */
  readonly saved: Partial<State>[] = [];
  private readonly callbacks = new Map<string, Set<Callback>>();
  private unsaved: Partial<State> = {};
  private state: State;

  constructor(state: State) {
    this.state = { ...state };
  }

  get<K extends keyof State>(key: K): State[K] {
    return this.state[key];
  }

  set<K extends keyof State>(key: K, value: State[K]): void {
    if ((FACTS as readonly string[]).includes(key)) throw new Error(`the view writes the fact ${key}`);
    this.unsaved = { ...this.unsaved, [key]: value };
    this.receive({ [key]: value });
  }

  save_changes(): void {
    this.saved.push(this.unsaved);
    this.unsaved = {};
  }

  send(content: unknown): void {
    this.sent.push(content);
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
    this.state = { ...this.state, ...changed };
    for (const key of Object.keys(changed)) {
      for (const callback of this.callbacks.get(`change:${key}`) ?? []) callback({}, []);
    }
  }

  /** A custom message from Python. */
  tell(message: Message, buffers: readonly DataView[] = []): void {
    for (const callback of this.callbacks.get("msg:custom") ?? []) callback(message, buffers);
  }

  get listeners(): number {
    return [...this.callbacks.values()].reduce((sum, callbacks) => sum + callbacks.size, 0);
  }
}
