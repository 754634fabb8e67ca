/** What decides early in the training and what late: a line for each param, and a table of the steps. */
import { Component } from "preact";
import { Button, Select } from "../controls/controls";
import { InsightFrame, type InsightProps } from "../insights/insight";
import { count } from "../model/format";
import { rowsOf } from "../model/rows";
import type { Along } from "./along-figures";
import { Courses } from "./courses";
import { Sheet } from "./sheet";

interface Looks {
  readonly of: string;
  /** The point that is pointed at, in the line of a param or in the list of the points. */
  readonly at: number | null;
  readonly param: string;
  /** The point whose figures are written out. */
  readonly open: number | null;
}

export class AlongView extends Component<InsightProps, Looks> {
  override state: Looks = { of: "", at: null, param: "", open: null };

  override render(props: InsightProps, { of, at, param, open }: Looks) {
    const subjects = props.state.sweep.views.find(({ name }) => name === props.name)?.subjects ?? [];
    const by = subjects.includes(of) ? of : (subjects[0] ?? "");
    const point = (place: number | null, inLine = "") => this.setState({ at: place, param: inLine });
    const pick = (place: number) => this.setState({ open: place === open ? null : place });
    return (
      <>
        <Sheet />
        {subjects.length > 1 && (
          <Select
            label="Along"
            value={by}
            options={subjects.map((name) => [name, `Along ${name}`])}
            onPick={(picked) => this.setState({ of: picked, at: null, param: "", open: null })}
          />
        )}
        <InsightFrame<Along> {...props} of={by}>
          {(along) => (
            <>
              <Courses along={along} at={at} param={param} open={open} point={point} />
              <Points along={along} at={at} open={open} point={point} pick={pick} />
            </>
          )}
        </InsightFrame>
      </>
    );
  }
}

interface PointsProps {
  readonly along: Along;
  readonly at: number | null;
  readonly open: number | null;
  readonly point: (place: number | null) => void;
  readonly pick: (place: number) => void;
}

function Points({ along: { by, is_fidelity, points }, at, open, point, pick }: PointsProps) {
  const rows = rowsOf(points, points.name).map((row, place) => ({ ...row, place }));
  return (
    <table class="hp-points" aria-label={is_fidelity ? `Levels of ${by}` : "Steps"}>
      <thead>
        <tr>
          <th scope="col">{is_fidelity ? "Level" : "Step"}</th>
          <th scope="col">Runs</th>
          <th scope="col">Correlation with the end</th>
          <th scope="col">Kept of the best quarter at the end by the best quarter here</th>
          <th scope="col">Matters here</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, runs, correlation, best, words, place }) => (
          <tr
            key={name}
            class={place === at ? "hp-at" : ""}
            onPointerEnter={() => point(place)}
            onPointerLeave={() => point(null)}
          >
            <th scope="row">
              <Button
                base=""
                kind="hp-link"
                aria-label={`Figures at ${name}`}
                aria-pressed={place === open}
                onClick={() => pick(place)}
              >
                <bdi>{name}</bdi>
              </Button>
            </th>
            <td data-head="Runs">{count(runs)}</td>
            <td data-head="Correlation with the end">{correlation || "–"}</td>
            <td data-head="Best quarter">{best || "–"}</td>
            <td>{words}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
