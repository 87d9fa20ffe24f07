import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/**
 * Programs of others that the gateway is held against. They are not of the workspace, and are
 * installed into the cache folder on first use. What was ended in the middle counts as not there.
 */

const run = promisify(execFile);
const cache = join(homedir(), ".cache", "devflow");

/** The folder with `tabby-agent` of npm, 22 MB. */
export async function installTabbyAgent(): Promise<string> {
  const version = "1.5.0";
  const folder = join(cache, `tabby-agent-${version}`);
  if (existsSync(join(folder, "node_modules", "tabby-agent"))) return folder;
  const unfinished = `${folder}.${randomUUID()}`;
  await mkdir(unfinished, { recursive: true });
  const options = ["--prefix", unfinished, "--no-audit", "--no-fund", "--ignore-scripts"];
  await run("npm", ["install", ...options, `tabby-agent@${version}`], { cwd: unfinished });
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
  return folder;
}

/** The program `schemathesis` of PyPI, in a virtual environment of its own, which cannot be moved. */
export async function installSchemathesis(): Promise<string> {
  const version = "4.32.5";
  const venv = join(cache, `schemathesis-${version}`);
  const program = join(venv, "bin", "schemathesis");
  const marker = join(venv, "devflow-installed");
  if (existsSync(marker)) return program;
  await run("python3", ["-m", "venv", "--clear", venv]);
  await run(join(venv, "bin", "pip"), ["install", "--quiet", `schemathesis==${version}`]);
  await writeFile(marker, version);
  return program;
}
