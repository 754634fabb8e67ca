/** What a view in a Streamlit app sends and is given, run by run of the script. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AppModel, type Given, type Sent } from "../../src/hosts/app-model";
import type { Traits } from "../../src/model/state";

const STATE = { metric: "val_acc", hidden: [] as string[], notice: "" } as unknown as Traits;

let sent: Sent[];
let model: AppModel;
let calls: string[];

function given(state: Partial<Traits>, others: Partial<Given> = {}): Given {
  return { state: { ...STATE, ...state }, taken: 0, replies: [], ...others };
}

beforeEach(() => {
  vi.useFakeTimers();
  [sent, calls] = [[], []];
  model = new AppModel(given({}), (message) => sent.push(message));
  model.on("change:metric", () => calls.push("metric"));
  model.on("change:hidden", () => calls.push("hidden"));
});

afterEach(() => {
  vi.useRealTimers();
});

function choose(metric: string) {
  model.set("metric", metric);
  model.save_changes();
  vi.runAllTimers();
}

const lastId = () => sent.at(-1)?.messages.at(-1)?.id ?? 0;

test("a choice stands at once, is sent once, and stays while a run of the script has not taken it", () => {
  choose("loss");
  expect(model.get("metric")).toBe("loss");
  expect(calls).toEqual(["metric"]);
  expect(sent).toHaveLength(1);
  expect(sent[0]?.messages[0]?.data).toEqual({
    method: "update",
    state: { metric: "loss" },
    buffer_paths: [],
  });
  model.take(given({}));
  expect(model.get("metric")).toBe("loss");
  model.take(given({ metric: "val_acc", hidden: ["lr"] }, { taken: lastId() }));
  expect([model.get("metric"), model.get("hidden")]).toEqual(["val_acc", ["lr"]]);
  expect(calls).toEqual(["metric", "metric", "hidden"]);
});

test("what was not taken is sent again with what comes next, and nothing twice in one go", () => {
  choose("loss");
  model.send({ event: "wand" });
  model.send({ event: "cancel" });
  vi.runAllTimers();
  expect(sent.map(({ messages }) => messages.length)).toEqual([1, 3]);
  model.take(given({}, { taken: lastId() }));
  model.send({ event: "wand" });
  vi.runAllTimers();
  expect(sent.at(-1)?.messages).toHaveLength(1);
});

test("state that stays the same redraws nothing", () => {
  model.take(given({ hidden: [] }));
  expect(calls).toEqual([]);
});

test("a reply is told once, with its bytes, and none that a view before this one was for", () => {
  const replies = [{ id: 4, content: { copied: "old" }, buffers: [] }];
  const later = new AppModel(given({}, { replies }), (message) => sent.push(message));
  const told: unknown[] = [];
  later.on("msg:custom", (reply, buffers) => told.push([reply, buffers.map((view) => view.getUint8(0))]));
  const more = [...replies, { id: 5, content: { copied: "new" }, buffers: [btoa("\x07\x08")] }];
  later.take(given({}, { replies: more }));
  later.take(given({}, { replies: more }));
  expect(told).toEqual([[{ copied: "new" }, [7]]]);
  later.send({ event: "wand" });
  vi.runAllTimers();
  expect(sent.at(-1)?.heard).toBe(5);
});
