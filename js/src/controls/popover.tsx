/** A button and the box it opens: Escape, a click elsewhere, or leaving it with Tab closes the box. */
import { Component, type ComponentChildren, createRef } from "preact";
import { Button, FocusBox } from "./controls";
import { Icon, type IconName } from "./icons";

/** Between the box and the edge of the panel. */
const GAP = 8;

interface Props {
  /** Name of the button, heading of the box. */
  readonly label: string;
  /** What is seen of the button, beside the icon or without one. */
  readonly text?: string;
  readonly icon?: IconName;
  readonly kind?: string;
  readonly children: (close: () => void) => ComponentChildren;
}

export class Popover extends Component<Props, { open: boolean }> {
  override state = { open: false };
  readonly #anchor = createRef<HTMLSpanElement>();
  readonly #box = createRef<HTMLDivElement>();

  /** What had the focus first since the box was opened. */
  #first: HTMLElement | null = null;

  readonly #close = () => this.setState({ open: false });

  readonly #closeAndReturn = () => {
    this.#close();
    this.#anchor.current?.querySelector("button")?.focus();
  };

  readonly #onOutside = (event: Event) => {
    if (this.#anchor.current && !event.composedPath().includes(this.#anchor.current)) this.#close();
  };

  readonly #onLeave = ({ relatedTarget: next }: FocusEvent) => {
    if (next && !this.#anchor.current?.contains(next as Node)) this.#close();
  };

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !this.state.open) return;
    event.stopPropagation();
    event.preventDefault();
    this.#closeAndReturn();
  };

  readonly #onResize = new ResizeObserver(() => place(this.#box.current));

  override componentDidUpdate(_: Props, before: { open: boolean }) {
    if (this.state.open) {
      place(this.#box.current);
      this.#focusFirst();
    }
    if (this.state.open === before.open) return;
    if (!this.state.open) {
      this.#stopListening();
      return;
    }
    document.addEventListener("pointerdown", this.#onOutside);
    const panel = this.#anchor.current?.closest(".hpviz");
    if (panel) this.#onResize.observe(panel);
  }

  override componentWillUnmount() {
    this.#stopListening();
  }

  /** What is first in the box may come after the box. */
  #focusFirst() {
    const first = this.#box.current?.querySelector<HTMLElement>("[data-first]") ?? this.#box.current;
    if (first === this.#first) return;
    if (!this.#first || this.#first.matches(":focus")) first?.focus({ preventScroll: true });
    this.#first = first;
  }

  #stopListening() {
    this.#first = null;
    document.removeEventListener("pointerdown", this.#onOutside);
    this.#onResize.disconnect();
    const panel = this.#anchor.current?.closest<HTMLElement>(".hpviz");
    if (panel) panel.style.minHeight = "";
  }

  override render({ label, text, icon, kind = "", children }: Props, { open }: { open: boolean }) {
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: it listens to what its controls let through
      <span class="hp-anchor" ref={this.#anchor} onFocusOut={this.#onLeave} onKeyDown={this.#onKey}>
        <Button
          kind={kind}
          aria-haspopup="dialog"
          aria-expanded={open}
          aria-label={text ? undefined : label}
          title={label}
          onClick={() => this.setState({ open: !open })}
        >
          {icon && <Icon name={icon} />}
          {text && ` ${text}`}
        </Button>
        {open && (
          <FocusBox role="dialog" aria-label={label} class="hp-popover" ref={this.#box}>
            <div class="hp-top">
              <strong>{label}</strong>
              <Button kind="hp-quiet" aria-label="Close" onClick={this.#closeAndReturn}>
                <Icon name="close" />
              </Button>
            </div>
            {children(this.#closeAndReturn)}
          </FocusBox>
        )}
      </span>
    );
  }
}

/**
 * Keep the box inside the panel sideways, and the panel tall enough for the box: the outputs of a notebook cut off
 * what hangs over their edge.
 */
function place(box: HTMLElement | null) {
  const panel = box?.closest<HTMLElement>(".hpviz");
  if (!(box && panel)) return;
  box.style.translate = "";
  const [inner, outer] = [panel.getBoundingClientRect(), box.getBoundingClientRect()];
  // Of a page that is zoomed by a style: what is measured is zoomed, what is set is not yet.
  const zoom = outer.width / box.offsetWidth || 1;
  const shift = Math.max(inner.left + GAP - outer.left, Math.min(0, inner.right - GAP - outer.right));
  box.style.translate = `${shift / zoom}px`;
  panel.style.minHeight = `${(outer.bottom - inner.top) / zoom + GAP}px`;
}
