import { estimateTokens } from "@devflow/expert";
import type { CodeReason } from "./refusal.ts";

/** A prompt and an answer fit 2,048 tokens with it. */
export const mostFunctionTokens = 1_000;
const leastCharacters = 80;

/** Why a function teaches nothing; null when it is worth an example. Code is dedented, without its documentation. */
export function functionReason(
  code: string,
  body: string,
): Extract<CodeReason<"function">, "too short" | "too long" | "trivial"> | null {
  const inner = statementsOf(body);
  if (isTrivial(inner)) return "trivial";
  if (code.length < leastCharacters) return "too short";
  return estimateTokens(code) > mostFunctionTokens ? "too long" : null;
}

/** The lines of a body that are code, without the brackets around. */
function statementsOf(body: string): string[] {
  return body
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .split("\n")
    .map((line) => line.replace(/(^|\s)(?:\/\/|#(?![\w[])).*$/, "").trim())
    .join("\n")
    .replace(/^\s*(?:\{|=)\s*|\s*\}\s*$/g, "")
    .split("\n")
    .filter((line) => /[\p{L}\p{N}]/u.test(line) && !/^end\b/.test(line));
}

/** `this.a = a;` and its likes, and `return this;` behind them. */
const assignment =
  /^(?:(?:this|self|\$this)(?:\.|->)|@|_)?\w+\s*=\s*\$?[\w.]+[;,]?$|^return (?:this|self|\$this);?$/;

/**
 * Getters, setters, delegation and what is not implemented: one statement, however it is broken up
 * into two lines. A statement of three lines and more says something.
 */
function isTrivial(lines: readonly string[]): boolean {
  if (lines.every((line) => assignment.test(line))) return true;
  const [first = ""] = lines;
  if (
    /^(?:pass$|\.\.\.|raise NotImplemented|throw new (?:\w*NotImplemented|\w*NotSupported|UnsupportedOperation)|todo!|unimplemented!)/.test(
      first,
    )
  ) {
    return lines.length <= 2;
  }
  const statements = lines.join("\n").split(/;\s*(?=\S)/).length;
  return lines.length === 1 && statements === 1
    ? first.length < 100
    : lines.length === 2 &&
        statements === 1 &&
        /^(?:return\b|[\w.$]+\($)/.test(first) &&
        lines.join(" ").length < 100;
}
