/** What opens later: its code is a part of its own (later.ts), which Python sends soon after the first figures. */
import { Component, type ComponentType, createContext } from "preact";

/** The components of the part. */
export type PartName =
  | "ColumnChooser"
  | "ExportMenu"
  | "FilterEditor"
  | "GuessedColumns"
  | "InsightView"
  | "RowPictures"
  | "SettingsForm"
  | "Waterfall";

/** Components, each with properties of its own. */
export type Parts = Readonly<Record<PartName, unknown>>;

interface Later {
  /** null until they have come. */
  readonly parts: Parts | null;
  /** Why they cannot come, in a sentence. */
  readonly problem: string;
  readonly request: () => void;
}

export const LaterParts = createContext<Later>({
  parts: null,
  problem: "",
  request: () => undefined,
});

/** Stands for a component of the part: the component itself, or a sentence until it is there. */
export function later<C>(name: PartName): C {
  const Later = (props: object) => (
    <LaterParts.Consumer>
      {(part) => {
        const Part = part.parts?.[name] as ComponentType<object> | undefined;
        return Part ? <Part {...props} /> : <Missing {...part} />;
      }}
    </LaterParts.Consumer>
  );
  return Later as C;
}

class Missing extends Component<Later> {
  override componentDidMount() {
    this.props.request();
  }

  override render({ problem }: Later) {
    return <p class="hp-empty">{problem || "This opens when Python answers."}</p>;
  }
}
