/** What Python sends back for an export: a file to save, or a text for the clipboard. */
import type { Message } from "../model/events";

/** Longer than any browser takes to begin saving. */
const A_MINUTE = 60_000;

/** Do what the message asks for; returns what there is to say about it. */
export async function deliver(
  { file, copied, said }: Message,
  buffers: readonly DataView[],
): Promise<string> {
  if (file) {
    save(file.name, new Blob([file.text ?? (buffers[0] as DataView<ArrayBuffer>)], { type: file.mime }));
    return said ?? `Saved as ${file.name}`;
  }
  if (copied === undefined) return said ?? "";
  return (await copy(copied)) ? "Copied" : "The browser does not let this page copy.";
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
