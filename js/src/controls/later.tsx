/** What opens later: its code is in parts of their own, which Python sends when they are requested. */
import { Component, type ComponentType, createContext } from "preact";

/** Files of code: what may open at any time comes soon after the first figures, all else when it is opened. */
export type PartFile = "later" | "runs" | "lines" | "views";

/** The components of the parts. */
export type PartName =
  | "AlongView"
  | "ColumnChooser"
  | "DefaultCostsView"
  | "EnoughPictures"
  | "ExportMenu"
  | "FilterEditor"
  | "GuessedColumns"
  | "InsightView"
  | "NextSweepView"
  | "RowPictures"
  | "RunCard"
  | "RunsPicture"
  | "RunsView"
  | "SettingsForm"
  | "SweepsView"
  | "TasksView"
  | "Waterfall";

/** Components, each with properties of its own. */
export type Parts = Readonly<Record<PartName, unknown>>;

interface Later {
  /** null until they have come. */
  readonly parts: Partial<Parts> | null;
  /** Why they cannot come, in a sentence. */
  readonly problem: string;
  readonly request: (file: PartFile) => void;
}

export const LaterParts = createContext<Later>({
  parts: null,
  problem: "",
  request: () => undefined,
});

/** Stands for a component of a part: the component itself, or a sentence until it is there. */
export function later<C>(name: PartName, file: PartFile = "later"): C {
  const Later = (props: object) => (
    <LaterParts.Consumer>
      {(part) => {
        const Part = part.parts?.[name] as ComponentType<object> | undefined;
        return Part ? <Part {...props} /> : <Missing {...part} file={file} />;
      }}
    </LaterParts.Consumer>
  );
  return Later as C;
}

interface MissingProps extends Later {
  readonly file: PartFile;
}

class Missing extends Component<MissingProps> {
  override componentDidMount() {
    this.props.request(this.props.file);
  }

  override render({ problem }: MissingProps) {
    return <p class="hp-empty">{problem || "This opens when Python answers."}</p>;
  }
}
