/** What the page looks like around the view, where the host does not say whether it is dark. */

/** An opaque colour; green makes up most of its brightness. */
const GREEN = /^rgb\(\d+, (\d+)/;

/** Whether the nearest ground that the view stands on is dark; JupyterLab's own variables are those of its theme. */
export function isOnDark(view: Element): boolean {
  let at: Element | null | undefined = document.body.dataset.jpThemeLight ? null : view;
  while (at) {
    const [, green] = GREEN.exec(getComputedStyle(at).backgroundColor) ?? [];
    if (green) return Number(green) < 128;
    at = at.parentElement ?? (at.getRootNode() as Partial<ShadowRoot>).host;
  }
  return false;
}
