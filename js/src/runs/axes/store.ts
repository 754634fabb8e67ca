/** Axes that have come from Python: values once for each version of the runs, selections with each filter. */
import type { PanelEvent } from "../../model/events";
import type { RunAxes, RunAxis } from "../../model/pictures";
import type { Local } from "../../model/state";
import { Scale } from "./scale";

type Request = Extract<PanelEvent, { event: "run_axes" }>;

/** What Python says of a run in its flag. */
export const [KEPT, KEPT_BY_REST] = [1, 2];

/** Colours from best to worst; runs without a figure have none of them. */
export const COLORS = 12;

/** All that is needed to draw the runs, of one filter. */
export interface Drawn {
  readonly axes: RunAxes;
  readonly scales: ReadonlyMap<string, Scale>;
  /** What the filter accepts. */
  readonly selections: ReadonlyMap<string, RunAxis["selection"]>;
  readonly flags: Uint8Array;
  readonly ids: readonly string[];
  /** Of each run. */
  readonly name: (run: number) => string;
  /** Of each run: from 0, the best, on; COLORS where it has no figure. */
  readonly colors: Uint8Array;
  /** All runs, those without a figure first, then from the worst to the best. */
  readonly order: Uint32Array;
}

/** What is wanted: so many params, and other axes. */
export interface Wanted {
  readonly count: number;
  readonly others: readonly string[];
}

export class AxesStore {
  readonly #name = Math.random().toString(36).slice(2);
  #times = 0;
  #awaited: string | null = null;
  #version = -1;
  #ids: readonly string[] = [];
  #labels: readonly string[] = [];
  #values = new Map<string, { readonly values: Float64Array; readonly scales: Map<string, Scale> }>();
  #taken: Local["run_axes"];
  drawn: Drawn | null = null;

  /** The request; null while another is on its way. */
  request({ count, others }: Wanted): Request | null {
    if (this.#awaited !== null) return null;
    this.#awaited = `${this.#name} ${++this.#times}`;
    const known = [...this.#values.keys()];
    return { event: "run_axes", of: this.#awaited, version: this.#version, count, others, known };
  }

  /** Whether this is the answer to the last request. */
  take(answer: Local["run_axes"]): boolean {
    if (answer === undefined || answer === this.#taken || answer.axes.of !== this.#awaited) return false;
    this.#taken = answer;
    this.#awaited = null;
    const { axes, buffers } = answer;
    if (axes.version !== this.#version) {
      this.#version = axes.version;
      this.#values = new Map();
      [this.#ids, this.#labels] = [axes.ids, axes.labels];
    }
    axes.sent.forEach((key, i) => {
      const view = buffers[i + 1];
      if (view) this.#values.set(key, { values: new Float64Array(bytes(view).buffer), scales: new Map() });
    });
    this.drawn = this.#draw(axes, buffers[0] ? bytes(buffers[0]) : new Uint8Array());
    return true;
  }

  /** Python has gone: nothing that was requested comes. */
  forget(): void {
    this.#awaited = null;
  }

  #draw(axes: RunAxes, flags: Uint8Array): Drawn {
    const scales = new Map<string, Scale>();
    for (const axis of axes.axes) {
      const known = this.#values.get(axis.key);
      // What the filter accepts is no part of how an axis is laid out.
      const look = JSON.stringify({ ...axis, selection: null });
      const scale = known && (known.scales.get(look) ?? new Scale(axis, known.values, flags.length));
      if (scale) {
        known.scales.set(look, scale);
        scales.set(axis.key, scale);
      }
    }
    const order = orderOf(scales.get(axes.color), flags.length);
    const name = (run: number) => this.#labels[run] ?? this.#ids[run] ?? "";
    const selections = new Map(axes.axes.map(({ key, selection }) => [key, selection]));
    return {
      axes,
      scales,
      selections,
      flags,
      ids: this.#ids,
      name,
      order,
      colors: colorsOf(order, scales.get(axes.color)),
    };
  }
}

/** A copy: what arrives may begin anywhere in a larger buffer. */
function bytes({ buffer, byteOffset, byteLength }: DataView): Uint8Array {
  return new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength));
}

function orderOf(scale: Scale | undefined, runs: number): Uint32Array {
  const order = Uint32Array.from({ length: runs }, (_, run) => run);
  if (!scale) return order;
  const sign = scale.axis.goal === "minimize" ? -1 : 1;
  const of = (run: number) => {
    const value = scale.numbers[run] ?? Number.NaN;
    return Number.isNaN(value) ? -Infinity : sign * value;
  };
  return order.sort((a, b) => Number(of(a) > of(b)) - Number(of(a) < of(b)) || a - b);
}

/** By its place in the order, so that one run that crashed does not take all colours. */
function colorsOf(order: Uint32Array, scale: Scale | undefined): Uint8Array {
  const colors = new Uint8Array(order.length).fill(COLORS);
  if (!scale) return colors;
  const figures = order.filter((run) => !Number.isNaN(scale.numbers[run] ?? Number.NaN));
  figures.forEach((run, at) => {
    const isTied = at > 0 && scale.numbers[run] === scale.numbers[figures[at - 1] ?? run];
    const own = COLORS - 1 - Math.floor((COLORS * at) / figures.length);
    colors[run] = isTied ? (colors[figures[at - 1] ?? run] ?? own) : own;
  });
  return colors;
}
