/** The style sheet of the runs comes with them. */
import sheet from "./runs.css?inline";

export function Sheet() {
  return <style>{sheet}</style>;
}
