import { copyFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createVSIX } from "@vscode/vsce";

/** `npm run package -w apps/vscode`: bundles the extension and writes apps/vscode/devflow-<version>.vsix. */

const folder = fileURLToPath(new URL("../apps/vscode/", import.meta.url));
await import("./bundle-extension.ts");
// One license, in one place of the repository.
await copyFile(join(folder, "../../LICENSE"), join(folder, "LICENSE"));
const { default: manifest } = await import("../apps/vscode/package.json", {
  with: { type: "json" },
});
const packagePath = join(folder, `devflow-${manifest.version}.vsix`);
await createVSIX({ cwd: folder, packagePath, dependencies: false });
console.log(`${packagePath}, ${Math.round((await stat(packagePath)).size / 1024)} KB`);
