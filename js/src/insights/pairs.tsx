/** The pairs of params with the strongest interactions; each opens to its map. */
import { Component, type ComponentChildren } from "preact";
import { Button } from "../controls/controls";
import { Icon } from "../controls/icons";
import { ParamName } from "../controls/name";
import type { Send } from "../model/events";
import type { Insight } from "../model/insight";
import { importanceLimit } from "../model/order";
import type { Figure } from "../model/ranking";
import { type RowOf, rowsOf } from "../model/rows";
import type { State } from "../model/state";
import { JointView } from "../plots/joint";
import { Importance } from "../table/cells";
import { InsightFrame, type InsightProps } from "./insight";

const UNCLEAR = ["could be chance", "Effects that only add up could get as much."] as const;

/** The strongest interactions; parallel arrays, the strongest first. */
export interface Pairs extends Insight {
  /** Shares are of the differences in the metric, out of bag; else of those between predictions, without a test. */
  readonly out_of_bag: boolean;
  readonly pairs: {
    readonly param: readonly string[];
    readonly other: readonly string[];
    readonly share: readonly Figure[];
    readonly share_low: readonly Figure[];
    readonly share_high: readonly Figure[];
    readonly p_value: readonly Figure[];
    readonly above_noise: readonly (boolean | null)[];
  };
}

export function PairsView(props: InsightProps) {
  const { state, send } = props;
  return (
    <InsightFrame<Pairs> {...props}>
      {(interactions) => <PairList interactions={interactions} state={state} send={send} />}
    </InsightFrame>
  );
}

interface Props {
  readonly interactions: Pairs;
  readonly state: State;
  readonly send: Send;
}

class PairList extends Component<Props, { open: string }> {
  override state = { open: "" };

  override render({ interactions, state, send }: Props, { open }: { open: string }) {
    const { out_of_bag, pairs } = interactions;
    const limit = importanceLimit({ importance: pairs.share, importance_high: pairs.share_high });
    return (
      <table class="hp-beside hp-pairs" aria-label="Interactions">
        <thead>
          <tr>
            <th>Pair</th>
            <th>Extra effect together{!out_of_bag && " (fANOVA)"}</th>
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
          <Button base="hp-open" aria-label={`${param} × ${other}`} aria-expanded={open} onClick={toggle}>
            <Icon name="right" />
            <ParamName param={param} />{" "}
            <span class="hp-times">
              × <ParamName param={other} />
            </span>
          </Button>
        </th>
        <td>
          <Importance row={row} limit={limit} complete unclear={UNCLEAR} />
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
