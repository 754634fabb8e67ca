/** What the next sweep should draw each param from, why, and how sure that is; written for the tools there are. */
import { Component } from "preact";
import { Button, Select } from "../controls/controls";
import { Name } from "../controls/name";
import type { NextSweep } from "../model/insights";
import { type RowOf, rowsOf } from "../model/rows";
import { Insight, type InsightProps } from "./insight";

/** A line that changes something comes with a mark, so that it is not told by its colour alone. */
const MARKS = { freeze: "■", narrow: "▸◂", extend: "◂▸", keep: "" };

export function NextSweepView({ state, send }: InsightProps) {
  return (
    <Insight state={state} send={send} name="next">
      {(found) => (
        <>
          <Lines lines={found.lines} />
          <Taking found={found} send={send} />
        </>
      )}
    </Insight>
  );
}

function Lines({ lines }: Pick<NextSweep, "lines">) {
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
        {rowsOf(lines, lines.param).map((line) => (
          <Line key={line.param} line={line} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ line: { param, action, before, after, reason, sure } }: { line: RowOf<NextSweep["lines"]> }) {
  return (
    <tr class={action === "keep" ? "hp-kept" : ""}>
      <th scope="row">
        <Name text={param} />
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
        {reason} {sure !== "not known" && <strong>{sure}</strong>}
      </td>
    </tr>
  );
}

interface TakingProps extends Pick<InsightProps, "send"> {
  readonly found: NextSweep;
}

class Taking extends Component<TakingProps, { tool: string }> {
  override state = { tool: this.props.found.tools[0]?.[0] ?? "" };

  override render({ found: { tools }, send }: TakingProps, { tool }: { tool: string }) {
    const take = (to: "copy" | "file") => send({ event: "export", what: "space", tool, to });
    return (
      <div class="hp-buttons">
        Take it as
        <Select
          label="Written for"
          value={tool}
          options={tools}
          onPick={(name) => this.setState({ tool: name })}
        />
        <Button onClick={() => take("copy")}>Copy</Button>
        <Button onClick={() => take("file")}>Save as file</Button>
      </div>
    );
  }
}
