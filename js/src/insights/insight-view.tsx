/** The view that answers a question. */
import sheet from "./answers.css?inline";
import type { InsightProps } from "./insight";
import type { InsightName } from "./names";
import { INSIGHTS } from "./registry";

export function InsightView(props: InsightProps) {
  const Shown = INSIGHTS[props.name as InsightName];
  return (
    <>
      <style>{sheet}</style>
      <Shown {...props} />
    </>
  );
}
