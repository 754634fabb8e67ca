import { Component } from "preact";
import { Button } from "../../controls/controls";
import { deliver } from "../../controls/download";

interface Props {
  readonly label: string;
  /** Absent while it is being worked out. */
  readonly code: string | undefined;
}

/** Copies a configuration, and says that it did. */
export class CopyButton extends Component<Props, { copied: string }> {
  override state = { copied: "" };

  readonly #copy = async () =>
    this.setState({ copied: await deliver({ copied: this.props.code ?? "" }, []) });

  override render({ label, code }: Props, { copied }: { copied: string }) {
    return (
      <>
        <Button disabled={code === undefined} onClick={this.#copy}>
          {label}
        </Button>
        <span role="status">{copied}</span>
      </>
    );
  }
}
