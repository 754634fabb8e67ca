/** One ranked param: its figures, and below them, when open, what they say in words. */

import { Button } from "../controls/controls";
import { Icon, type IconName } from "../controls/icons";
import { Name } from "../controls/name";
import type { Send } from "../model/events";
import { counted, figure, interval, signed } from "../model/format";
import type { RankedParams } from "../model/ranking";
import type { RowOf } from "../model/rows";
import type { State } from "../model/state";
import { DivergingBar, ImportanceBar } from "../plots/bars";
import { EffectView } from "../plots/effect";
import { Together } from "../plots/joint";
import { LevelsTable } from "./levels";

/** Beyond this, either way, a correlation is called strong. */
const STRONG = 0.7;

type Ranked = RowOf<RankedParams>;

interface Props {
  readonly state: State;
  readonly send: Send;
  readonly row: Ranked;
  readonly limit: number;
  readonly open: boolean;
  readonly onToggle: () => void;
}

export function Row({ state, send, row, limit, open, onToggle }: Props) {
  return (
    <>
      <tr class="hp-row" data-param={row.param}>
        <th scope="row">
          <div class="hp-name">
            <Button base="" kind="hp-open" aria-expanded={open} onClick={onToggle}>
              <Icon name="right" />
              <Name text={row.param} />
            </Button>
            {row.moves_with.length > 0 && (
              <Mark
                icon="link"
                words="moves together"
                why={`Moves together with ${row.moves_with.join(", ")}; not separable.`}
              />
            )}
            <span class="hp-tag">{tag(row)}</span>
          </div>
        </th>
        <td>
          <Importance row={row} limit={limit} complete={state.ranking.complete} />
        </td>
        <td>
          <Correlation row={row} />
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={3}>
            <Detail state={state} send={send} row={row} />
          </td>
        </tr>
      )}
    </>
  );
}

/** A small drawing, and its words where there is room; always its words for those who hear them. */
export function Mark({ icon, words, why }: { icon: IconName; words: string; why: string }) {
  return (
    <span class="hp-mark" title={why}>
      <Icon name={icon} />
      <span class="hp-words">{words}</span>
    </span>
  );
}

function tag({ levels, log }: Ranked): string {
  if (levels !== null) return counted(levels, "value");
  return log ? "log axis" : "";
}

interface ImportanceProps {
  readonly row: Pick<Ranked, "importance" | "importance_low" | "importance_high" | "above_noise">;
  readonly limit: number;
  readonly complete: boolean;
  /** Why it may be noise. */
  readonly why?: string;
}

export function Importance({
  row,
  limit,
  complete,
  why = "A parameter that does nothing could get as much.",
}: ImportanceProps) {
  const { importance, importance_low: low, importance_high: high } = row;
  const text = complete || importance !== null ? figure(importance) : "…";
  const isNoise = row.above_noise === false && importance !== null;
  const noise = isNoise ? "; not above noise" : "";
  return (
    <div
      class={`hp-figure ${isNoise ? "hp-noise" : ""}`}
      title={`Importance ${text}${interval(low, high, figure)}${noise}`}
    >
      <ImportanceBar value={importance} low={low} high={high} limit={limit} />
      <span class="hp-number">{text}</span>
      {isNoise && <Mark icon="wave" words="not above noise" why={why} />}
    </div>
  );
}

function Correlation({ row }: { row: Ranked }) {
  const { kind, correlation, correlation_low: low, correlation_high: high } = row;
  const isRatio = kind === "categorical" && correlation !== null;
  const format = isRatio ? figure : signed;
  const what = isRatio ? "Correlation ratio (0 to 1, no sign)" : "Correlation";
  const text = format(correlation);
  return (
    <div
      class={`hp-figure ${isRatio ? "hp-ratio" : ""}`}
      title={`${what} ${text}${interval(low, high, format)}`}
    >
      <DivergingBar value={correlation} low={low} high={high} limit={1} both={isRatio} />
      <span class="hp-number">{text}</span>
      <span>
        {isRatio && (
          <Mark
            icon="both"
            words="no sign"
            why="Of values without order: strength from 0 to 1, no direction."
          />
        )}
        {Math.abs(correlation ?? 0) > STRONG && <strong class="hp-strong">strong</strong>}
      </span>
    </div>
  );
}

function Detail({ state, send, row }: Pick<Props, "state" | "send" | "row">) {
  const { ranking } = state;
  const levels = Object.hasOwn(ranking.levels, row.param) && ranking.levels[row.param];
  return (
    <div class="hp-detail">
      <p>{row.sentences.join(" ")}</p>
      {levels && <LevelsTable name={row.param} levels={levels} ranking={ranking} />}
      <EffectView state={state} send={send} row={row} />
      <Together state={state} send={send} param={row.param} />
    </div>
  );
}
