/** A long list in pages. */
import { Component, type ComponentChildren } from "preact";
import { count } from "../model/format";
import { type Page, paged } from "../model/order";
import { Button } from "./controls";
import { Icon, type IconName } from "./icons";

/** The two buttons that turn a page. */
export function Turn({ page: { page, pages }, onTurn }: { page: Page; onTurn: (to: number) => void }) {
  const turn = (label: string, icon: IconName, to: number) => (
    <Button kind="hp-square" aria-label={label} disabled={to < 0 || to >= pages} onClick={() => onTurn(to)}>
      <Icon name={icon} />
    </Button>
  );
  return (
    <>
      {turn("Previous page", "left", page - 1)}
      {turn("Next page", "right", page + 1)}
    </>
  );
}

interface Props<T> {
  readonly items: readonly T[];
  /** Of one page. */
  readonly size: number;
  /** What is listed: "values". */
  readonly noun: string;
  readonly children: (shown: readonly T[]) => ComponentChildren;
}

/** The items of one page, and where there are more, the buttons to turn it. */
export class Pages<T> extends Component<Props<T>, { page: number }> {
  override state = { page: 0 };

  override render({ items, size, noun, children }: Props<T>, { page: wanted }: { page: number }) {
    const page = paged(items.length, wanted, size);
    return (
      <>
        {children(items.slice(page.start, page.end))}
        {page.pages > 1 && (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset lays itself out by rules of its own
          <div class="hp-actions" role="group" aria-label={`Pages of ${noun}`}>
            {`${count(page.start + 1)}–${count(page.end)} of ${count(items.length)} ${noun}`}
            <Turn page={page} onTurn={(to) => this.setState({ page: to })} />
          </div>
        )}
      </>
    );
  }
}
