import type { Settings } from "@devflow/config";
import type { Logger } from "@devflow/logging";
import { type EmbedderChoice, openOnnxEmbedder } from "@devflow/retrieval";

/** One for all apps of a process: a model is loaded once, and a server's circuit has one memory. */
const opened = new WeakMap<Settings, Promise<EmbedderChoice>>();

/**
 * What turns code into vectors, as the settings say. A server is not asked before it is needed; a
 * model of this machine is loaded at once.
 *
 * @throws UsageError when such a model, or what runs it, is not there
 */
export function openEmbedder(settings: Settings, logger: Logger): Promise<EmbedderChoice> {
  let embedder = opened.get(settings);
  if (embedder === undefined) {
    embedder = open(settings, logger);
    opened.set(settings, embedder);
  }
  return embedder;
}

async function open({ embedder }: Settings, logger: Logger): Promise<EmbedderChoice> {
  switch (embedder.kind) {
    case "endpoint": {
      // Loaded only here: with its client it takes 0.2 s, and most ask no server.
      const { createEndpointEmbedder } = await import("@devflow/expert");
      return createEndpointEmbedder(embedder, logger);
    }
    case "onnx":
      return openOnnxEmbedder(embedder);
    default:
      return embedder.kind;
  }
}
