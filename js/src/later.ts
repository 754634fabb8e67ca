/** What is not on the first screen, but for the runs and some views, in a file of its own (build.mjs): what `later()` stands for. */
import { ColumnChooser } from "./controls/boxes/column-chooser";
import { ExportMenu } from "./controls/boxes/export-menu";
import { SettingsForm } from "./controls/boxes/settings-form";
import { FilterEditor } from "./controls/filter/editor";
import type { Parts } from "./controls/later";
import { GuessedColumns } from "./guessed-columns";
import { InsightView } from "./insights/insight-view";
import { RowPictures } from "./table/row-pictures";

/** Those of the other files. */
type Others =
  | "AlongView"
  | "DefaultCostsView"
  | "EnoughPictures"
  | "NextSweepView"
  | "RunCard"
  | "RunsPicture"
  | "RunsView"
  | "SweepsView"
  | "TasksView"
  | "Waterfall";

export const PARTS: Omit<Parts, Others> = {
  ColumnChooser,
  ExportMenu,
  FilterEditor,
  GuessedColumns,
  InsightView,
  RowPictures,
  SettingsForm,
};
