/** The conditions of the filter above the table, each of which can be taken away, and the way back. */

import type { Choose } from "../../model/choices";
import { count, counted } from "../../model/format";
import type { State } from "../../model/state";
import { Button, FocusBox } from "../controls";
import { Icon } from "../icons";
import { Name } from "../name";

/** The filter before each change of it, and the one that is being gone back to. */
interface Undo {
  readonly filters: readonly string[];
  readonly undone: string | null;
}

interface Props {
  readonly state: State;
  readonly choose: Choose;
  readonly looks: Undo;
  readonly look: (changed: Pick<Undo, "undone">) => void;
}

/** A filter that is gone back to takes the last change away; any other change is one more. */
export function changed({ filters, undone }: Undo, before: string, now: string): Undo {
  return { filters: undone === now ? filters.slice(0, -1) : [...filters, before], undone: null };
}

export function joined(conditions: readonly string[]): string {
  return conditions.join(" and ");
}

export function Chips({ state: { filter, sweep, where }, choose, looks, look }: Props) {
  const before = looks.filters.at(-1);
  if (filter.where === "" && before === undefined) return null;
  const texts = filter.conditions.map(({ text }) => text);
  // Until Python has taken a choice, the conditions are those of the one before it.
  const isOlder = where !== filter.where;
  const change = (to: string, { currentTarget }: Event) => {
    (currentTarget as Element).closest<HTMLElement>(".hp-chips")?.focus({ preventScroll: true });
    choose({ where: to });
  };
  return (
    <FocusBox class="hp-chips" role="group" aria-label="Filter">
      {texts.map((text, i) => (
        <span class="hp-chip" key={text}>
          <Name text={text} />
          <Button
            kind="hp-quiet"
            aria-label={`Remove ${text}`}
            disabled={isOlder}
            onClick={(event) => change(joined(texts.filter((_, j) => j !== i)), event)}
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
        <Button base="" kind="hp-link" disabled={isOlder} onClick={(event) => change("", event)}>
          Clear
        </Button>
      )}
      {before !== undefined && (
        <Button
          base=""
          kind="hp-link"
          disabled={isOlder}
          onClick={(event) => {
            look({ undone: before });
            change(before, event);
          }}
          aria-label="Undo the filter"
        >
          Undo
        </Button>
      )}
    </FocusBox>
  );
}
