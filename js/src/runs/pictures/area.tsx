import type { Selection } from "../../model/pictures";
import type { Scale } from "../axes/scale";
import { brushesOf } from "../axes/selection";
import { share } from "./axis";

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
          left: share(wide.from),
          width: share(wide.to - wide.from),
          bottom: share(high.from),
          height: share(high.to - high.from),
        }}
      />
    )),
  );
}
