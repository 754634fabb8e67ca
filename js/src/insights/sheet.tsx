/** The style sheet of the answers comes with them. */
import sheet from "./answers.css?inline";

export function Sheet() {
  return <style>{sheet}</style>;
}
