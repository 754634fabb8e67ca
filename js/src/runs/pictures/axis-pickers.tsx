/** Which metric stands up, and what stands across: the order of the runs, or another metric. */
import { Select } from "../../controls/controls";

/** Keys of the order in which the runs stand in the source, and of when they began. */
export const [ORDER, CREATED] = ["order", "created"];

/** Keys of axes. */
export interface Across {
  readonly x: string | null;
  readonly y: string | null;
}

interface PickerProps {
  readonly measures: readonly (readonly [key: string, label: string])[];
  readonly x: string;
  readonly y: string;
  readonly onPick: (picked: Partial<Across>) => void;
}

export function AxisPickers({ measures, x, y, onPick }: PickerProps) {
  const metrics = measures.filter(([key]) => key !== CREATED);
  const times = measures.filter(([key]) => key === CREATED).map(([key]) => [key, "Time"] as const);
  return (
    <div class="hp-scatter-axes">
      <label>
        Up
        <Select
          value={y}
          options={metrics.filter(([key]) => key !== x)}
          onPick={(key) => onPick({ y: key })}
        />
      </label>
      <label>
        Across
        <Select
          value={x}
          options={[...times, [ORDER, "Order of the runs"], ...metrics.filter(([key]) => key !== y)]}
          onPick={(key) => onPick({ x: key })}
        />
      </label>
    </div>
  );
}
