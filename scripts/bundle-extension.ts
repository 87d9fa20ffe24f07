import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * Bundles apps/vscode into one CommonJS file, which is what VS Code loads: nothing of
 * node_modules goes into the package.
 */

const folder = fileURLToPath(new URL("../apps/vscode/", import.meta.url));
const outfile = join(folder, "dist/extension.cjs");

/** VS Code 1.96 runs extensions in Node 20.18. */
const target = "node20";

await rm(join(folder, "dist"), { recursive: true, force: true });
await build({
  entryPoints: [join(folder, "src/extension.ts")],
  outfile,
  bundle: true,
  platform: "node",
  format: "cjs",
  target,
  external: ["vscode"],
  minify: true,
  keepNames: true,
  legalComments: "inline",
  sourcemap: process.argv.includes("--sourcemap") ? "linked" : false,
  logLevel: "warning",
});
const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
console.log(`DevFlow ${version}: ${outfile}, ${Math.round((await stat(outfile)).size / 1024)} KB`);
