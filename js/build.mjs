/**
 * Bundle src/ into hpviz/static/: widget.js and one sheet, which anywidget sends to the page, and later.js, which the view
 * requests (src/later.ts). What both need stands in widget.js alone, which hands it over.
 */
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { build, context } from "esbuild";

const STATIC = "../hpviz/static";
const isWatching = process.argv.includes("--watch");

const common = {
  outdir: STATIC,
  bundle: true,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  // What knows container queries, color-mix and nested rules.
  target: ["chrome120", "firefox117", "safari17.2"],
  logLevel: "warning",
};

/** The classic transform: calls of h are 1.4 kB smaller than those of the automatic runtime that tsc checks. */
const CLASSIC = {
  tsconfigRaw: {},
  jsx: "transform",
  jsxFactory: "h",
  jsxFragment: "Fragment",
  inject: ["./node_modules/preact/dist/preact.mjs"],
};

/** A bundler of what is in memory: `texts` by the names that are imported. */
async function bundled(entry, texts, options) {
  const memory = {
    name: "memory",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ path }) => ({ path: basename(path), namespace: "memory" }));
      onLoad({ filter: /./, namespace: "memory" }, ({ path }) => ({ contents: texts[path] }));
    },
  };
  const { outputFiles } = await build({
    ...common,
    entryPoints: [entry],
    plugins: [memory],
    write: false,
    ...options,
  });
  return outputFiles[0].text;
}

/** esbuild has put what both parts need into a third: join it to the first, which `hpviz:shared` gives to the second. */
async function join({ outputFiles, metafile, errors }) {
  if (errors.length > 0) return;
  const texts = Object.fromEntries(outputFiles.map(({ path, text }) => [basename(path), text]));
  const [, { exports }] = Object.entries(metafile.outputs).find(([path]) => basename(path) === "shared.js");
  const later = await bundled(
    "entry.js",
    {
      "entry.js": 'import { PARTS } from "./later.js"; parts = PARTS;',
      "later.js": texts["later.js"],
      "shared.js": `export const {${exports}} = shared;`,
    },
    { format: "iife", banner: { js: "export default shared=>{let parts;" }, footer: { js: "return parts}" } },
  );
  const widget = await bundled(
    "widget.js",
    { ...texts, "hpviz:shared": 'export * from "./shared.js"' },
    { format: "esm" },
  );
  // anywidget watches widget.js alone: it changes with the other part.
  const stamp = isWatching ? `//${createHash("sha256").update(later).digest("hex")}\n` : "";
  await writeFile(`${STATIC}/later.js`, later);
  await writeFile(`${STATIC}/widget.js`, widget + stamp);
  process.stdout.write(
    `widget.js ${Buffer.byteLength(widget)} bytes, later.js ${Buffer.byteLength(later)} bytes\n`,
  );
}

const parts = await context({
  ...common,
  entryPoints: ["src/widget.tsx", "src/later.ts"],
  format: "esm",
  splitting: true,
  chunkNames: "shared",
  external: ["hpviz:shared"],
  ...CLASSIC,
  write: false,
  metafile: true,
  plugins: [{ name: "join", setup: ({ onEnd }) => onEnd(join) }],
});
/** The page that stands alone: both parts in one, and what keeps answers in place of Python. */
const page = await context({
  ...common,
  entryPoints: [{ in: "src/page/page.ts", out: "page" }],
  format: "iife",
  ...CLASSIC,
  plugins: [
    {
      name: "whole",
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^hpviz:shared$/ }, () => ({ path: "shared", namespace: "whole" }));
        onLoad({ filter: /./, namespace: "whole" }, () => ({ contents: "" }));
      },
    },
  ],
});
const sheet = await context({
  ...common,
  entryPoints: [{ in: "src/styles/widget.css", out: "widget" }],
});

for (const bundle of [sheet, page, parts]) {
  if (isWatching) {
    await bundle.watch();
  } else {
    await bundle.rebuild();
    await bundle.dispose();
  }
}
