/** The style sheets of the slices come with them. */
import along from "./along.css?inline";
import sheet from "./slices.css?inline";

export function Sheet() {
  return <style>{sheet + along}</style>;
}
