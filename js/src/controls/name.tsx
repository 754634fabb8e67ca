/** Names and texts from the runs: cut in the middle where there is no room, whole in their tooltips. */
import { createContext } from "preact";
import { type Names, namesOf, partsOf } from "./names";

/** How the params on screen are shortened: the same in every view. */
export const ParamNames = createContext<Names>(namesOf([]));

/** Shorter texts are not split. */
const LONGEST_WHOLE = 12;
/** A last part of at most so many letters is kept whole, else so many of them. */
const [LONGEST_TAIL, TAIL] = [14, 6];

/** Text in its own direction, cut in the middle where it is too long for its place. */
export function Name({ text }: { text: string }) {
  return (
    <bdi class="hp-cut" title={text}>
      <Halves text={text} />
    </bdi>
  );
}

/** A param: quiet what it shares with others, and cut last what tells it from them. */
export function ParamName({ param }: { param: string }) {
  return (
    <ParamNames.Consumer>
      {({ of }) => {
        const { start, leaf, middle, narrow } = of(param);
        return (
          <bdi class="hp-cut" title={param}>
            {start !== "" && <span class="hp-start">{broken(start)}</span>}
            {narrow === leaf ? (
              <Halves text={leaf} />
            ) : (
              <>
                <span class="hp-roomy">
                  <Halves text={leaf} />
                </span>
                <span class="hp-tight" data-text={narrow} data-middle={middle} />
              </>
            )}
          </bdi>
        );
      }}
    </ParamNames.Consumer>
  );
}

/** The name of a param in full, where it is not so in its row. */
export function WholeName({ param }: { param: string }) {
  return (
    <ParamNames.Consumer>
      {({ start, of }) => {
        const shown = of(param);
        const isWhole = start + shown.start === "" && shown.leaf === param && shown.narrow === param;
        return (
          !isWhole && (
            <p>
              <bdi>{param}</bdi>
            </p>
          )
        );
      }}
    </ParamNames.Consumer>
  );
}

/** What all params start with, once above them. */
export function CommonStart() {
  return (
    <ParamNames.Consumer>
      {({ start }) =>
        start !== "" && (
          <bdi class="hp-start" title={`All names start with ${start}`}>
            {start}*
          </bdi>
        )
      }
    </ParamNames.Consumer>
  );
}

function Halves({ text }: { text: string }) {
  const at = cutAt(text);
  return (
    <span class="hp-halves">
      <span class="hp-head">{broken(at === 0 ? text : text.slice(0, at))}</span>
      {at > 0 && <span>{text.slice(at)}</span>}
    </span>
  );
}

/** A line may end after a separator, and nowhere else where there is room. */
function broken(text: string) {
  return partsOf(text).map((part) => [part, <wbr key={part} />]);
}

/** Text on several lines; longer texts are cut where they do not differ from the others before they come here. */
export function Lines({ text, whole }: { text: string; whole: string }) {
  return (
    <bdi class="hp-lines" title={whole}>
      {broken(text)}
    </bdi>
  );
}

/** Where the second half begins, which is not cut: at the value, at the last part, or near the end. */
function cutAt(text: string): number {
  const value = text.lastIndexOf(" = ");
  if (text.length <= LONGEST_WHOLE) return 0;
  if (value > 0 && text.length - value <= LONGEST_TAIL) return value;
  const last = Math.max(...[".", "/", "_", "-", " "].map((separator) => text.lastIndexOf(separator))) + 1;
  const tail = text.length - last;
  return last > 0 && tail > 1 && tail <= LONGEST_TAIL ? last : text.length - TAIL;
}
