import { hash } from "node:crypto";
import { createCompletionService } from "@devflow/completion";
import { defaultExpertSettings } from "@devflow/config";
import type { CodeExpert, FillPiece, FillRequest } from "@devflow/expert";
import type { EditTrace } from "../gateway/edit-traces.ts";

export interface Speed {
  /** Until the expert's first piece. */
  firstMs: number;
  /** For each piece of four characters. */
  pieceMs: number;
  /** There and back again, with what the gateway does. */
  networkMs: number;
}

/** Of the lines, those that it knows: about what people accept of what they are shown. */
const KNOWN_SHARE = 0.35;
/** Of the ends of known lines, those where it stops. */
const STOP_SHARE = 0.5;

/**
 * The gateway's own completion service with an expert that knows what comes: of each line it is decided once
 * whether it writes what was typed in truth, as with a real one, and it goes on behind a known line half of the times.
 */
export class SimulatedServer {
  requests = 0;
  cancelled = 0;
  expertRequests = 0;
  /** What the expert wrote, about tokens. */
  expertPieces = 0;
  readonly #service = createCompletionService();
  readonly #speed: Speed;
  #place: EditTrace | null = null;

  constructor(speed: Speed) {
    this.#speed = speed;
  }

  /** The place that is typed in now. */
  begin(trace: EditTrace): void {
    this.#place = trace;
  }

  async complete(trace: EditTrace, prefix: string, suffix: string, signal: AbortSignal) {
    const { path, language } = trace;
    this.requests += 1;
    try {
      await sleep(this.#speed.networkMs / 2);
      const { choices } = await this.#service.complete(
        { path, language, prefix, suffix, repositoryId: null, snippets: [], trigger: "automatic" },
        { signal, expert: this.#expert, askedBy: "person 1" },
      );
      await sleep(this.#speed.networkMs / 2);
      signal.throwIfAborted();
      return choices;
    } catch (thrown) {
      if (signal.aborted) this.cancelled += 1;
      throw thrown;
    }
  }

  readonly #expert: CodeExpert = {
    ...defaultExpertSettings("http://127.0.0.1:1/v1", "simulated"),
    name: "default",
    identity: { url: "http://127.0.0.1:1/v1", model: "simulated" },
    windowTokens: 8_192,
    fimFamily: "qwen-coder",
    fillMode: "prompt",
    answerTokens: null,
    ready: async () => {},
    fill: (request) => this.#write(request),
    streamChat: () => {
      throw new Error("nobody chats here");
    },
    estimateTokens: (text) => Math.ceil(text.length / 3),
    load: () => ({ fills: 0, fillsWaiting: 0, chats: 0, chatsWaiting: 0 }),
  };

  async *#write({ prefix, signal }: FillRequest): AsyncGenerator<FillPiece, void> {
    this.expertRequests += 1;
    await sleep(this.#speed.firstMs);
    for (const piece of answerTo(this.#place, prefix).match(/[\s\S]{1,4}/g) ?? []) {
      signal.throwIfAborted();
      this.expertPieces += 1;
      yield { text: piece, finishReason: null };
      await sleep(this.#speed.pieceMs);
    }
    yield { text: "", finishReason: "stop" };
  }
}

function answerTo(place: EditTrace | null, prefix: string): string {
  if (place === null) return "";
  const whole = place.prefix + place.typed;
  const tail = prefix.slice(-80);
  const at = whole.lastIndexOf(tail);
  if (at < 0) return "";
  const lines = whole.slice(at + tail.length).split("\n");
  const first = place.typed.split("\n").length - lines.length;
  const known: string[] = [];
  for (const [index, line] of lines.entries()) {
    const number = first + index;
    if (chance(place, number, "known") >= KNOWN_SHARE) {
      if (index === 0)
        known.push(`${line.slice(0, line.length % 5)}_otherwise(${line.length % 7});`);
      break;
    }
    known.push(line);
    if (chance(place, number, "stop") < STOP_SHARE) break;
  }
  return known.join("\n");
}

/** The same 0..1 for the same place whatever was asked before, so that runs can be compared. */
export function chance({ path, typed }: EditTrace, number: number, what: string): number {
  return hash("sha256", `${path} ${typed} ${number} ${what}`, "buffer").readUInt32BE() / 2 ** 32;
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
