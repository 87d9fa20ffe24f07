import { countSyntaxErrors } from "@devflow/syntax";
import type { SyntaxState } from "../model.ts";
import type { ChangedText } from "../patch/model.ts";

/** How a changed file parses; a reason in words when it does so worse than before. */
export async function checkSyntax({
  path,
  before,
  after,
}: ChangedText): Promise<{ syntax: SyntaxState } | { problem: string }> {
  const errors = await countSyntaxErrors({ path, text: after });
  if (errors === null) return { syntax: "unchecked" };
  if (errors === 0) return { syntax: "ok" };
  const former = before === null ? 0 : await countSyntaxErrors({ path, text: before });
  return former !== null && former >= errors
    ? { syntax: "as_before" }
    : { problem: "the file would not parse any more" };
}

/** Comments that tools obey: they are code by another name. */
const directive =
  /(?:^|\s)(?:\/\/go:|\/\/ ?\+build|#!|\/\/nolint|\/\/ ?@ts-|\/\* ?@ts-|#\s*type:\s*ignore|#\s*noqa|#\s*fmt:|#\s*pragma|#\s*-\*-|#\s*(?:en)?coding[:=]|eslint-|prettier-ignore|biome-ignore|pylint:|mypy:|pyright:|ruff:|NOSONAR|c8 ignore|istanbul ignore|v8 ignore|@jsx|#\s*frozen_string_literal|rubocop:|clang-format|phpcs:|@phpstan|@SuppressWarnings)/;

/** Lines with comments that tools obey, in order. */
export function directivesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length < 1_000 && directive.test(line));
}
