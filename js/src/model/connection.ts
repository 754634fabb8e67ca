/**
 * Whether Python answers. Before anything is sent, Python is called; it answers a call at once, whatever it computes, as soon
 * as it reads messages at all. Works in any host: where nothing is read, there is no answer.
 */
import type { Choices } from "./choices";
import type { State } from "./state";

/** Milliseconds without an answer that are called silence; then its cause is looked at this often. */
const PATIENCE = 900;
/** After so many looks the kernel is asked by the host: if it answers that and not this panel, it does not know the panel. */
const IDLE_LOOKS = 6;
/** While something is computed, Python is called this often: it may end in the middle. */
const PULSE = 3000;

/** Of JupyterLab's widget manager, which knows its kernel; other hosts show none. */
export interface Host {
  readonly kernel?: { readonly status?: string; requestKernelInfo?(): Promise<unknown> } | null;
}

type Timer = ReturnType<typeof setTimeout>;

export class Connection {
  readonly #view = Math.random().toString(36).slice(2);
  readonly #call: (id: string) => void;
  readonly #onChange: () => void;
  readonly #host: () => Host | undefined;
  #calls = 0;
  #replaced: Partial<Choices> = {};
  /** How often the silence was looked at; 0 while Python answers. */
  #looks = 0;
  /** Whether the channel to Python was cut, or its kernel answers the host alone, and no answer has come since. */
  #isCut = false;
  #waiting: Timer | undefined;
  #pulse: Timer | undefined;

  constructor(call: (id: string) => void, onChange: () => void, host: () => Host | undefined) {
    this.#call = call;
    this.#onChange = onChange;
    this.#host = host;
  }

  /** Something is sent next; `replaced` are the choices that stood before. */
  expect(replaced: Partial<Choices> = {}): void {
    this.#replaced = { ...replaced, ...this.#replaced };
    this.#calls++;
    this.#waiting ??= setTimeout(this.#look, PATIENCE);
    this.#call(this.#id);
  }

  /** Python has answered a call, of this view or of another. */
  hear(id: string): void {
    if (id !== this.#id) return;
    const wasSilent = this.#looks > 0;
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#replaced = {};
    this.#looks = 0;
    this.#isCut = false;
    if (wasSilent) this.#onChange();
  }

  /** The channel was cut or made anew, or the host alone is answered: whether Python answers is seen within a second. */
  cut(): void {
    this.#isCut = true;
    this.expect();
  }

  /** Call again and again while something is computed. */
  watch(isBusy: boolean): void {
    if (isBusy) this.#pulse ??= setInterval(() => this.#waiting ?? this.expect(), PULSE);
    else this.#rest();
  }

  end(): void {
    clearTimeout(this.#waiting);
    this.#rest();
  }

  /** The state to draw: in silence no choice is shown whose figures are not there. */
  seen(state: State): State {
    if (this.#looks === 0) return state;
    const { metric, goal, method } = state.ranking;
    const silence = silenceOf(this.#host(), this.#isCut);
    const progress = silence === BUSY ? state.progress : { ...state.progress, busy: false };
    return { ...state, ...this.#replaced, metric, goal, method, progress, silence };
  }

  get #id(): string {
    return `${this.#view} ${this.#calls}`;
  }

  readonly #look = () => {
    // Only a kernel that reads messages answers; of one that dies comes nothing, or a refusal.
    if (++this.#looks === IDLE_LOOKS) {
      this.#host()
        ?.kernel?.requestKernelInfo?.()
        .then(
          () => this.#looks && this.cut(),
          () => 0,
        );
    }
    this.#waiting = setTimeout(this.#look, PATIENCE);
    this.#onChange();
  };

  #rest() {
    clearInterval(this.#pulse);
    this.#pulse = undefined;
  }
}

const BUSY = "Waiting for Python: a cell is running.";
const GONE = "Not connected: run this cell again.";
const UNKNOWN = "No answer from Python: wait if a cell is running, else run this cell again.";

/**
 * A kernel that is slow, or that runs code which lets nothing else run, says late or never that it is busy: that it calls
 * itself idle proves nothing. `isCut`: it is known not to have this panel.
 */
function silenceOf(host: Host | undefined, isCut: boolean): string {
  if (!(host && "kernel" in host)) return UNKNOWN;
  const status = host.kernel?.status;
  if (status === "busy") return BUSY;
  return status === "idle" && !isCut ? UNKNOWN : GONE;
}
