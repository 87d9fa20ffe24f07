import type { FileDiff } from "@devflow/diff";
import { safeCode } from "@devflow/review";
import { type Answer, type ExpertRun, refused } from "./command-run.ts";
import type { Material } from "./material.ts";

/** Files named in an answer that found none. */
const maxNamed = 20;

/**
 * The files that a command is about: the one of its thread, those whose path holds the argument,
 * or all. An answer with the files there are when none fits.
 */
export function filesOf({ command, thread }: ExpertRun, { files }: Material): FileDiff[] | Answer {
  const wanted = command.argument.replace(/[`"']/g, "").trim();
  const named = wanted !== "" ? wanted : (thread?.root.path ?? "");
  if (named === "") return [...files];
  const exact = files.filter(({ path }) => path === named);
  const fitting = exact.length > 0 ? exact : files.filter(({ path }) => path.includes(named));
  if (fitting.length > 0) return fitting;
  const list = files.slice(0, maxNamed).map(({ path }) => `- ${safeCode(path)}`);
  const text = `No changed file that I read is called ${safeCode(named)}.`;
  return refused("no such file", [text, ...(list.length > 0 ? ["", ...list] : [])].join("\n"));
}
