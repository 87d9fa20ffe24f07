import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** VS Code 1.139.1 as a server; its native parts are built where it is installed. */
const codeServer = "4.139.1";

/** Nothing of it belongs into the workspace: 600 MB that only this suite needs. */
const folder = join(homedir(), ".cache/devflow/code-server");

/** What builds kerberos, and the browser. */
const debianPackages = ["libkrb5-dev", "chromium"];

export interface EditorHost {
  /** The script of code-server, for this Node. */
  script: string;
  chromium: string;
}

/** Installs the editor and the browser where they are missing; about two minutes, once. */
export async function installHost(say: (text: string) => void): Promise<EditorHost> {
  const script = join(folder, `node_modules/code-server/out/node/entry.js`);
  const chromium = "/usr/bin/chromium";
  const isInstalled = existsSync(script) && existsSync(join(folder, `installed-${codeServer}`));
  if (isInstalled && existsSync(chromium)) return { script, chromium };
  say(`… installing code-server ${codeServer} into ${folder}`);
  await installDebianPackages();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), `{"private": true}\n`);
  await run("npm", ["install", "--no-audit", "--no-fund", `code-server@${codeServer}`], folder);
  await writeFile(join(folder, `installed-${codeServer}`), "");
  return { script, chromium };
}

async function installDebianPackages(): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new Error(`install ${debianPackages.join(" and ")} first: sudo apt-get install …`);
  }
  await run("apt-get", ["update", "-q"], "/");
  await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...debianPackages], "/");
}

async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}`);
}
