/**
 * Bundle src/ into hpviz/static/: widget.js and one sheet, which anywidget sends to the page, and the parts that the view
 * requests: later.js (src/later.ts), runs.js (src/runs/parts.ts), lines.js (src/runs/pictures/parts.ts) and views.js
 * (src/views.ts), which hold sheets of their own. What a part shares with the first screen stands in widget.js alone, which hands it over.
 */
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { build, context } from "esbuild";

const STATIC = "../hpviz/static";
const PARTS = ["later", "runs", "lines", "views"];
/** Bytes of a function that two parts may both hold, where the first screen has no use for it. */
const MOST_TWICE = 1000;
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

/** The chunks that a part imports, and those that these import. */
function chunksOf(name, outputs) {
  const own = outputs[name].imports.filter(({ external }) => !external).map(({ path }) => path);
  return [...new Set([...own, ...own.flatMap((path) => chunksOf(path, outputs))])];
}

/** One of the parts: a function of what it shares with the first screen, which returns what it holds. */
function partOf(name, texts, handed) {
  const entry = `import { PARTS } from "./${name}.js"; parts = PARTS;`;
  const shared = Object.entries(handed).map(([chunk, { place, exports }]) => [
    chunk,
    `export const {${exports}} = shared.${place};`,
  ]);
  return bundled(
    "entry.js",
    { ...texts, "entry.js": entry, ...Object.fromEntries(shared) },
    { format: "iife", banner: { js: "export default shared=>{let parts;" }, footer: { js: "return parts}" } },
  );
}

/** esbuild has put what several parts need into chunks: join them to the first, which hands them to the others. */
async function join({ outputFiles, metafile: { outputs }, errors }) {
  if (errors.length > 0) return;
  const texts = Object.fromEntries(outputFiles.map(({ path, text }) => [basename(path), text]));
  const path = (name) => Object.keys(outputs).find((key) => basename(key) === `${name}.js`);
  const ofWidget = new Set(chunksOf(path("widget"), outputs));
  const shared = [...new Set(PARTS.flatMap((name) => chunksOf(path(name), outputs)))];
  const twice = shared.find((chunk) => !ofWidget.has(chunk) && outputs[chunk].bytes > MOST_TWICE);
  if (twice) throw new Error(`${Object.keys(outputs[twice].inputs)} would stand in two parts: use later()`);
  const handed = Object.fromEntries(
    shared
      .filter((chunk) => ofWidget.has(chunk))
      .map((chunk, i) => [basename(chunk), { place: `c${i}`, exports: outputs[chunk].exports }]),
  );
  const later = await Promise.all(PARTS.map((name) => partOf(name, texts, handed)));
  const hand = Object.entries(handed).map(([chunk, { place }]) => `export * as ${place} from "./${chunk}";`);
  const widget = await bundled("widget.js", { ...texts, "hpviz:shared": hand.join("") }, { format: "esm" });
  // anywidget watches widget.js alone: it changes with the other parts.
  const stamp = isWatching ? `//${createHash("sha256").update(later.join("")).digest("hex")}\n` : "";
  const sizes = { widget: widget + stamp, ...Object.fromEntries(PARTS.map((name, i) => [name, later[i]])) };
  for (const [name, text] of Object.entries(sizes)) {
    await writeFile(`${STATIC}/${name}.js`, text);
    process.stdout.write(`${name}.js ${Buffer.byteLength(text)} bytes\n`);
  }
}

/** The sheet of a part, as a text. */
const inline = {
  name: "inline",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.css\?inline$/ }, ({ path, resolveDir }) => ({
      path: `${resolveDir}/${path.replace("?inline", "")}`,
      namespace: "inline",
    }));
    onLoad({ filter: /./, namespace: "inline" }, async ({ path }) => {
      const { outputFiles, metafile } = await build({
        ...common,
        entryPoints: [path],
        write: false,
        metafile: true,
      });
      const watchFiles = Object.keys(metafile.inputs).map((file) => resolve(file));
      return { contents: outputFiles[0].text, loader: "text", watchFiles };
    });
  },
};

const parts = await context({
  ...common,
  entryPoints: [
    { in: "src/widget.tsx", out: "widget" },
    { in: "src/later.ts", out: "later" },
    { in: "src/runs/parts.ts", out: "runs" },
    { in: "src/runs/pictures/parts.ts", out: "lines" },
    { in: "src/views.ts", out: "views" },
  ],
  format: "esm",
  splitting: true,
  chunkNames: "chunk-[hash]",
  external: ["hpviz:shared"],
  ...CLASSIC,
  write: false,
  metafile: true,
  plugins: [inline, { name: "join", setup: ({ onEnd }) => onEnd(join) }],
});
/** The page that stands alone: later.js and views.js in it, and what keeps answers in place of Python. */
const page = await context({
  ...common,
  entryPoints: [{ in: "src/page/page.ts", out: "page" }],
  format: "iife",
  ...CLASSIC,
  plugins: [
    inline,
    {
      name: "whole",
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^hpviz:shared$/ }, () => ({ path: "shared", namespace: "whole" }));
        onLoad({ filter: /./, namespace: "whole" }, () => ({ contents: "" }));
      },
    },
  ],
});
/** What joins the view to a Streamlit app. */
const streamlit = await context({
  ...common,
  entryPoints: [{ in: "src/hosts/streamlit.ts", out: "streamlit" }],
  format: "esm",
});
const sheet = await context({
  ...common,
  entryPoints: [{ in: "src/styles/widget.css", out: "widget" }],
});

for (const bundle of [sheet, page, streamlit, parts]) {
  if (isWatching) {
    await bundle.watch();
  } else {
    await bundle.rebuild();
    await bundle.dispose();
  }
}
