/** The model of a view in a Streamlit app: each run of the script brings the whole state, and takes what was sent since. */
import type { Reply } from "../model/events";
import type { Traits } from "../model/state";
import type { WidgetModel } from "../widget";
import { type Callback, Listeners } from "./listeners";

/** A message of the protocol of widgets; numbered, since a run of the script can come before it was taken. */
interface Message {
  readonly id: number;
  readonly data: object;
}

/** What hpviz/panel/hosts/streamlit.py hands over. */
export interface Given {
  readonly state: Traits;
  /** Number of the last message that the script has taken. */
  readonly taken: number;
  readonly replies: readonly AppReply[];
}

interface AppReply {
  readonly id: number;
  readonly content: Reply;
  /** In base64. */
  readonly buffers: readonly string[];
}

/** What is sent: all that the script has not taken yet. */
export interface Sent {
  readonly messages: readonly Message[];
  /** Number of the last reply that has come. */
  readonly heard: number;
}

export class AppModel implements WidgetModel {
  readonly #submit: (sent: Sent) => void;
  readonly #listeners = new Listeners();
  #traits: Traits;
  #proposed: Partial<Traits> = {};
  #pending: readonly Message[] = [];
  #heard: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Later than those of a view that was here before. */
  #last = Date.now() * 1000;

  constructor(given: Given, submit: (sent: Sent) => void) {
    this.#submit = submit;
    this.#traits = given.state;
    this.#heard = given.replies.at(-1)?.id ?? 0;
  }

  get<K extends keyof Traits>(key: K): Traits[K] {
    return this.#traits[key];
  }

  set<K extends keyof Traits>(key: K, value: Traits[K]): void {
    this.#proposed = { ...this.#proposed, [key]: value };
    this.#change({ [key]: value });
  }

  save_changes(): void {
    const state = this.#proposed;
    this.#proposed = {};
    if (Object.keys(state).length > 0) this.#send({ method: "update", state, buffer_paths: [] });
  }

  send(content: unknown): void {
    this.#send({ method: "custom", content });
  }

  on(event: string, callback: Callback): void {
    this.#listeners.on(event, callback);
  }

  off(event: string, callback: Callback): void {
    this.#listeners.off(event, callback);
  }

  /** Takes what a run of the script brings; choices that it has not taken yet stay. */
  take({ state, taken, replies }: Given): void {
    this.#pending = this.#pending.filter(({ id }) => id > taken);
    if (this.#pending.length === 0) this.#change(state);
    for (const { id, content, buffers } of replies.filter((reply) => reply.id > this.#heard)) {
      this.#heard = id;
      this.#listeners.tell("msg:custom", content, buffers.map(viewOf));
    }
  }

  #send(data: object): void {
    this.#last++;
    this.#pending = [...this.#pending, { id: this.#last, data }];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#submit({ messages: this.#pending, heard: this.#heard }));
  }

  #change(state: Partial<Traits>): void {
    const keys = Object.keys(state) as (keyof Traits)[];
    const changed = keys.filter((key) => JSON.stringify(state[key]) !== JSON.stringify(this.#traits[key]));
    this.#traits = { ...this.#traits, ...state };
    for (const key of changed) this.#listeners.tell(`change:${key}`, {}, []);
  }
}

function viewOf(base64: string): DataView {
  return new DataView(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer);
}
