/** Params that are not in the table: taken out of it and the model, or found by no search; and the way back. */
import { Button } from "../controls/controls";
import type { Choose } from "../model/choices";
import { count, counted } from "../model/format";
import { matches } from "../model/order";
import type { State } from "../model/state";

interface Props {
  readonly state: State;
  readonly choose: Choose;
}

/** "4 hidden, left out of the analysis · Undo"; where nothing was hidden here, all can be shown. */
export function Hidden({ state, choose, undo }: Props & { undo: (() => void) | undefined }) {
  if (state.hidden.length === 0) return null;
  return (
    <span>
      {`${count(state.hidden.length)} hidden${state.sweep.saved ? "" : ", left out of the analysis"} · `}
      <Button base="hp-link hp-undo" onClick={undo ?? (() => choose({ hidden: [] }))}>
        {undo ? "Undo" : "Show all"}
      </Button>
    </span>
  );
}

/** Hidden params that a search finds. */
export function hiddenMatching({ hidden }: State, search: string): readonly string[] {
  return search.trim() === "" ? [] : hidden.filter((name) => matches(name, search));
}

/** "1 hidden parameter matches: show". */
export function HiddenMatches({ state, choose, search }: Props & { search: string }) {
  const matching = hiddenMatching(state, search);
  if (matching.length === 0) return null;
  const show = () => choose({ hidden: state.hidden.filter((name) => !matching.includes(name)) });
  return (
    <p class="hp-empty">
      {`${counted(matching.length, "hidden parameter")} ${matching.length === 1 ? "matches" : "match"}: `}
      <Button base="hp-link" onClick={show}>
        show
      </Button>
    </p>
  );
}

export function NoMatch({ search, onClear }: { search: string; onClear: () => void }) {
  return (
    <p class="hp-empty">
      No parameter matches “<bdi>{search.trim()}</bdi>”. <Button onClick={onClear}>Clear the search</Button>
    </p>
  );
}
