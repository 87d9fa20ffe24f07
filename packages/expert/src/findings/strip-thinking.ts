const TAGS = "think|thinking|thought|reasoning|reflection|scratchpad|analysis";
const CLOSED = new RegExp(`</(?:${TAGS})>`, "gi");
const OPEN = new RegExp(`^\\s*<(?:${TAGS})>`, "i");

/**
 * The answer without the reasoning that some models write in front of it. Handles
 * `<think>…</think>` and its kin, the missing opening tag (DeepSeek's and Qwen's templates put it
 * into the prompt), and a reasoning that never ended, which leaves nothing.
 */
export function stripThinking(text: string): string {
  const last = [...text.matchAll(CLOSED)].at(-1);
  const answer = last === undefined ? text : text.slice(last.index + last[0].length);
  return OPEN.test(answer) ? "" : answer.trimStart();
}
