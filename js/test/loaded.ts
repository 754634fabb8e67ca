/** The part that opens later is there, as soon after the first figures, but in the tests of its coming. */
import { beforeEach } from "vitest";
import { PARTS } from "../src/later";
import { LOADED } from "../src/load";
import { PARTS as RUNS } from "../src/runs/parts";
import { PARTS as LINES } from "../src/runs/pictures/parts";
import { PARTS as VIEWS } from "../src/views";

beforeEach(() => {
  LOADED.parts = { ...PARTS, ...RUNS, ...LINES, ...VIEWS };
});
