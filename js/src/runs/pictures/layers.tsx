/** Runs on canvases: all of them in grey, which stand still, those that are kept above them, then one that is pointed at. */
import { Component, createRef } from "preact";
import { COLORS, type Drawn } from "../axes/store";
import { cleared, Painter, type Palette, stylesOf, type Trace } from "./painting";

interface Props {
  readonly label: string;
  readonly drawn: Drawn;
  /** Of each run: whether it is kept. */
  readonly mask: Uint8Array;
  /** Something is dragged: some of the runs are enough until it rests. */
  readonly isDraft: boolean;
  /** Changes where runs are drawn elsewhere. */
  readonly look: string;
  readonly trace: (width: number, height: number) => Trace;
  /** What is drawn above the runs. */
  readonly above?: (path: CanvasRenderingContext2D, width: number, height: number) => void;
  readonly marked: number | null;
  /** Of a line or a dot, in pixels. */
  readonly size: number;
  /** How opaque each of very many runs is. */
  readonly faintest: number;
}

/** Runs that are drawn while something is dragged, and in grey. */
const [DRAFT, GREY] = [3000, 4000];
/** So many runs are drawn in full strength; more are fainter, so that one sees how many lie over each other. */
const [STRONG, FADING] = [250, 0.75];
/** Milliseconds without a change, until all runs are drawn. */
const REST = 120;
/** A theme that changes is seen by the transitions of its colours; it takes several while its sheet is loaded. */
const [THEME, SETTLED] = [["transitionrun", "transitionend", "transitioncancel"], 50] as const;

export class Layers extends Component<Props> {
  readonly #back = createRef<HTMLCanvasElement>();
  readonly #front = createRef<HTMLCanvasElement>();
  readonly #top = createRef<HTMLCanvasElement>();
  readonly #legend = createRef<HTMLSpanElement>();
  readonly #painters = { back: new Painter(), front: new Painter() };
  #sized: ResizeObserver | null = null;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #theme: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;

  override componentDidMount() {
    this.#sized = new ResizeObserver(this.#drawAll);
    if (this.#back.current) this.#sized.observe(this.#back.current);
    for (const event of THEME) this.#legend.current?.addEventListener(event, this.#drawInTheme);
    this.#drawAll();
  }

  override componentWillUnmount() {
    this.#sized?.disconnect();
    clearTimeout(this.#rest);
    clearTimeout(this.#theme);
    cancelAnimationFrame(this.#frame);
    for (const painter of Object.values(this.#painters)) painter.stop();
  }

  override componentDidUpdate(before: Props) {
    const { drawn, look, mask, isDraft } = this.props;
    if (before.drawn !== drawn || before.look !== look) this.#drawAll();
    else if (before.mask !== mask || before.isDraft !== isDraft) this.#drawSoon();
    else this.#drawTop();
  }

  readonly #drawInTheme = () => {
    clearTimeout(this.#theme);
    this.#theme = setTimeout(this.#drawAll, SETTLED);
  };

  /** At most once in a frame. */
  #drawSoon() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#drawKept());
  }

  readonly #drawAll = () => {
    const canvas = this.#back.current;
    if (!canvas) return;
    const { drawn, size, faintest } = this.props;
    const runs = spread(drawn.order, GREY);
    const styles = this.#styles();
    const grey = { colorOf: () => COLORS, styles, alpha: alphaOf(runs.length, faintest) / 2, width: size };
    this.#painters.back.paintSlowly({ canvas, runs, trace: this.#trace(canvas), ...grey });
    this.#drawKept();
  };

  #drawKept() {
    const canvas = this.#front.current;
    if (!canvas) return;
    const { drawn, mask, isDraft, size, faintest } = this.props;
    const kept = drawn.order.filter((run) => mask[run]);
    const look = {
      styles: this.#styles(),
      colorOf: (run: number) => drawn.colors[run] ?? COLORS,
      width: size,
    };
    const jobOf = (runs: Uint32Array) => {
      return { ...look, canvas, runs, trace: this.#trace(canvas), alpha: alphaOf(runs.length, faintest) };
    };
    const drawSlowly = () => this.#painters.front.paintSlowly(jobOf(kept));
    clearTimeout(this.#rest);
    if (isDraft) {
      this.#painters.front.paint(jobOf(spread(kept, DRAFT)));
      this.#rest = setTimeout(drawSlowly, REST);
    } else drawSlowly();
    this.#drawTop();
  }

  #drawTop() {
    const path = cleared(this.#top.current);
    const canvas = this.#top.current;
    if (!(path && canvas)) return;
    const { marked, above, size } = this.props;
    const { clientWidth: width, clientHeight: height } = canvas;
    path.strokeStyle = this.#palette().text;
    above?.(path, width, height);
    if (marked === null) return;
    path.lineWidth = size + 1.5;
    path.beginPath();
    this.props.trace(width, height)(path, marked);
    path.stroke();
  }

  #trace({ clientWidth, clientHeight }: HTMLCanvasElement): Trace {
    return this.props.trace(clientWidth, clientHeight);
  }

  #palette(): Palette {
    const [text, better, middle, worse, others] = [...(this.#legend.current?.children ?? [])].map(
      (element) => getComputedStyle(element).color,
    );
    return {
      text: text ?? "",
      better: better ?? "",
      middle: middle ?? "",
      worse: worse ?? "",
      others: others ?? "",
    };
  }

  #styles(): string[] {
    return stylesOf(this.#palette());
  }

  override render({ label }: Props) {
    return (
      <>
        <canvas ref={this.#back} role="img" aria-label={label} />
        <canvas ref={this.#front} />
        <canvas ref={this.#top} />
        {/* The colours of the theme are read here. */}
        <span ref={this.#legend} class="hp-palette" aria-hidden="true">
          <i />
          <i />
          <i />
          <i />
          <i />
        </span>
      </>
    );
  }
}

/** At most so many of the runs, from all of their order; the last one, the best, is among them. */
function spread(runs: Uint32Array, most: number): Uint32Array {
  const step = Math.ceil(runs.length / most);
  return step <= 1 ? runs : runs.filter((_, i) => (runs.length - 1 - i) % step === 0);
}

/** The more there are, the fainter each is. */
function alphaOf(runs: number, faintest: number): number {
  return Math.max(faintest, 0.9 * Math.min(1, STRONG / Math.max(1, runs)) ** FADING);
}
