/** The button that pins a run as the baseline of the others. */
import { Button } from "../controls/controls";

/** By keyboard it is in the card: a stop in each row would be in the way. */
export function Pin({ isPinned, label, onPin }: { isPinned: boolean; label: string; onPin: () => void }) {
  const pin = (event: Event) => {
    event.stopPropagation();
    onPin();
  };
  return (
    <Button
      kind="hp-quiet hp-pin"
      tabIndex={-1}
      aria-label={`Baseline: ${label}`}
      aria-pressed={isPinned}
      title="Pin as baseline: other runs are compared with it"
      onClick={pin}
    >
      <PinIcon />
    </Button>
  );
}

function PinIcon() {
  return (
    <svg class="hp-icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M5.5 2h5M6.5 2v4.5L4 9.5h8L9.5 6.5V2M8 9.5V14" />
    </svg>
  );
}
