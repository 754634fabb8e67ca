/** Whether new runs are looked for, and how many have come. */
import type { Choose } from "../model/choices";
import { counted } from "../model/format";
import type { State } from "../model/state";
import { Checkbox } from "./controls";

/** Seconds between two looks. */
const OFTEN = 5;

export function Following({ state: { live, follow }, choose }: { state: State; choose: Choose }) {
  if (!live.offered) return null;
  return (
    <div class="hp-actions">
      <Checkbox checked={follow > 0} onToggle={() => choose({ follow: follow > 0 ? 0 : OFTEN })}>
        Follow new runs
      </Checkbox>
      {live.since !== null && (
        <span role="status" aria-label="New runs">
          {live.trouble || news(live.new_runs, live.since)}
        </span>
      )}
    </div>
  );
}

function news(runs: number, since: number): string {
  const moment = new Date(1000 * since).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return `${runs === 0 ? "no new runs" : counted(runs, "new run")} since ${moment}`;
}
