import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CompletionInput } from "../src/index.ts";

/**
 * A case as a file: lines `name: value`, then the file with the cursor as `▮`, what the model
 * answered, and what is shown. The line end in front of the next heading is not part of a text.
 */
export interface GoldenCase {
  name: string;
  language: string | null;
  trigger: CompletionInput["trigger"];
  finishReason: "stop" | "length";
  prefix: string;
  suffix: string;
  answer: string;
  shown: string;
  endedBy: string;
  filters: string[];
}

export const goldenFolder = join(import.meta.dirname, "golden");

export function readGoldenCases(): GoldenCase[] {
  return readdirSync(goldenFolder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".txt"))
    .sort()
    .map((name) => parseCase(name, readFileSync(join(goldenFolder, name), "utf8")));
}

function parseCase(name: string, text: string): GoldenCase {
  const [head = "", file = "", answer = "", shown = ""] = text
    .replace(/\n$/, "")
    .split(/\n?^=== (?:file|answer|shown) ===$\n?/m);
  const fields = new Map(
    head.split("\n").map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
  const [prefix, suffix, ...more] = file.split("▮");
  if (prefix === undefined || suffix === undefined || more.length > 0) {
    throw new Error(`${name} has not one cursor`);
  }
  const language = fields.get("language") ?? "";
  return {
    name: name.replace(/\.txt$/, ""),
    language: language === "none" ? null : language,
    trigger: fields.get("trigger") === "manual" ? "manual" : "automatic",
    finishReason: fields.get("finish") === "length" ? "length" : "stop",
    ...{ prefix, suffix, answer, shown },
    endedBy: fields.get("ended by") ?? "",
    filters: (fields.get("filters") ?? "").split(", ").filter((each) => each !== ""),
  };
}
