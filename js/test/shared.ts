/** Stands for what build.mjs makes of the modules that both parts of the view need. */
export const isShared = true;
