/** What the colours mean, and how many runs are kept; of a run that is pointed at its name. */
import { count, counted, number } from "../../model/format";
import { countOf } from "../axes/mask";
import type { Drawn } from "../axes/store";

interface Props {
  readonly drawn: Drawn;
  readonly mask: Uint8Array;
  readonly isDragged: boolean;
  readonly marked: number | null;
  /** What the line above the dots is. */
  readonly line?: string;
}

export function Legend({ drawn, mask, isDragged, marked, line }: Props) {
  const color = drawn.scales.get(drawn.axes.color);
  const value = marked === null ? undefined : color?.numbers[marked];
  return (
    <p class="hp-runs-legend">
      {color && (
        <span>
          <bdi>{color.axis.label}</bdi>: worse <i class="hp-ramp" aria-hidden="true" /> better
        </span>
      )}
      {line && (
        <span>
          <i class="hp-line-key" aria-hidden="true" /> {line}
        </span>
      )}
      <span role="status" aria-label="Runs inside">
        {isDragged && `${count(countOf(mask))} of ${counted(mask.length, "run")}`}
      </span>
      {marked !== null && (
        <span>
          <bdi>{drawn.name(marked)}</bdi>
          {value !== undefined && !Number.isNaN(value) && ` (${number(value)})`}
        </span>
      )}
    </p>
  );
}
