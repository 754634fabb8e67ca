import { expect, test } from "vitest";
import { commonStart, cut, namesOf, partsOf } from "../../src/controls/names";

test("long names are cut where they differ, by whole words where these fit", () => {
  const names = ["finetuned", "pretrained", "randomised"].map((kind) => `resnet50_${kind}_imagenet_v1`);
  expect(cut(names, 15)).toEqual(["…finetuned…", "…pretrained…", "…randomised…"]);
  expect(cut(names, 22)[1]).toBe("resne…pretrained…et_v1");
  for (const most of [11, 15, 20, 26]) {
    const texts = cut(names, most);
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(most);
    expect(new Set(texts).size).toBe(3);
  }
  const heads = ["gelu", "relu"].map((kind) => `mlp_two_layers_${kind}_dropout_x`);
  expect(cut(heads, 15).map((text) => text.match(/[gr]elu/)?.[0])).toEqual(["gelu", "relu"]);
  expect(cut(["adam", "a".repeat(30)], 11)).toEqual(["adam", "aaaaaaa…aaa"]);
  expect(cut([], 9)).toEqual([]);
});

test("texts that would look the same are cut where they differ, whatever the others are", () => {
  const names = [
    "short",
    `${"x".repeat(30)}b`,
    ...[1, 2].map((i) => `${"a".repeat(15)}${i}${"b".repeat(15)}`),
  ];
  expect(new Set(cut(names, 14)).size).toBe(4);
});

test("what all names share up to a separator is left out", () => {
  expect(commonStart(["cfg.train.lr", "cfg.train.momentum", "cfg.model.depth"])).toBe("cfg.");
  expect(commonStart(["params/lr", "params/lr_decay"])).toBe("params/");
  expect(commonStart(["clf__C", "clf__gamma"])).toBe("clf__");
  expect(commonStart(["cfg.lr"])).toBe("");
  expect(commonStart(["a.b", "a.b.c"])).toBe("a.");
  expect(commonStart(["learning_rate", "learning_decay"])).toBe("");
  expect(commonStart([])).toBe("");
});

test("what tells a name from the others is its last parts, as few as needed", () => {
  const names = ["a.optim.lr", "a.optim.decay", "a.model.encoder.depth", "a.model.decoder.depth"];
  const { start, of } = namesOf(names);
  expect(start).toBe("a.");
  expect(names.map((name) => [of(name).start, of(name).leaf])).toEqual([
    ["optim.", "lr"],
    ["optim.", "decay"],
    ["model.", "encoder.depth"],
    ["model.", "decoder.depth"],
  ]);
  expect(of("a.optim.lr").text).toBe("optim.lr");
  expect(of("not there")).toEqual({
    text: "not there",
    start: "",
    leaf: "not there",
    middle: "not there",
    narrow: "not there",
  });
});

test("names can be told apart where there is little room", () => {
  const names = Array.from({ length: 30 }, (_, i) => `net.block_${i}.attention.projection.dropout_rate`);
  const { of } = namesOf(names);
  for (const key of ["text", "leaf", "middle", "narrow"] as const)
    expect(new Set(names.map((name) => of(name)[key])).size).toBe(30);
  expect(Math.max(...names.map((name) => of(name).narrow.length))).toBeLessThanOrEqual(18);
  expect(Math.max(...names.map((name) => of(name).text.length))).toBeLessThanOrEqual(40);
});

test("a long name keeps as many of its last parts as there is room for", () => {
  const long = "experiment.training.optimisation.schedule.warmup.learning_rate";
  expect(namesOf([long, "seed"]).of(long).text).toBe("…schedule.warmup.learning_rate");
});

test("a line may end after a separator, and every letter stays", () => {
  expect(partsOf("model.initial_learning-rate")).toEqual(["model.", "initial_", "learning-", "rate"]);
  expect(partsOf("__a//b.")).toEqual(["__", "a//", "b."]);
  for (const name of ["", "lr", "a b", "..."]) expect(partsOf(name).join("")).toBe(name);
});

test("a row shows a name of forty letters whole where it is wide", () => {
  const names = ["a.early_stopping.initial_learning_rate", "b.c.random_crop.hidden_dimension_multiplier"];
  const { of } = namesOf([...names, "c.early_stopping.rate"]);
  expect(names.map((name) => of(name).start + of(name).leaf)).toEqual(names);
  expect(Math.max(...names.map((name) => of(name).middle.length))).toBeLessThanOrEqual(28);
});
