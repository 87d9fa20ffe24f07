import {
  describeProblem,
  type ParsedRepositoryConfig,
  parseRepositoryConfig,
} from "@devflow/config";
import { decodeUtf8 } from "@devflow/diff";
import type { LocalRepository } from "@devflow/git";

export interface LocalConfiguration {
  configuration: ParsedRepositoryConfig;
  /** What is wrong in `.devflow.yml`, one line each; the defaults were used there. */
  problems: string[];
}

const maxConfigBytes = 1_000_000;

/** `.devflow.yml` as it is at the base: a change cannot relax its own review. */
export async function readLocalConfiguration(
  repository: LocalRepository,
  baseSha: string,
): Promise<LocalConfiguration> {
  const content = await repository.readFile(baseSha, ".devflow.yml", maxConfigBytes);
  const text = content === null ? "" : (decodeUtf8(content) ?? "");
  const configuration = parseRepositoryConfig(text, ".devflow.yml");
  return { configuration, problems: configuration.problems.map(describeProblem) };
}
