/** What is being computed. Its place is kept when nothing is. */
import type { Send } from "../model/events";
import type { Progress } from "../model/facts";
import { percent } from "../model/format";
import { Button } from "./controls";

interface Props {
  readonly progress: Progress;
  readonly send: Send;
  /** Python's last sentence, about an export say; "" when there is none. */
  readonly message: string;
}

export function Work({ progress: { busy, words, done, total }, send, message }: Props) {
  const rest = message === "" ? <span class="hp-hidden">done</span> : message;
  return (
    <span class="hp-work">
      <span class="hp-ellipsis" role="status" title={message}>
        {busy ? words || "computing" : rest}
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
