/** The entry of a page that stands alone (hpviz/panel/page.py): the same view on what was saved, with no Python and no network. */
import { PARTS } from "../later";
import { LOADED } from "../load";
import { PARTS as VIEWS } from "../views";
import widget from "../widget";
import type { Saved } from "./answers";
import { SavedModel } from "./saved-model";

LOADED.parts = { ...PARTS, ...VIEWS };

const data = document.getElementById("hpviz-saved")?.textContent ?? "";
const el = document.getElementById("hpviz");
if (el) widget.render({ model: new SavedModel(JSON.parse(data) as readonly [Saved, ...Saved[]]), el });
