/** The style sheet of lines and dots comes with them. */
import sheet from "./pictures.css?inline";

export function Sheet() {
  return <style>{sheet}</style>;
}
