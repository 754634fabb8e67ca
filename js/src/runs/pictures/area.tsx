import { percent } from "../../model/format";
import type { Selection } from "../../model/pictures";
import type { Scale } from "../axes/scale";
import { brushesOf } from "../axes/selection";

interface AreaProps {
  readonly x: Scale;
  readonly y: Scale;
  readonly accepted: ReadonlyMap<string, Selection | null>;
}

/** What the filter accepts on both axes. */
export function Area({ x, y, accepted }: AreaProps) {
  const [across, up] = [x, y].map((scale) => {
    const selection = accepted.get(scale.axis.key);
    return selection ? brushesOf(scale, selection) : [];
  });
  if (!(across?.length || up?.length)) return null;
  const whole = [{ from: 0, to: 1 }];
  return (across?.length ? across : whole).flatMap((wide) =>
    (up?.length ? up : whole).map((high) => (
      <span
        key={`${wide.from} ${high.from}`}
        class="hp-brush"
        title="The filter: a click beside the dots takes it away"
        style={{
          left: percent(wide.from),
          width: percent(wide.to - wide.from),
          bottom: percent(high.from),
          height: percent(high.to - high.from),
        }}
      />
    )),
  );
}
