/** Lines and dots, in a file of their own (build.mjs), which is requested when they are shown. */
import type { Parts } from "../../controls/later";
import { RunsPicture } from "./picture";

export const PARTS: Pick<Parts, "RunsPicture"> = { RunsPicture };
