import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** VS Code 1.139.1 as a server. */
const codeServer = "4.139.1";

/** Nothing of it belongs into the workspace: 600 MB that only this suite needs. */
const folder = join(homedir(), `.cache/devflow/code-server-${codeServer}`);
const chromium = "/usr/bin/chromium";

export interface EditorHost {
  /** The script of code-server, for this Node. */
  script: string;
  chromium: string;
}

/**
 * Installs the editor and the browser where they are missing. Nothing is compiled: what the scenes need of native parts (terminal, watching of
 * files) comes as it is, and code-server's own script would build the rest in two minutes of computing. Three times `npm install`, 200 MB,
 * are 14 s of it. Run again after a failure, it goes on.
 */
export async function installHost(say: (text: string) => void): Promise<EditorHost> {
  const server = join(folder, "node_modules/code-server");
  const mark = join(folder, "installed");
  if (!existsSync(mark)) {
    say(`… installing code-server ${codeServer} into ${folder}`);
    // A half of it from before would be taken for whole.
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "package.json"), `{"private": true}\n`);
    await npmInstall(folder, `code-server@${codeServer}`);
    await npmInstall(join(server, "lib/vscode"));
    await npmInstall(join(server, "lib/vscode/extensions"));
    await writeFile(mark, "");
  }
  if (!existsSync(chromium)) await installChromium(say);
  return { script: join(server, "out/node/entry.js"), chromium };
}

async function npmInstall(cwd: string, ...names: string[]): Promise<void> {
  const quietly = ["--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"];
  await run("npm", ["install", ...quietly, ...names], cwd);
}

/** As Debian has it: 113 MB, and what it needs of others. */
async function installChromium(say: (text: string) => void): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new Error("install Chromium first: sudo apt-get install chromium");
  }
  say("… installing Debian's chromium");
  await run("apt-get", ["update", "-q"], "/");
  await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], "/");
}

async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}`);
}
