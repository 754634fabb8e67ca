/** Who listens to a model that no host of widgets provides. */

import type { Reply } from "../model/events";
import type { WidgetModel } from "../widget";

export type Callback = Parameters<WidgetModel["on"]>[1];

export class Listeners {
  readonly #of = new Map<string, Set<Callback>>();

  on(event: string, callback: Callback): void {
    const listeners = this.#of.get(event) ?? new Set();
    this.#of.set(event, listeners.add(callback));
  }

  off(event: string, callback: Callback): void {
    this.#of.get(event)?.delete(callback);
  }

  tell(event: string, reply: Reply, buffers: readonly DataView[] = []): void {
    for (const listener of [...(this.#of.get(event) ?? [])]) listener(reply, buffers);
  }
}
