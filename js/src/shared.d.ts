/** What both parts of the view need; build.mjs makes it. */
declare module "hpviz:shared";

/** The sheet of a part that opens later, as a text. */
declare module "*.css?inline" {
  const text: string;
  export default text;
}
