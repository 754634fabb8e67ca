/** Bundle src/ into hpviz/static/: one ES module and one sheet, which anywidget sends to the page. */
import { context } from "esbuild";

const options = {
  entryPoints: [
    { in: "src/widget.tsx", out: "widget" },
    { in: "src/styles/widget.css", out: "widget" },
  ],
  outdir: "../hpviz/static",
  bundle: true,
  format: "esm",
  minify: true,
  charset: "utf8",
  legalComments: "none",
  // The classic transform: calls of h are 1.4 kB smaller than those of the automatic runtime that tsc checks.
  tsconfigRaw: {},
  jsx: "transform",
  jsxFactory: "h",
  jsxFragment: "Fragment",
  inject: ["./node_modules/preact/dist/preact.mjs"],
  // What knows container queries, color-mix and nested rules.
  target: ["chrome120", "firefox117", "safari17.2"],
  logLevel: "info",
};

const bundle = await context(options);
if (process.argv.includes("--watch")) {
  await bundle.watch();
} else {
  await bundle.rebuild();
  await bundle.dispose();
}
