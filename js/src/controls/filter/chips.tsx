/** The conditions of the filter above the table, each of which can be taken away, and the way back. */

import type { Choose } from "../../model/choices";
import { count, counted } from "../../model/format";
import type { State } from "../../model/state";
import { Button, FocusBox } from "../controls";
import { Icon } from "../icons";
import { Name } from "../name";

interface Props {
  readonly state: State;
  readonly choose: Choose;
  /** Goes back to the filter before this one; absent where there was none. */
  readonly undo: (() => void) | undefined;
}

export function joined(conditions: readonly string[]): string {
  return conditions.join(" and ");
}

export function Chips({ state: { filter, sweep, where }, choose, undo }: Props) {
  if (filter.where === "" && !undo) return null;
  const texts = filter.conditions.map(({ text }) => text);
  // Until Python has taken a choice, the conditions are those of the one before it.
  const isOlder = where !== filter.where;
  const change = (act: () => void, { currentTarget }: Event) => {
    (currentTarget as Element).closest<HTMLElement>(".hp-chips")?.focus({ preventScroll: true });
    act();
  };
  const take = (to: string, event: Event) => change(() => choose({ where: to }), event);
  return (
    <FocusBox class="hp-chips" role="group" aria-label="Filter">
      {texts.map((text, i) => (
        <span class="hp-chip" key={text}>
          <Name text={text} />
          <Button
            kind="hp-quiet"
            aria-label={`Remove ${text}`}
            disabled={isOlder}
            onClick={(event) => take(joined(texts.filter((_, j) => j !== i)), event)}
          >
            <Icon name="close" />
          </Button>
        </span>
      ))}
      <span role="status" aria-label="Runs kept">
        {filter.where === ""
          ? `All ${counted(sweep.runs, "run")}`
          : `${count(filter.runs)} of ${counted(sweep.runs, "run")}`}
      </span>
      {filter.where !== "" && (
        <Button base="hp-link" disabled={isOlder} onClick={(event) => take("", event)}>
          Clear
        </Button>
      )}
      {undo && (
        <Button
          base="hp-link"
          disabled={isOlder}
          onClick={(event) => change(undo, event)}
          aria-label="Undo the filter"
        >
          Undo
        </Button>
      )}
    </FocusBox>
  );
}
