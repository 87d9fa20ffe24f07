import type { DraftedFinding } from "@devflow/expert";
import { completeFinding, findings, type ModelAnswer, text, verdict } from "./model-answer.ts";
import type { ModelRequest } from "./model-request.ts";

/** An added line of a rendered hunk, its number in front, that says what is wrong with it. */
const PLANTED = /^\s*(?:\d+\s+)*\+\s?(.*\bBUG:\s*(.*))$/;
const FILE = /^file: (.*?)(?: \([^()]*\))?$/;

/**
 * Plays an expert for demos and benchmarks: reports every added line that contains `BUG:`, with
 * the words behind it as title, and keeps its findings when asked again.
 */
export function reportBugs(request: ModelRequest): ModelAnswer {
  if (request.purpose === "verify") return verdict("keep", "the line says so itself");
  if (request.purpose === "draft") return findings(plantedBugs(request.user));
  if (request.purpose === "still_stands") {
    return text(plantedBugs(request.user).length > 0 ? "STANDS: it says so" : "FIXED: it is gone");
  }
  return text("ready");
}

function plantedBugs(prompt: string): DraftedFinding[] {
  const found: DraftedFinding[] = [];
  let path: string | null = null;
  for (const line of prompt.split("\n")) {
    path = FILE.exec(line)?.[1] ?? path;
    const [, code, what] = PLANTED.exec(line) ?? [];
    if (code === undefined) continue;
    found.push(
      completeFinding({
        path,
        quote: code.trim(),
        severity: "high",
        title: what === undefined || what.trim() === "" ? "A planted bug" : what.trim(),
        body: "The added line is marked as a bug.",
      }),
    );
  }
  return found;
}
