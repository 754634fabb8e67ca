import type { ComponentChildren } from "preact";
import { QUIET } from "../../controls/controls";

/** To a page outside, which learns nothing of this one. */
export function Link({ href, children }: { href: string; children: ComponentChildren }) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" {...QUIET}>
      {children}
    </a>
  );
}
