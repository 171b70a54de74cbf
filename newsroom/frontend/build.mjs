// Builds the committed scripts into newsroom/static/newsroom/js/, or, with --tests, the unit tests into .tests/,
// or, with --script FILE FOLDER, one file for node.
// The same lockfile gives the same bytes everywhere: no source maps, no dates, no paths in the output.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minify } from "terser";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "newsroom", "js");
const modules = join(here, "node_modules");

const BROWSER = {
  absWorkingDir: here,
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  write: false,
  // Where the packages are linked to, the licences are found all the same.
  preserveSymlinks: true,
};

async function buildScripts() {
  await mkdir(out, { recursive: true });
  const scripts = await build({
    ...BROWSER,
    entryPoints: {
      editor: "src/main.ts",
      clipboard: "src/clipboard.ts",
      page: "src/page.ts",
      confirm: "src/confirm.ts",
      story: "src/story.ts",
      lists: "src/lists.ts",
      board: "src/board.ts",
      palette: "src/palette.ts",
      admin: "src/admin.ts",
    },
  });
  const tools = await build({
    ...BROWSER,
    entryPoints: { tools: "src/tools.ts" },
    plugins: [lending(await lentModules())],
  });
  requireNothingTwice(scripts.metafile, tools.metafile);
  for (const { path, text } of [...scripts.outputFiles, ...tools.outputFiles]) {
    // Three in a hundred smaller on the wire than what esbuild leaves.
    const { code } = await minify(text, { compress: { passes: 2 }, ecma: 2020 });
    await writeFile(path, code);
  }
  await writeFile(join(out, "htmx.js"), await readFile(join(modules, "htmx.org", "dist", "htmx.min.js")));
  await writeFile(join(out, "licenses.txt"), await licenses(scripts.metafile));
}

/** The modules that the editor lends to its tools, by their path, with the names that each gives. */
async function lentModules() {
  const { outputFiles } = await build({
    ...BROWSER,
    entryPoints: ["src/editor/lent.ts"],
    format: "esm",
    platform: "node",
  });
  const source = Buffer.from(outputFiles[0].contents).toString("base64");
  const { lent } = await import(`data:text/javascript;base64,${source}`);
  return new Map(Object.entries(lent).map(([name, given]) => [name, Object.keys(given)]));
}

/** Has lent modules read from the editor's script, where esbuild would put them in. */
function lending(lent) {
  return {
    name: "lending",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ path, resolveDir }) => {
        const name = path.startsWith(".") ? relative(join(here, "src"), resolve(resolveDir, path)) : path;
        return lent.has(name) ? { path: name, namespace: "lent" } : undefined;
      });
      onLoad({ filter: /./, namespace: "lent" }, ({ path }) => ({
        contents: `export const { ${lent.get(path).join(", ")} } = window.editorModules["${path}"];`,
      }));
    },
  };
}

/** Each script uses another half of it, and it remembers nothing. */
const HALVES = ["src/copy/links.ts"];

function requireNothingTwice(editor, tools) {
  const held = new Set(
    Object.entries(editor.outputs).flatMap(([path, { inputs }]) =>
      path.endsWith("editor.js") ? Object.keys(inputs) : [],
    ),
  );
  const twice = Object.keys(tools.inputs).filter((path) => held.has(path) && !HALVES.includes(path));
  if (twice.length > 0) throw new Error(`${twice.join(", ")}: lend it to the tools in src/editor/lent.ts`);
}

/** The licence texts of every package whose code is in the built files, in alphabetical order. */
async function licenses(metafile) {
  const used = new Set(["htmx.org"]);
  for (const input of Object.keys(metafile.inputs)) {
    const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) used.add(found[1]);
  }
  const texts = [];
  for (const name of [...used].sort()) {
    const folder = join(modules, name);
    const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} has no licence file`);
    texts.push(`${name} ${version}\n\n${(await readFile(join(folder, file), "utf8")).trim()}\n`);
  }
  return texts.join("\n----\n\n");
}

/** The unit tests, by their folders, and the programs that tests in Python run. */
async function buildTests() {
  const folder = join(here, "tests");
  const names = (await readdir(folder, { recursive: true })).sort();
  const entries = names.filter((name) => name.endsWith(".test.ts") || dirname(name) === "programs");
  await rm(join(here, ".tests"), { recursive: true, force: true });
  await buildForNode(
    entries.map((name) => ({
      in: join(folder, name),
      out: name.replace(/^programs.|\.ts$/g, "").replace("/", "-"),
    })),
    join(here, ".tests"),
  );
}

async function buildForNode(entryPoints, outdir) {
  await build({
    absWorkingDir: here,
    entryPoints,
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "es2022",
    logLevel: "warning",
  });
}

const [what, file, folder] = process.argv.slice(2);
if (what === "--tests") await buildTests();
else if (what === "--script") await buildForNode([file], folder);
else await buildScripts();
