/** Drawing of many runs on a canvas, in the colours of the theme, a part at a time. */
import { COLORS } from "../axes/store";

/** Where something of the theme is read: an element in each of these colours. */
export interface Palette {
  readonly text: string;
  readonly better: string;
  readonly middle: string;
  readonly worse: string;
  readonly others: string;
}

/** Adds a run to the path. */
export type Trace = (path: CanvasRenderingContext2D, run: number) => void;

interface Job {
  readonly canvas: HTMLCanvasElement;
  readonly runs: readonly number[] | Uint32Array;
  readonly trace: Trace;
  /** Of a run: an index into `styles`. */
  readonly colorOf: (run: number) => number;
  readonly styles: readonly string[];
  readonly alpha: number;
  readonly width: number;
}

/** Runs that are drawn before the page gets a turn. */
const AT_ONCE = 1500;

/** A style for each colour from better to worse, and one for runs without a figure. */
export function stylesOf({ better, middle, worse, others }: Palette): string[] {
  const half = (COLORS - 1) / 2;
  const ramp = Array.from({ length: COLORS }, (_, i) => {
    const [end, share] = i < half ? [better, 1 - i / half] : [worse, i / half - 1];
    return `color-mix(in oklab, ${end} ${Math.round(100 * share)}%, ${middle})`;
  });
  return [...ramp, others];
}

/** The drawing of a canvas, empty, of the size of `like` and as sharp as the screen; null where there is none. */
export function cleared(canvas: HTMLCanvasElement | null, like = canvas): CanvasRenderingContext2D | null {
  const path = canvas?.getContext("2d") ?? null;
  if (!(canvas && like && path)) return null;
  const ratio = devicePixelRatio || 1;
  const [width, height] = [Math.round(like.clientWidth * ratio), Math.round(like.clientHeight * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  } else path.clearRect(0, 0, width, height);
  path.setTransform(ratio, 0, 0, ratio, 0, 0);
  path.lineJoin = "round";
  path.lineCap = "round";
  return path;
}

/** Draws on a canvas; a newer drawing ends the one before it. */
export class Painter {
  #frame = 0;

  stop(): void {
    cancelAnimationFrame(this.#frame);
  }

  /** Draw at once. */
  paint(job: Job): void {
    this.stop();
    const path = cleared(job.canvas);
    if (path) stroke(path, job, 0, job.runs.length);
  }

  /** Draw a part in each frame, out of sight: what is there stays until all is drawn. */
  paintSlowly(job: Job): void {
    if (job.runs.length <= AT_ONCE) {
      this.paint(job);
      return;
    }
    this.stop();
    const { canvas } = job;
    const hidden = document.createElement("canvas");
    const path = cleared(hidden, canvas);
    if (!path) return;
    let from = 0;
    const step = () => {
      stroke(path, job, from, from + AT_ONCE);
      from += AT_ONCE;
      if (from < job.runs.length) this.#frame = requestAnimationFrame(step);
      else {
        const shown = cleared(canvas);
        shown?.setTransform(1, 0, 0, 1, 0, 0);
        shown?.drawImage(hidden, 0, 0);
      }
    };
    this.#frame = requestAnimationFrame(step);
  }
}

function stroke(path: CanvasRenderingContext2D, job: Job, from: number, to: number): void {
  const { runs, trace, colorOf, styles, alpha, width } = job;
  path.globalAlpha = alpha;
  path.lineWidth = width;
  const end = Math.min(to, runs.length);
  let color = -1;
  for (let at = from; at < end; at++) {
    const run = runs[at] ?? 0;
    if (colorOf(run) !== color) {
      if (color >= 0) path.stroke();
      color = colorOf(run);
      path.strokeStyle = styles[color] ?? "";
      path.beginPath();
    }
    trace(path, run);
  }
  if (color >= 0) path.stroke();
}
