/** The cells of one ranked param: its name, and its figures, each drawn and as a number. */
import { Button } from "../controls/controls";
import { Icon } from "../controls/icons";
import { Mark } from "../controls/mark";
import { ParamName } from "../controls/name";
import { counted, figure, interval, signed } from "../model/format";
import type { RankedParams } from "../model/ranking";
import type { RowOf } from "../model/rows";
import { cutOff, DivergingBar, ImportanceBar } from "../plots/bars";

export type Ranked = RowOf<RankedParams>;

interface ParamProps {
  readonly row: Ranked;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly onHide: (event: Event) => void;
  readonly saved: boolean;
}

/** The name, which opens the row, what kind of param it is, and an eye that hides it. */
export function Param({ row, open, onToggle, onHide, saved }: ParamProps) {
  return (
    <div class="hp-name">
      <Button base="hp-open" aria-label={row.param} aria-expanded={open} onClick={onToggle}>
        <Icon name="right" />
        <ParamName param={row.param} />
      </Button>
      {row.moves_with.length > 0 && (
        <Mark
          icon="link"
          words="moved together"
          why={`${row.moves_with.join(", ")} moved along with it: their effects cannot be separated.`}
        />
      )}
      <span class="hp-tag">{tag(row)}</span>
      <Button
        kind="hp-quiet hp-eye"
        aria-label={`Hide ${row.param}`}
        title={`Hide ${row.param}${saved ? "" : ": leaves it out of the analysis"}`}
        onClick={onHide}
      >
        <Icon name="eye" />
      </Button>
    </div>
  );
}

function tag({ levels, log }: Ranked): string {
  if (levels !== null) return counted(levels, "value");
  return log ? "log axis" : "";
}

const TOO_FEW = "Too few runs for a test.";

interface ImportanceProps {
  readonly row: Pick<Ranked, "importance" | "importance_low" | "importance_high" | "above_noise"> & {
    readonly tested?: boolean;
  };
  readonly limit: number;
  readonly complete: boolean;
  /** What is said of it where it may be noise, and why. */
  readonly unclear?: readonly [words: string, why: string] | undefined;
}

const COULD_BE_CHANCE = ["could be chance", "A parameter without effect could get as much."] as const;

/** Why a figure is not to be taken for an effect; empty where it is one, or nothing is tested. */
function doubt(
  { above_noise, tested }: Pick<ImportanceProps["row"], "above_noise" | "tested">,
  unclear: string,
): string {
  if (tested === false) return "not tested yet";
  return above_noise === false ? unclear : "";
}

export function Importance({ row, limit, complete, unclear = COULD_BE_CHANCE }: ImportanceProps) {
  const [words, why] = unclear;
  const { importance, importance_low: low, importance_high: high } = row;
  const text = complete || importance !== null ? figure(importance) : "…";
  const verdict = complete && importance !== null ? doubt(row, words) : "";
  return (
    <div
      class={`hp-figure ${verdict ? "hp-noise" : ""}`}
      title={`Importance ${text}${interval(low, high, figure)}${cutOff(low, high, limit)}${verdict && `; ${verdict}`}`}
    >
      <ImportanceBar value={importance} low={low} high={high} limit={limit} />
      <span class="hp-number">{text}</span>
      {verdict && <Mark icon="wave" words={verdict} why={row.tested === false ? TOO_FEW : why} />}
    </div>
  );
}

export function Correlation({ row }: { row: Ranked }) {
  const { kind, correlation, correlation_low: low, correlation_high: high } = row;
  const isRatio = kind === "categorical" && correlation !== null;
  const format = isRatio ? figure : signed;
  const what = isRatio ? "Correlation ratio (0 to 1, no direction)" : "Correlation";
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
            words="no direction"
            why="Values without order: strength from 0 to 1, no direction."
          />
        )}
        {row.strong && <strong class="hp-strong">strong</strong>}
      </span>
    </div>
  );
}
