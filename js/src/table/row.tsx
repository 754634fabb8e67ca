/** One ranked param: its figures, and below them, when open, what they say in words and pictures. */
import { Summary } from "../controls/controls";
import { later } from "../controls/later";
import { WholeName } from "../controls/name";
import type { Choose } from "../model/choices";
import type { Send } from "../model/events";
import type { State } from "../model/state";
import { methodOf } from "../model/sweep";
import type { Ranked } from "./cells";
import { COLUMNS } from "./columns";
import type { RowPictures } from "./row-pictures";

const Pictures = later<typeof RowPictures>("RowPictures");

interface Props {
  readonly state: State;
  readonly choose: Choose;
  readonly send: Send;
  readonly row: Ranked;
  readonly limit: number;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly onHide: (event: Event) => void;
}

export function Row({ state, choose, send, row, open, ...cells }: Props) {
  const { complete, method } = state.ranking;
  const unclear = methodOf(state.sweep, method)?.unclear;
  const saved = state.sweep.saved === true;
  return (
    <>
      {/* By keyboard its name opens it, which is a button */}
      <tr class="hp-row" data-param={row.param} onClick={(event) => isOnRow(event) && cells.onToggle()}>
        {COLUMNS.map(({ by, Cell }) => {
          const cell = (
            <Cell row={row} complete={complete} unclear={unclear} open={open} saved={saved} {...cells} />
          );
          return by === "param" ? (
            <th key={by} scope="row">
              {cell}
            </th>
          ) : (
            <td key={by}>{cell}</td>
          );
        })}
      </tr>
      {open && (
        <tr>
          <td colSpan={COLUMNS.length}>
            <Detail state={state} choose={choose} send={send} row={row} />
          </td>
        </tr>
      )}
    </>
  );
}

/** Not on a control in it, nor at the end of selecting its text. */
function isOnRow({ target }: Event): boolean {
  return !(target as Element).closest("button") && String(getSelection() ?? "") === "";
}

function Detail({ state, choose, send, row }: Pick<Props, "state" | "choose" | "send" | "row">) {
  return (
    <div class="hp-detail">
      <WholeName param={row.param} />
      <p>{row.sentences.filter((sentence) => sentence !== state.effects[row.param]?.replaces).join(" ")}</p>
      {row.details.length > 0 && (
        <details>
          <Summary>Statistics</Summary>
          <p>{row.details.join(" ")}</p>
        </details>
      )}
      <Pictures state={state} choose={choose} send={send} row={row} />
    </div>
  );
}
