import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { EditorHost } from "./install-host.ts";

export interface EditorServer extends AsyncDisposable {
  url: string;
}

export interface EditorOptions {
  host: EditorHost;
  /** Everything that the editor writes goes below it. */
  folder: string;
  vsix: string;
  settings: Readonly<Record<string, unknown>>;
  /** Authorities that the editor's Node trusts. */
  authorityFile: string;
}

/** Starts code-server with the packaged extension, installed as a person installs it. */
export async function startEditor(options: EditorOptions): Promise<EditorServer> {
  const { host, folder, vsix, settings, authorityFile } = options;
  const data = join(folder, "data");
  const places = [
    ...["--user-data-dir", data, "--extensions-dir", join(folder, "extensions")],
    ...["--config", join(folder, "config.yaml")],
  ];
  await mkdir(join(data, "User"), { recursive: true });
  await writeFile(join(data, "User/settings.json"), JSON.stringify(settings, null, 2));
  await promisify(execFile)(process.execPath, [
    host.script,
    ...places,
    "--install-extension",
    vsix,
  ]);
  // It tells at length of native parts that nobody built, and of a marketplace that it does not reach.
  const logPath = join(folder, "code-server.log");
  const log = await open(logPath, "w");
  const child = spawn(
    process.execPath,
    [
      ...[host.script, ...places, "--auth", "none", "--bind-addr", "127.0.0.1:0"],
      ...["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"],
    ],
    {
      stdio: ["ignore", "pipe", log.fd],
      env: { ...process.env, HOME: folder, NODE_EXTRA_CA_CERTS: authorityFile },
    },
  );
  const url = await listeningAt(child);
  if (url === null) throw new Error(`code-server ended; it said ${await readFile(logPath)}`);
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
      await log.close();
    },
  };
}

/** Null where it ended before. */
async function listeningAt({ stdout }: ChildProcess): Promise<string | null> {
  if (stdout === null) return null;
  for await (const line of createInterface({ input: stdout })) {
    const url = /HTTP server listening on (http:\S+)/.exec(line)?.[1];
    if (url !== undefined) {
      stdout.resume();
      return url.replace(/\/$/, "");
    }
  }
  return null;
}
