/** What an opened row shows below its sentences: its values, its effect, and its effect with another param. */
import type { Choose } from "../model/choices";
import type { Send } from "../model/events";
import type { State } from "../model/state";
import { EffectView } from "../plots/effect";
import { JointPicker } from "../plots/joint";
import type { Ranked } from "./cells";
import { LevelsTable } from "./levels";
import sheet from "./levels.css?inline";

interface Props {
  readonly state: State;
  readonly choose: Choose;
  readonly send: Send;
  readonly row: Ranked;
}

export function RowPictures({ state, choose, send, row }: Props) {
  const { ranking } = state;
  const levels = Object.hasOwn(ranking.levels, row.param) && ranking.levels[row.param];
  return (
    <>
      <style>{sheet}</style>
      {levels && <LevelsTable name={row.param} levels={levels} ranking={ranking} />}
      <EffectView state={state} choose={choose} send={send} row={row} />
      <JointPicker state={state} send={send} param={row.param} />
    </>
  );
}
