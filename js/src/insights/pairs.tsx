/** The pairs of params that do most beyond what each does alone; each opens to its map. */
import { Component, type ComponentChildren } from "preact";
import { Button } from "../controls/controls";
import { Icon } from "../controls/icons";
import { Name } from "../controls/name";
import type { Send } from "../model/events";
import type { Pairs } from "../model/insights";
import { importanceLimit } from "../model/order";
import { type RowOf, rowsOf } from "../model/rows";
import type { State } from "../model/state";
import { JointView } from "../plots/joint";
import { Importance } from "../table/row";
import { Insight, type InsightProps } from "./insight";

const HEADINGS: Record<Pairs["method"], string> = {
  oob: "Beyond both alone",
  fanova: "Beyond both alone (of the forest)",
};

export function PairsView({ state, send }: InsightProps) {
  return (
    <Insight state={state} send={send} name="pairs">
      {(found) => <PairList found={found} state={state} send={send} />}
    </Insight>
  );
}

interface Props {
  readonly found: Pairs;
  readonly state: State;
  readonly send: Send;
}

class PairList extends Component<Props, { open: string }> {
  override state = { open: "" };

  override render({ found: { method, pairs }, state, send }: Props, { open }: { open: string }) {
    const limit = importanceLimit({ importance: pairs.share, importance_high: pairs.share_high });
    return (
      <table class="hp-beside hp-pairs" aria-label="Interactions">
        <thead>
          <tr>
            <th>Pair</th>
            <th>{HEADINGS[method]}</th>
          </tr>
        </thead>
        <tbody>
          {rowsOf(pairs, pairs.param).map((pair) => {
            const key = JSON.stringify([pair.param, pair.other]);
            const toggle = () => this.setState({ open: key === open ? "" : key });
            return (
              <PairRow key={key} pair={pair} limit={limit} open={key === open} toggle={toggle}>
                <JointView state={state} send={send} param={pair.param} other={pair.other} />
              </PairRow>
            );
          })}
        </tbody>
      </table>
    );
  }
}

interface RowProps {
  readonly pair: RowOf<Pairs["pairs"]>;
  readonly limit: number;
  readonly open: boolean;
  readonly toggle: () => void;
  readonly children: ComponentChildren;
}

function PairRow({ pair: { param, other, ...figures }, limit, open, toggle, children }: RowProps) {
  const row = {
    importance: figures.share,
    importance_low: figures.share_low,
    importance_high: figures.share_high,
    above_noise: figures.above_noise,
  };
  return (
    <>
      <tr>
        <th scope="row">
          <Button base="" kind="hp-open" aria-expanded={open} onClick={toggle}>
            <Icon name="right" />
            <Name text={param} /> × <Name text={other} />
          </Button>
        </th>
        <td>
          <Importance row={row} limit={limit} complete why="Effects that just add up could get as much." />
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={2}>{children}</td>
        </tr>
      )}
    </>
  );
}
