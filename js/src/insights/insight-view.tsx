/** The view that answers a question. */
import type { InsightProps } from "./insight";
import type { InsightName } from "./names";
import { INSIGHTS } from "./registry";
import { Sheet } from "./sheet";

export function InsightView(props: InsightProps) {
  const Shown = INSIGHTS[props.name as InsightName];
  return (
    <>
      <Sheet />
      <Shown {...props} />
    </>
  );
}
