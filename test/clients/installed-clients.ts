import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/**
 * Programs of others that the gateway is held against. They are not of the workspace, and are
 * installed into the cache folder on first use.
 */

const run = promisify(execFile);
const cache = join(homedir(), ".cache", "devflow");

/** The folder with `tabby-agent` of npm, 22 MB. */
export async function installTabbyAgent(): Promise<string> {
  const version = "1.5.0";
  const folder = join(cache, `tabby-agent-${version}`);
  if (existsSync(join(folder, "node_modules", "tabby-agent"))) return folder;
  await mkdir(folder, { recursive: true });
  const options = ["--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts"];
  await run("npm", ["install", ...options, `tabby-agent@${version}`], { cwd: folder });
  return folder;
}

/** The program `schemathesis` of PyPI, in a virtual environment of its own. */
export async function installSchemathesis(): Promise<string> {
  const version = "4.32.5";
  const venv = join(cache, `schemathesis-${version}`);
  const program = join(venv, "bin", "schemathesis");
  if (existsSync(program)) return program;
  await run("python3", ["-m", "venv", venv]);
  await run(join(venv, "bin", "pip"), ["install", "--quiet", `schemathesis==${version}`]);
  return program;
}
