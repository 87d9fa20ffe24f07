import type { z } from "zod";
import { findingCategories } from "./categories.ts";
import { type ProfileName, profileNames, profiles } from "./profiles.ts";
import type { RepositoryConfig } from "./repository-config.ts";
import { repositorySchema } from "./repository-schema.ts";
import { unflattenKeys, type WrittenKey, type WrittenKeys } from "./written-keys.ts";

/** What was written, over the defaults of the profile that was written, over the defaults. */
export function toConfig(written: WrittenKeys): RepositoryConfig {
  const keys = new Map([...profileKeys(profileOf(written)), ...written]);
  const parsed = repositorySchema.parse(unflattenKeys(keys));
  const { commands, conventions, rules, links, limits, index } = parsed;
  return {
    review: toReview(parsed.review),
    rules: { disabled: rules.disabled, severity: rules.severity },
    commands: { permissions: commands.permissions, disabled: commands.disabled },
    conventions: { files: conventions.files },
    limits: {
      tokensPerReview: limits.tokens_per_review,
      tokensPerPullRequest: limits.tokens_per_pull_request,
      tokensPerDay: limits.tokens_per_day,
      secondsPerReview: limits.seconds_per_review,
    },
    links: { allowedHosts: links.allowed_hosts.map((host) => host.toLowerCase()) },
    index: { ignorePaths: index.ignore_paths },
  };
}

function toReview(review: z.output<typeof repositorySchema>["review"]): RepositoryConfig["review"] {
  return {
    enabled: review.enabled,
    drafts: review.drafts,
    bots: review.bots,
    skipLabels: review.skip_labels,
    skipTitles: review.skip_titles,
    skipAuthors: review.skip_authors,
    baseBranches: review.base_branches,
    headBranches: review.head_branches,
    profile: review.profile,
    minimumSeverity: review.minimum_severity,
    minimumConfidence: review.minimum_confidence,
    maxFindings: review.max_findings,
    categories: review.categories,
    passes: review.passes,
    language: review.language,
    hold: review.hold,
    failOn: review.fail_on,
    ignorePaths: review.ignore_paths,
    instructions: review.instructions,
    pathInstructions: review.path_instructions,
  };
}

/** The profile that was written, else the standard one. */
export function profileOf(written: WrittenKeys): ProfileName {
  const name = written.get("review.profile")?.value;
  return profileNames.find((known) => known === name) ?? "balanced";
}

/** What a profile stands for, as if it had been written. */
export function profileKeys(name: ProfileName): WrittenKeys {
  const profile = profiles[name];
  const values: [path: string[], value: unknown][] = [
    [["review", "minimum_severity"], profile.minimumSeverity],
    [["review", "minimum_confidence"], profile.minimumConfidence],
    [["review", "max_findings"], profile.maxFindings],
    ...findingCategories.map((category): [string[], unknown] => [
      ["review", "categories", category],
      !profile.disabledCategories.includes(category),
    ]),
  ];
  return new Map(
    values.map(([path, value]): [string, WrittenKey] => [
      path.join("."),
      { path, value, source: `profile ${name}`, line: null, entryLines: [] },
    ]),
  );
}
