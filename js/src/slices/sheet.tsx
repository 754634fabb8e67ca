/** The style sheet of the slices comes with them. */
import sheet from "./slices.css?inline";

export function Sheet() {
  return <style>{sheet}</style>;
}
