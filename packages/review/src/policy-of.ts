import type { ParsedRepositoryConfig } from "@devflow/config";
import { type FolderSettings, folderSettings, foldersAbove } from "@devflow/config";
import type { PathPolicy, ReviewPolicy } from "./model.ts";
import { pathFilter } from "./scope/path-filter.ts";

/**
 * Characters of the words for the expert about one path, about 750 tokens: a window of 4,096 has
 * to hold code, too. Where there are more, those of the outer folders go first.
 */
const maxInstructionsCharacters = 3_000;

/**
 * The pipeline's part of a repository's configuration. What depends on the path is worked out once
 * per folder that has a file of its own; of a path only its patterns are looked up then.
 */
export function policyOf(
  configuration: ParsedRepositoryConfig,
  conventions: ReviewPolicy["conventions"] = [],
): ReviewPolicy {
  const byFolder = new Map<string, (path: string) => PathPolicy>();
  const { review } = configuration.config;
  return {
    forPath: (path) => {
      const folder = foldersAbove(configuration, path).at(-1)?.folder ?? "";
      const known = byFolder.get(folder);
      const policy = known ?? pathPolicy(folderSettings(configuration, path));
      if (known === undefined) byFolder.set(folder, policy);
      return policy(path);
    },
    maxFindings: review.maxFindings,
    passes: review.passes,
    language: review.language,
    conventions,
  };
}

function pathPolicy({ config, levels }: FolderSettings): (path: string) => PathPolicy {
  const { review, rules } = config;
  const everywhere = {
    minimumSeverity: review.minimumSeverity,
    minimumConfidence: review.minimumConfidence,
    disabledRules: new Set(rules.disabled),
    ruleSeverities: new Map(Object.entries(rules.severity)),
    disabledCategories: new Set(
      Object.entries(review.categories).flatMap(([name, isOn]) => (isOn ? [] : [name])),
    ),
  };
  const isIgnored = pathFilter(
    levels.map(({ folder, ignorePaths }) => ({ folder, patterns: ignorePaths })),
  );
  const instructionsFor = instructionsOf(levels);
  return (path) => ({
    ...everywhere,
    isIgnored: isIgnored(path),
    instructions: instructionsFor(path),
  });
}

/** The words for a path, from the outermost folder to its own, those about its pattern last. */
function instructionsOf(levels: FolderSettings["levels"]): (path: string) => string {
  const parts = levels.flatMap(({ folder, instructions, pathInstructions }) => [
    { text: instructions.trim(), appliesTo: () => true },
    ...pathInstructions.map((one) => ({
      text: one.instructions.trim(),
      appliesTo: pathFilter([{ folder, patterns: [one.path] }]),
    })),
  ]);
  return (path) => {
    const texts = parts.filter(({ text, appliesTo }) => text !== "" && appliesTo(path));
    return texts
      .map(({ text }) => text)
      .join("\n\n")
      .slice(-maxInstructionsCharacters);
  };
}
