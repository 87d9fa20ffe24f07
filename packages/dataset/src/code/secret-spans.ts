import { findSecrets } from "@devflow/review";
import type { TextSpan } from "@devflow/syntax";

/**
 * Lines of a text that hold credentials, by the scan of reviews. Of a key of several lines it says
 * where the key begins: all lines up to its end belong to it.
 */
export async function secretSpans(text: string): Promise<TextSpan[]> {
  const hits = await findSecrets(text);
  if (hits.length === 0) return [];
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return hits.map(({ line }) => {
    const start = starts[line - 1] ?? 0;
    const lineEnd = starts[line] ?? text.length;
    const isKey = /-----BEGIN/.test(text.slice(start, lineEnd));
    const foot = isKey ? text.indexOf("-----END", start) : -1;
    const footEnd = foot === -1 ? -1 : text.indexOf("\n", foot);
    if (isKey && footEnd === -1) return { start, end: text.length };
    return { start, end: Math.max(lineEnd, footEnd) };
  });
}

/** Whether a piece of a text shows any of a credential's lines. */
export function showsSecret(secrets: readonly TextSpan[], start: number, end: number): boolean {
  return secrets.some((secret) => start < secret.end && secret.start < end);
}
