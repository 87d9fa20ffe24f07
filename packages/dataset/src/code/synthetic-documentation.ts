import { createHash } from "node:crypto";
import { docsPrompt, parseFindings } from "@devflow/expert";
import type { CodeFunction } from "@devflow/syntax";
import type { InstructionExample, Refused } from "../model.ts";
import { cleanDocumentation } from "./clean-documentation.ts";
import { documentationReason } from "./documentation-reason.ts";
import { codeOf, exampleOfFunction, reasonAgainst } from "./documented-functions.ts";
import type { SyntheticDocumentation } from "./model.ts";
import type { ReadCodeFile } from "./read-code-file.ts";
import { refused } from "./refusal.ts";

/**
 * Documentation by the expert for functions that have none. Asks as `/docs` does, for a sample that
 * the code's digest draws, so that the same functions are asked about in every export.
 */
export class SyntheticWriter {
  readonly #options: SyntheticDocumentation;
  #calls = 0;

  constructor(options: SyntheticDocumentation) {
    this.#options = options;
  }

  async write(
    read: ReadCodeFile,
    repository: string,
    each: CodeFunction,
  ): Promise<InstructionExample | Refused> {
    const { text, path } = read.file;
    const code = codeOf(text, each);
    const { share, mostCalls, model } = this.#options;
    const against = reasonAgainst(read, each, code);
    if (against !== null) return against;
    if (shareOf(code) >= share || this.#calls >= mostCalls)
      return refused("synthetic", "not sampled");
    this.#calls += 1;
    const [declaration = ""] = code.split("\n");
    const answer = await this.#options.ask(
      docsPrompt({
        ...{ repository: "", title: "", description: "", instructions: "", language: "" },
        hunks: [{ path, language: read.structure.language, rendered: code }],
        ...{ context: [], declarations: [declaration] },
      }),
    );
    if (answer === null) return refused("synthetic", "no answer");
    const documentation = commentIn(answer, declaration, read);
    if (documentation === null || documentationReason(documentation, each) !== null) {
      return refused("synthetic", "no comment");
    }
    if (!namesExist(documentation, text)) return refused("synthetic", "unknown names");
    return exampleOfFunction(read, repository, each, { documentation, model });
  }
}

function shareOf(code: string): number {
  return createHash("sha256").update(code).digest().readUInt32BE(0) / 2 ** 32;
}

/** The comment of the first suggestion, without the declaration that it repeats. */
function commentIn(
  answer: string,
  declaration: string,
  { structure }: ReadCodeFile,
): string | null {
  const suggestion = parseFindings(answer).findings[0]?.suggestion ?? null;
  if (suggestion === null) return null;
  const lines = suggestion.split("\n");
  const at = lines.findIndex((line) => line.trim() === declaration.trim());
  if (at === -1) return null;
  const comment = structure.language === "python" ? lines.slice(at + 1) : lines.slice(0, at);
  return cleanDocumentation(comment.join("\n").trim(), structure.language);
}

const named =
  /`([^`\n]+)`|\b(\p{L}[\p{L}\p{N}]*(?:_[\p{L}\p{N}]+)+|\p{Ll}+\p{Lu}[\p{L}\p{N}]*|\p{L}[\p{L}\p{N}]*(?=\(\)))/gu;

/** Every identifier that a text names, in marks or by its form, must stand in the file. */
function namesExist(documentation: string, text: string): boolean {
  const known = new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu));
  return [...documentation.matchAll(named)]
    .flatMap(
      ([, marked, plain]) => (marked ?? plain ?? "").match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? [],
    )
    .every((name) => known.has(name));
}
