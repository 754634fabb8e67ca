/** What both parts of the view need; build.mjs makes it. */
declare module "hpviz:shared";
