/**
 * The answer without the reasoning that some models write in front of it. Handles
 * `<think>…</think>`, the missing opening tag (DeepSeek's and Qwen's templates put it into the
 * prompt), and a reasoning that never ended, which leaves nothing.
 */
export function stripThinking(text: string): string {
  const closed = text.lastIndexOf("</think>");
  const answer = closed === -1 ? text : text.slice(closed + "</think>".length);
  return /^\s*<think>/.test(answer) ? "" : answer.trimStart();
}
