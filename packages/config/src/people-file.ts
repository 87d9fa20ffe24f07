import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { UsageError } from "@devflow/errors";
import { z } from "zod";
import { describeIssues } from "./describe-issues.ts";
import { keyFacts } from "./key-facts.ts";
import { problemsError } from "./problem.ts";
import { readYaml } from "./read-yaml.ts";
import type { Settings } from "./settings.ts";

/** What the identity provider's groups mean here. */
export interface PeopleSettings {
  /** Null: everybody whom the provider knows. */
  allowedGroups: readonly string[] | null;
  /** Groups whose members have the role. */
  roles: { admin: readonly string[]; lead: readonly string[] };
  /** A team's groups, and the tokens a day that it may use; null: no limit. */
  teams: Readonly<Record<string, { groups: readonly string[]; tokensPerDay: number | null }>>;
}

const names = z.array(z.string().min(1).max(300)).max(1_000);

function key<S extends z.ZodType>(schema: S, expected: string): S {
  keyFacts.add(schema, { expected, isSecret: false });
  return schema;
}

const groups = (what: string) => key(names, `a list of groups, ${what}`);

const teamSchema = z.strictObject({
  groups: groups("whose members are of the team").default([]),
  tokens_per_day: key(z.int().min(1).max(999_999_999_999).optional(), "a whole number of tokens"),
});

const fileSchema = z.strictObject({
  allowed_groups: groups("whose members may sign in").optional(),
  roles: z
    .strictObject({
      admin: groups("whose members are administrators").default([]),
      lead: groups("whose members are leads").default([]),
    })
    .prefault({}),
  teams: z.record(z.string().min(1).max(100), teamSchema).default({}),
});

/**
 * The people of PEOPLE_FILE; without the file, everybody may sign in as a developer without a team.
 * Raises one UsageError that lists every problem.
 */
export function loadPeople({ identity }: Pick<Settings, "identity">): PeopleSettings {
  const text = readText(identity.peopleFile, identity.isPeopleFileRequired);
  const file = readYaml(text);
  const result = fileSchema.safeParse(file.value);
  const problems = [
    ...file.problems,
    ...describeIssues(fileSchema, result.error?.issues ?? [], file),
  ];
  if (result.data === undefined || problems.length > 0) {
    const nextStep = `Correct ${identity.peopleFile}. An example: people.example.yaml.`;
    throw problemsError(basename(identity.peopleFile), problems, nextStep);
  }
  const { allowed_groups, roles, teams } = result.data;
  return {
    allowedGroups: allowed_groups ?? null,
    roles,
    teams: Object.fromEntries(
      Object.entries(teams).map(([name, team]) => [
        name,
        { groups: team.groups, tokensPerDay: team.tokens_per_day ?? null },
      ]),
    ),
  };
}

function readText(path: string, isRequired: boolean): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    if (code === "ENOENT" && !isRequired) return "";
    throw new UsageError(
      `PEOPLE_FILE: ${path} cannot be read (${code})`,
      "Name a YAML file of groups, roles and teams, or unset PEOPLE_FILE.",
      { cause: error },
    );
  }
}
