import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadSettings } from "@devflow/config";
import { openEngines } from "@devflow/engines";
import { startGateway } from "@devflow/gateway";
import { localPerson, scopes } from "@devflow/identity";
import { createLogger } from "@devflow/logging";
import { startModelServer, text } from "@devflow/testkit/model-server";
import { z } from "zod";
import { fuzzConfig } from "./fuzz-config.ts";
import { installSchemathesis } from "./installed-clients.ts";

/**
 * `npm run test:fuzz -- --requests 10000`: Schemathesis makes requests, right and wrong ones, out of
 * the gateway's OpenAPI document and holds every answer against it. No 5xx and no answer that the
 * document does not know, or it fails. What is asked with something of an answer follows the document's
 * links: a token is made, listed and revoked, a completion is told of. `--phases fuzzing` leaves out the
 * 2,200 requests that it makes of the document's rules, one rule at a time.
 */

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    phases: { type: "string", default: "examples,coverage,fuzzing,stateful" },
  },
});
const wanted = Number(values.requests);
const say = (line: string) => process.stderr.write(`${line}\n`);

const tool = await installSchemathesis();
const folder = await mkdtemp(join(tmpdir(), "devflow-fuzz-"));
const model = await startModelServer({
  kind: "vllm",
  models: [{ id: "qwen2.5-coder", owned_by: "vllm", max_model_len: 16_384 }],
  speech: { transcribe: () => "Explain this.", speak: () => Buffer.from("RIFF") },
  script: ({ endpoint }) => text(endpoint === "completions" ? "return a + b" : "It adds."),
});
const experts = join(folder, "experts.yaml");
await writeFile(
  experts,
  `experts:
  default: { url: "${model.url}", fim: qwen-coder }
speech:
  transcription: { url: "${model.url}" }
  synthesis: { url: "${model.url}" }
`,
);
const settings = loadSettings({
  ...{ GATEWAY_PORT: "0", DEVFLOW_DATA: join(folder, "data"), EXPERTS_FILE: experts },
  // Devices are let in where people can sign in. Nobody does here, so the provider is never asked.
  ...{ OIDC_ISSUER: "https://sign-in.example.com", OIDC_CLIENT_ID: "devflow" },
});
const engines = await openEngines(settings, createLogger({ level: "error" }));
const person = await localPerson(engines.database);
const token = "fuzz";
const gateway = await startGateway({
  ...engines,
  // The limits are another suite's: here they would let through too few requests.
  doorkeeper: {
    async authenticate(authorization) {
      if (authorization !== `Bearer ${token}`) return null;
      return {
        ...{ personId: person.id, name: "fuzz", githubLogin: null, githubId: null, isLocal: true },
        ...{ role: "admin", teams: [], tokenId: "00000000-0000-4000-8000-000000000000" },
        scopes: new Set(scopes),
      };
    },
    admit: async () => null,
  },
});

await writeFile(join(folder, "schemathesis.toml"), fuzzConfig);

try {
  const began = performance.now();
  const code = await fuzz();
  const requests = await countRequests();
  const seconds = Math.round((performance.now() - began) / 1_000);
  const byStatus = [...requests.byStatus].map(([status, count]) => `${count} x ${status}`);
  say(`${requests.total} requests in ${seconds} s: ${byStatus.join(", ")}`);
  const failures = [...requests.byStatus].filter(([status]) => status >= 500);
  process.exitCode = code !== 0 || failures.length > 0 ? 1 : 0;
} finally {
  await gateway.close();
  await engines.close();
  await model.close();
  await rm(folder, { recursive: true, force: true });
}

async function fuzz(): Promise<number> {
  const document = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse(await (await fetch(`${gateway.url}/openapi.json`)).json());
  const operations = Object.values(document.paths).flatMap((path) => Object.keys(path));
  // Every operation gets about three requests of an example: one as it should be, others that are not.
  const examples = Math.max(1, Math.ceil(wanted / operations.length));
  const child = spawn(
    tool,
    [
      ...["run", `${gateway.url}/openapi.json`, "--header", `Authorization: Bearer ${token}`],
      ...["--max-examples", String(examples), "--seed", values.seed, "--continue-on-failure"],
      ...["--phases", values.phases, "--workers", "1", "--request-timeout", "30"],
      ...["--suppress-health-check", "all", "--warnings", "off", "--no-color"],
      ...(values.only === undefined ? [] : ["--include-path-regex", values.only]),
    ],
    { stdio: ["ignore", "inherit", "inherit"], cwd: folder },
  );
  const [code] = await once(child, "exit");
  return Number(code ?? 1);
}

async function countRequests(): Promise<{ total: number; byStatus: Map<number, number> }> {
  const { values: counted } = (await engines.metrics
    .getSingleMetric("devflow_gateway_requests_total")
    ?.get()) ?? { values: [] };
  const byStatus = new Map<number, number>();
  let total = 0;
  for (const { labels, value } of counted) {
    const status = Number(labels.status);
    byStatus.set(status, (byStatus.get(status) ?? 0) + value);
    total += value;
  }
  return { total, byStatus };
}
