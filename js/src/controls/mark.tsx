/** A fact about a row, as a drawing or in words. */
import { Icon, type IconName } from "./icons";

/** A small drawing, and its words where there is room; always its words for those who hear them. */
export function Mark({ icon, words, why }: { icon: IconName; words: string; why: string }) {
  return (
    <span class="hp-mark" title={why}>
      <Icon name={icon} />
      <span class="hp-words">{words}</span>
    </span>
  );
}
