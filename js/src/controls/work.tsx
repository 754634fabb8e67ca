/** What is being computed. Its place is kept when nothing is. */
import type { Send } from "../model/events";
import type { Progress } from "../model/facts";
import { percent } from "../model/format";
import { Button } from "./controls";

interface Props {
  readonly progress: Progress;
  readonly send: Send;
}

export function Work({ progress: { busy, words, done, total }, send }: Props) {
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
          <Button onClick={() => send({ event: "cancel" })}>Cancel</Button>
        </>
      )}
    </span>
  );
}
