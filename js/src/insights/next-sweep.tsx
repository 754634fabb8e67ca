/** What the next sweep should draw each param from, why, and how sure that is; written for the tools there are. */
import { Component } from "preact";
import { Delivered } from "../controls/boxes/export";
import { Button, Select } from "../controls/controls";
import { ParamName } from "../controls/name";
import { Pages } from "../controls/pages";
import type { Insight } from "../model/insight";
import type { Figure } from "../model/ranking";
import { type RowOf, rowsOf } from "../model/rows";
import { InsightFrame, type InsightProps } from "./insight";
import sheet from "./next-sweep.css?inline";

/** What the next sweep should draw each param from. */
export interface NextSweep extends Insight {
  /** Parallel arrays, in the order of the table. */
  readonly lines: {
    readonly param: readonly string[];
    readonly action: readonly (
      | "freeze"
      | "narrow"
      | "fix"
      | "always set"
      | "extend"
      | "shift"
      | "keep"
      | "keep (hidden)"
      | "remove"
    )[];
    readonly before: readonly string[];
    readonly after: readonly string[];
    readonly reason: readonly string[];
    readonly sure: readonly string[];
    /** Share of the parts of the forest that agree. */
    readonly agreement: readonly Figure[];
  };
  /** What the space can be written for. */
  readonly tools: readonly (readonly [name: string, label: string])[];
}

/** Lines on one page. */
const SIZE = 25;

/** A line that changes something comes with a mark, so that it is not known by its colour alone. */
const MARKS = {
  freeze: "■",
  narrow: "▸◂",
  fix: "■",
  "always set": "■",
  extend: "◂▸",
  shift: "▸▸",
  keep: "",
  "keep (hidden)": "",
  remove: "✕",
};

export function NextSweepView(props: InsightProps) {
  return (
    <InsightFrame<NextSweep> {...props}>
      {({ lines, tools }) => (
        <>
          <style>{sheet}</style>
          <Lines lines={lines} />
          <SpaceExport tools={tools} state={props.state} send={props.send} />
        </>
      )}
    </InsightFrame>
  );
}

function Lines({ lines }: Pick<NextSweep, "lines">) {
  return (
    <Pages items={rowsOf(lines, lines.param)} size={SIZE} noun="parameters">
      {(shown) => <LinesTable shown={shown} />}
    </Pages>
  );
}

function LinesTable({ shown }: { shown: readonly RowOf<NextSweep["lines"]>[] }) {
  return (
    <table class="hp-advice" aria-label="Next sweep">
      <thead>
        <tr>
          <th>Parameter</th>
          <th class="hp-acts">Action</th>
          <th>Draw from</th>
          <th class="hp-why">Why, and how sure</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((line) => (
          <Line key={line.param} line={line} />
        ))}
      </tbody>
    </table>
  );
}

function Line({
  line: { param, action, before, after, reason, sure, agreement },
}: {
  line: RowOf<NextSweep["lines"]>;
}) {
  return (
    <tr class={action.startsWith("keep") ? "hp-kept" : ""}>
      <th scope="row">
        <ParamName param={param} />
      </th>
      <td>
        <span class="hp-mark" aria-hidden="true">
          {MARKS[action]}
        </span>{" "}
        {action}
      </td>
      <td>
        <bdi>{after}</bdi>
        {after !== before && (
          <div class="hp-was">
            was <bdi>{before}</bdi>
          </div>
        )}
      </td>
      <td>
        {reason} {sure !== "not known" && <strong title={agreeing(agreement)}>{sure}</strong>}
      </td>
    </tr>
  );
}

/** How many of the parts of the forest agree, for those who want to know. */
function agreeing(share: Figure) {
  return share === null ? undefined : `${Math.round(100 * share)}% of sub-forests agree`;
}

type SpaceProps = Pick<InsightProps, "state" | "send"> & Pick<NextSweep, "tools">;

/** The space of the next sweep, for one of the tools. */
class SpaceExport extends Component<SpaceProps, { tool: string }> {
  override state = { tool: this.props.tools[0]?.[0] ?? "" };

  override render({ tools, state, send }: SpaceProps, { tool }: { tool: string }) {
    const take = (to: "copy" | "file") => send({ event: "export", what: "space", tool, to });
    return (
      <div class="hp-buttons">
        Export as
        <Select
          label="Written for"
          value={tool}
          options={tools}
          onPick={(name) => this.setState({ tool: name })}
        />
        <Button onClick={() => take("copy")}>Copy</Button>
        <Button onClick={() => take("file")}>Save as file</Button>
        <Delivered state={state} here={(of) => of === "space"} />
      </div>
    );
  }
}
