/** What Python sends back for an export: a file to save, or a text for the clipboard. */
import type { Reply } from "../model/events";

/** Longer than any browser takes to begin saving. */
const A_MINUTE = 60_000;

/** So often, and so many milliseconds apart, the page is looked at for what was put into the notebook. */
const LOOKS = 30;
const PAUSE = 100;

/** Save the file or copy the text; returns the sentence to show. */
export async function deliver(
  { file, copied, message, mark, missing }: Reply,
  buffers: readonly DataView[],
): Promise<string> {
  if (file) {
    save(file.name, new Blob([file.text ?? (buffers[0] as DataView<ArrayBuffer>)], { type: file.mime }));
    return message ?? `Saved as ${file.name}`;
  }
  if (copied === undefined) return (mark && !(await isOnPage(mark)) ? missing : message) ?? "";
  return (await copy(copied)) ? "Copied" : "The browser does not let this page copy.";
}

/** Outputs that are brought up to date are drawn some time after they have come. */
async function isOnPage(mark: string): Promise<boolean> {
  let looks = LOOKS;
  while (!document.querySelector(`.${mark}`) && looks--) await new Promise((done) => setTimeout(done, PAUSE));
  return looks >= 0;
}

function save(name: string, blob: Blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), A_MINUTE);
}

/** The clipboard is there on secure pages only; elsewhere a selected text is copied. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

function copySelected(text: string): boolean {
  const before = document.activeElement;
  const box = document.createElement("textarea");
  box.value = text;
  box.style.position = "fixed";
  document.body.append(box);
  box.select();
  const isCopied = document.execCommand("copy");
  box.remove();
  if (before instanceof HTMLElement) before.focus();
  return isCopied;
}
