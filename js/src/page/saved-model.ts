/** The model of a page without Python: choices that were saved are answered, others go back with a sentence. */

import { type Callback, Listeners } from "../hosts/listeners";
import type { PanelEvent, Reply } from "../model/events";
import type { Insight } from "../model/insight";
import type { Effect, Joint } from "../model/pictures";
import type { Ranking } from "../model/ranking";
import type { Traits } from "../model/state";
import type { WidgetModel } from "../widget";
import type { Saved } from "./answers";

const NO_PYTHON = "This is a saved page: what it does not hold needs hpviz in Python.";
const STILL = "The rows are out of sight; the figures of the others stay as they were saved.";

const FREE: readonly (keyof Traits)[] = ["sort_by", "descending", "view", "pin", "dismiss"];

export class SavedModel implements WidgetModel {
  readonly #byMetric: ReadonlyMap<string, Saved>;
  readonly #listeners = new Listeners();
  #saved: Saved;
  #traits: Traits;
  #proposed: Partial<Traits> = {};

  /** Of at least one metric; the first is shown. */
  constructor([first, ...others]: readonly [Saved, ...Saved[]]) {
    this.#byMetric = new Map([first, ...others].map((saved) => [saved.state.metric, saved]));
    this.#saved = first;
    this.#traits = first.state;
  }

  get<K extends keyof Traits>(key: K): Traits[K] {
    return this.#traits[key];
  }

  set<K extends keyof Traits>(key: K, value: Traits[K]): void {
    this.#proposed = { ...this.#proposed, [key]: value };
  }

  save_changes(): void {
    const proposed = this.#proposed;
    this.#proposed = {};
    const keys = Object.keys(proposed) as (keyof Traits)[];
    if (keys.every((key) => FREE.includes(key))) this.#change(proposed);
    else if (keys.length === 1 && proposed.metric !== undefined) this.#show(proposed.metric);
    else if (keys.length === 1 && proposed.hidden !== undefined) this.#hide(proposed.hidden);
    else this.#refuse();
  }

  on(event: string, callback: Callback): void {
    this.#listeners.on(event, callback);
  }

  off(event: string, callback: Callback): void {
    this.#listeners.off(event, callback);
  }

  send(content: unknown): void {
    const event = content as PanelEvent;
    // As Python does: later, never while the view is in the middle of something.
    setTimeout(() => this.#answer(event));
  }

  #answer(event: PanelEvent): void {
    const { joints, insights, explanations } = this.#saved;
    if (event.event === "call") this.#reply({ heard: event.id });
    else if (event.event === "effect") this.#add("effects", event.param, effectOf(this.#saved, event.param));
    else if (event.event === "insight") this.#add("insights", event.name, insightOf(insights, event));
    else if (event.event === "joint") this.#change({ joint: jointOf(joints, event) });
    else if (event.event === "explain") this.#change({ explanation: own(explanations, event.run) ?? null });
    else if (event.event === "export" && event.what === "space") this.#export(event.tool ?? "", event.to);
    else this.#refuse();
  }

  #export(tool: string, to: string): void {
    const space = own(this.#saved.spaces, tool);
    if (!space) this.#refuse();
    else if (to === "copy") this.#reply({ copied: space.text });
    else this.#reply({ file: { name: space.name, mime: "text/plain", text: space.text } });
  }

  #show(metric: string): void {
    const saved = this.#byMetric.get(metric);
    if (!saved) this.#refuse();
    else {
      const { sort_by, descending, view, pin, dismiss } = this.#traits;
      this.#saved = saved;
      this.#change({ ...saved.state, sort_by, descending, view, pin, dismiss });
    }
  }

  #hide(hidden: readonly string[]): void {
    const whole = this.#saved.state._ranking;
    const notice = hidden.length > 0 ? STILL : "";
    this.#change({ hidden, _ranking: without(whole, hidden), notice });
  }

  #add<K extends "effects" | "insights">(key: K, name: string, picture: Traits[K][string] | undefined): void {
    if (picture) this.#change({ [key]: { ...this.#traits[key], [name]: picture } });
    else this.#refuse();
  }

  #refuse(): void {
    this.#change({ notice: "" });
    this.#change({ ...this.#traits, notice: NO_PYTHON });
  }

  #change(changed: Partial<Traits>): void {
    this.#traits = { ...this.#traits, ...changed };
    for (const key of Object.keys(changed)) this.#listeners.tell(`change:${key}`, {});
  }

  #reply(reply: Reply): void {
    this.#listeners.tell("msg:custom", reply);
  }
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function effectOf({ effects, runs }: Saved, param: string): Effect | undefined {
  const effect = own(effects, param);
  return (
    effect && {
      ...effect,
      points: { ...effect.points, run: effect.points.run[0] ? effect.points.run : runs },
    }
  );
}

function insightOf(insights: Saved["insights"], { name, of }: { name: string; of: string }): Insight {
  return own(insights, `${name} ${of}`) ?? { of, problem: NO_PYTHON, sentences: [] };
}

/** The map of a pair, turned where it was saved the other way round. */
function jointOf(joints: readonly Joint[], { param, other }: { param: string; other: string }): Joint {
  const isOf = (joint: Joint, first: string, second: string) =>
    joint.param === first && joint.other === second;
  const turned = joints.find((joint) => isOf(joint, other, param));
  return (
    joints.find((joint) => isOf(joint, param, other)) ??
    (turned ? transposed(turned) : { ...EMPTY, param, other })
  );
}

function transposed(joint: Joint): Joint {
  const { param, other, x, y, x_log, y_log, x_even, y_even, value, best, points } = joint;
  return {
    ...joint,
    param: other,
    other: param,
    x: y,
    y: x,
    x_log: y_log,
    y_log: x_log,
    x_even: y_even,
    y_even: x_even,
    value: x.map((_, column) => value.map((row) => row[column] ?? null)),
    best: best && [best[1], best[0]],
    points: { x: points.y, y: points.x },
  };
}

const EMPTY: Omit<Joint, "param" | "other"> = {
  x: [],
  y: [],
  x_log: false,
  y_log: false,
  x_even: false,
  y_even: false,
  value: [],
  best: null,
  points: { x: [], y: [] },
  total: 0,
  interaction: null,
  sentences: [],
  problem: NO_PYTHON,
};

/** A ranking without some of its rows. */
function without(ranking: Ranking, hidden: readonly string[]): Ranking {
  const kept = [...ranking.params.param.keys()].filter(
    (i) => !hidden.includes(ranking.params.param[i] ?? ""),
  );
  const columns = Object.entries(ranking.params) as [string, readonly unknown[]][];
  const params = Object.fromEntries(columns.map(([key, cells]) => [key, kept.map((i) => cells[i])]));
  return { ...ranking, params: params as unknown as Ranking["params"] };
}
