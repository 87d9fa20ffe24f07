import { functionPrompt, renderCode } from "@devflow/expert";
import type { CodeFunction } from "@devflow/syntax";
import type { InstructionExample, Refused } from "../model.ts";
import { cleanDocumentation } from "./clean-documentation.ts";
import { dedent } from "./dedent.ts";
import { documentationReason } from "./documentation-reason.ts";
import { functionReason } from "./function-reason.ts";
import { instructionExample, languageWord } from "./make-example.ts";
import type { ReadCodeFile } from "./read-code-file.ts";
import { refused } from "./refusal.ts";
import { showsSecret } from "./secret-spans.ts";

/** A function's code as an answer: without its documentation and the indentation of its place. */
export function codeOf(text: string, each: CodeFunction): string {
  const { start, end, documentation } = each;
  const code = dedent(text, start, end);
  if (documentation === null || documentation.start < start) return code;
  const lineStart = text.lastIndexOf("\n", documentation.start - 1) + 1;
  const behind = text.slice(documentation.end).search(/\S/);
  const next = behind === -1 ? documentation.end : documentation.end + behind;
  const nextLine = text.lastIndexOf("\n", next - 1) + 1;
  return dedent(
    text.slice(0, lineStart) + text.slice(nextLine),
    start,
    end - (nextLine - lineStart),
  );
}

function bodyOf(text: string, { body, documentation }: CodeFunction): string {
  const isInside = documentation !== null && documentation.start >= body.start;
  return text.slice(isInside ? documentation.end : body.start, body.end);
}

/** Why a function is no answer to learn from, whatever its documentation; null when it is one. */
export function reasonAgainst(
  { file: { text }, secrets }: ReadCodeFile,
  each: CodeFunction,
  code: string,
): Refused | null {
  const start = Math.min(each.start, each.documentation?.start ?? each.start);
  if (showsSecret(secrets, start, each.end)) return refused("function", "holds a credential");
  if (each.hasErrors) return refused("function", "does not parse");
  const reason = functionReason(code, bodyOf(text, each));
  return reason === null ? null : refused("function", reason);
}

/** The example that a function gives with a documentation, its own or another. */
export function exampleOfFunction(
  { file, structure }: ReadCodeFile,
  repository: string,
  each: CodeFunction,
  instruction: { documentation: string; model?: string },
): InstructionExample {
  const { language } = structure;
  const { path, text } = file;
  const { documentation, model } = instruction;
  const prompt = functionPrompt({
    ...{ path, language: languageWord(language) },
    ...{ scopes: each.scopes, name: each.name, documentation },
  });
  const origin = model === undefined ? "documented_function" : "synthetic_documentation";
  return instructionExample(
    {
      repository,
      file,
      language,
      origin,
      start: each.start,
      ...(model === undefined ? {} : { model }),
    },
    prompt,
    renderCode(language, codeOf(text, each)),
  );
}

/** The example of a documented function, or why there is none. */
export function documentedFunction(
  read: ReadCodeFile,
  repository: string,
  each: CodeFunction,
): InstructionExample | Refused {
  const { text } = read.file;
  if (each.documentation === null) return refused("function", "no documentation");
  const against = reasonAgainst(read, each, codeOf(text, each));
  if (against !== null) return against;
  const { start, end } = each.documentation;
  const documentation = cleanDocumentation(text.slice(start, end), read.structure.language);
  const reason = documentationReason(documentation, each);
  if (reason !== null) return refused("documentation", reason);
  return exampleOfFunction(read, repository, each, { documentation });
}
