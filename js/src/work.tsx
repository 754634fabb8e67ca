/** What is being computed. Its place is kept when nothing is. */
import { Button } from "./controls";
import { percent } from "./format";
import type { Progress, Send } from "./state";

export function Work({ progress: { busy, words, done, total }, send }: { progress: Progress; send: Send }) {
  return (
    <span class="hp-work">
      <span class="hp-ellipsis" role="status">
        {busy ? words || "computing" : <span class="hp-hidden">done</span>}
      </span>
      {busy && (
        <>
          <span
            class="hp-meter"
            role="progressbar"
            aria-label="Computation"
            aria-valuenow={done}
            aria-valuemax={total}
          >
            <span style={{ width: percent(done / (total || 1)) }} />
          </span>
          <Button onClick={() => send("cancel")}>Cancel</Button>
        </>
      )}
    </span>
  );
}
