#!/usr/bin/env node
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { coerceError } from "@devflow/errors";
import { JSON_SCRIPT_HELP, jsonScript, playJsonScript } from "./json-script.ts";
import { reportBugs } from "./report-bugs.ts";
import { startModelServer } from "./start-model-server.ts";

const HELP = `Starts an OpenAI-compatible model server that answers by script.

  node packages/testkit/src/model-server/main.ts [--port 8000] [--script FILE.json] [--model NAME]
                                                 [--api-key KEY] [--tokenizer vllm|llama.cpp]
                                                 [--embeddings DIMENSIONS] [--kind vllm|llama.cpp|ollama]

${JSON_SCRIPT_HELP}
`;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8000" },
    script: { type: "string" },
    model: { type: "string", default: "scripted-reviewer" },
    "api-key": { type: "string" },
    tokenizer: { type: "string" },
    embeddings: { type: "string" },
    kind: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});

if (values.help) {
  process.stdout.write(HELP);
} else {
  await start().catch((error) => {
    process.stderr.write(`model server: ${coerceError(error).message}\n`);
    process.exitCode = 1;
  });
}

async function start(): Promise<void> {
  const script =
    values.script === undefined
      ? reportBugs
      : playJsonScript(jsonScript.parse(JSON.parse(await readFile(values.script, "utf8"))));
  const { tokenizer, kind } = values;
  const server = await startModelServer({
    script,
    port: Number(values.port),
    models: [{ id: values.model }],
    ...(values["api-key"] === undefined ? {} : { apiKey: values["api-key"] }),
    ...(values.embeddings === undefined
      ? {}
      : { embeddings: { dimensions: Number(values.embeddings) } }),
    ...(kind === "vllm" || kind === "llama.cpp" || kind === "ollama" ? { kind } : {}),
    ...(tokenizer === "vllm" || tokenizer === "llama.cpp" ? { tokenizer } : {}),
  });
  process.stdout.write(`${server.url}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void server.close());
  }
}
