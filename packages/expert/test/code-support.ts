import { type CodeExpertSettings, defaultExpertSettings } from "@devflow/config";
import type { ChatPiece, FillPiece, FillRequest } from "../src/index.ts";

/** An expert for Python behind a scripted server. */
export function codeSettings(
  url: string,
  changes: Partial<CodeExpertSettings> = {},
): CodeExpertSettings {
  const settings = defaultExpertSettings(url, "Qwen/Qwen2.5-Coder-7B");
  return { ...settings, name: "python", retries: 0, timeoutMs: 10_000, ...changes };
}

export function fillRequest(changes: Partial<FillRequest> = {}): FillRequest {
  return {
    prefix: "def add(a, b):\n    return ",
    suffix: "\n",
    files: [],
    path: "src/add.py",
    repositoryName: null,
    maxOutputTokens: 64,
    temperature: 0.2,
    topP: 0.95,
    frequencyPenalty: 0.1,
    stops: [],
    signal: new AbortController().signal,
    ...changes,
  };
}

/** All pieces as one. */
export async function whole(pieces: AsyncIterable<FillPiece | ChatPiece>) {
  const all = await Array.fromAsync(pieces);
  return {
    text: all.map(({ text }) => text).join(""),
    finishReason: all.at(-1)?.finishReason ?? null,
    pieces: all.length,
  };
}
