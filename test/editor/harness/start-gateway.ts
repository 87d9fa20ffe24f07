import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestOidcProvider } from "@devflow/identity/testing";

const program = fileURLToPath(new URL("../../../apps/cli/src/main.ts", import.meta.url));

export interface Gateway extends AsyncDisposable {
  url: string;
  /** Makes a personal token, as whoever runs this machine does. */
  token(): Promise<string>;
}

/** `devflow start` in a process of its own, with an experts.yaml that names the model server. */
export async function startGateway(options: {
  folder: string;
  modelUrl: string;
  model: string;
  /** Where people sign in with a browser. */
  oidc: Pick<TestOidcProvider, "issuer" | "clientId" | "clientSecret">;
  /** The gateway as the browser reaches it. */
  pagesUrl: string;
  /** The editor in a browser, to which a sign-in may lead back. */
  editorUrl: string;
}): Promise<Gateway> {
  const { folder, modelUrl, pagesUrl, model, oidc, editorUrl } = options;
  const data = join(folder, "devflow");
  const experts = join(folder, "experts.yaml");
  await writeFile(experts, `experts:\n  default:\n    url: ${modelUrl}\n    model: ${model}\n`);
  const { PATH = "", HOME = "" } = process.env;
  const env = {
    ...{ PATH, HOME, EXPERTS_FILE: experts, PORT: "0", GATEWAY_PORT: "0" },
    GATEWAY_URL: pagesUrl,
    ...{ OIDC_ISSUER: oidc.issuer, OIDC_CLIENT_ID: oidc.clientId },
    ...{ OIDC_CLIENT_SECRET: oidc.clientSecret, WEB_EDITOR_URLS: editorUrl },
  };
  const child = spawn(process.execPath, [program, "start", "--data", data], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const url = await listeningAt(child);
  return {
    url,
    async token() {
      const args = ["tokens", "create", "--name", "editor", "--json", "--data", data];
      const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { env });
      const token = /dfp_[\w-]+/.exec(stdout)?.[0];
      if (token === undefined) throw new Error(`devflow tokens create printed ${stdout}`);
      return token;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}

/** The line of the log that says so, on whichever of the two outputs it stands. */
async function listeningAt(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on("line", (line) => {
      said.push(line);
      const url = /"url":"([^"]+)","msg":"the gateway listens"/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
  }
  child.on("exit", () => reject(new Error(`devflow start ended; it said ${said.join("\n")}`)));
  return await promise;
}
