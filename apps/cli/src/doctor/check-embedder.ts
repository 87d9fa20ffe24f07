import type { Settings } from "@devflow/config";
import { openEmbedder } from "@devflow/engines/embedder";
import type { Logger } from "@devflow/logging";
import type { Finding } from "./check-everything.ts";

/** Has the embedder place one line of code, so that its model and its size are really right. */
export async function checkEmbedder(settings: Settings, logger: Logger): Promise<Finding> {
  const embedder = await openEmbedder(settings, logger);
  if (embedder === "none") {
    return { state: "note", message: "switched off: search by full text only", nextStep: null };
  }
  if (embedder === "builtin") return { state: "ok", message: "the built-in one", nextStep: null };
  const startedAt = performance.now();
  await embedder.embed(["function add(a, b) { return a + b; }"], { kind: "query" });
  const answeredMs = Math.round(performance.now() - startedAt);
  const message = `${nameOf(settings)}, ${embedder.dimensions} dimensions, answered in ${answeredMs} ms`;
  return { state: "ok", message, nextStep: null };
}

function nameOf({ embedder }: Settings): string {
  if (embedder.kind === "endpoint") return `${embedder.model} at ${embedder.url}`;
  return embedder.kind === "onnx" ? embedder.modelFolder : embedder.kind;
}
