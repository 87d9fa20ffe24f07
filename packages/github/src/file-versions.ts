import { z } from "zod";
import { type Context, inRepository } from "./context.ts";
import { query } from "./graphql.ts";
import { budgetSchema } from "./history-schemas.ts";
import { limits } from "./limits.ts";
import type { ApiBudget, FileAt, FileBlob, RepositoryRef } from "./model.ts";

// Versions of files at any commits, by GraphQL: a hundred in one request at one point, where REST
// takes a request each, and a clone all commits of the history. A query names each file: more than a
// hundred make it longer than GitHub's gateway is sure to take.

const blobSchema = z.object({ oid: z.string(), byteSize: z.number() });

const blobsAnswer = z.object({
  data: z.object({
    rateLimit: budgetSchema,
    repository: z.record(z.string(), z.unknown()),
  }),
});

const textSchema = z.object({
  text: z.string().nullish(),
  isTruncated: z.boolean().catch(false),
  isBinary: z.boolean().nullish(),
});

/** What stands at each place, in the order asked; null where there is no file or no such commit. */
export async function findBlobs(
  context: Context,
  repository: RepositoryRef,
  files: readonly FileAt[],
): Promise<{ blobs: (FileBlob | null)[]; budget: ApiBudget | null; points: number }> {
  const { answers, ...rest } = await askForObjects(
    context,
    repository,
    files.map(({ commitSha, path }) => `${commitSha}:${path}`),
    "... on Blob { oid byteSize }",
  );
  const blobs = answers.map((answer) => {
    const { data } = blobSchema.safeParse(answer);
    return data === undefined ? null : { blobSha: data.oid, sizeBytes: data.byteSize };
  });
  return { blobs, ...rest };
}

/** Those of the commits that GitHub still has. */
export async function findCommits(
  context: Context,
  repository: RepositoryRef,
  shas: readonly string[],
): Promise<{ shas: Set<string>; budget: ApiBudget | null; points: number }> {
  const { answers, ...rest } = await askForObjects(context, repository, shas, "oid");
  return { shas: new Set(shas.filter((_, index) => answers[index] != null)), ...rest };
}

/** Texts of blobs, in the order asked; null for one that is gone, binary, or cut by GitHub (500 kB). */
export async function readTexts(
  context: Context,
  repository: RepositoryRef,
  blobShas: readonly string[],
): Promise<{ texts: (string | null)[]; budget: ApiBudget | null; points: number }> {
  const fields = "... on Blob { text isTruncated isBinary }";
  const { answers, ...rest } = await askForObjects(context, repository, blobShas, fields);
  const texts = answers.map((answer) => {
    const { data } = textSchema.safeParse(answer);
    return data === undefined || data.isTruncated || data.isBinary ? null : (data.text ?? null);
  });
  return { texts, ...rest };
}

async function askForObjects(
  context: Context,
  { owner, name }: RepositoryRef,
  specs: readonly string[],
  fields: string,
) {
  const variables: Record<string, string> = { owner, name };
  const names = specs.map((spec, index) => {
    variables[`s${index}`] = spec;
    return index;
  });
  const text = `
    query Objects($owner: String!, $name: String!, ${names.map((n) => `$s${n}: String!`).join(", ")}) {
      rateLimit { cost limit remaining resetAt }
      repository(owner: $owner, name: $name) {
        ${names.map((n) => `o${n}: object(expression: $s${n}) { ${fields} }`).join("\n")}
      }
    }`;
  const { data } = await query(context, blobsAnswer, text, variables);
  return {
    answers: names.map((index) => data.repository[`o${index}`]),
    budget: data.rateLimit,
    points: data.rateLimit?.cost ?? 0,
  };
}

const renamesSchema = z
  .object({
    files: z
      .array(z.object({ filename: z.string(), previous_filename: z.string().nullish() }))
      .catch([]),
  })
  .transform(({ files }) => files);

/** Files that have another name at `head` than at `base`: former to new. Of 300 files at most. */
export async function listRenames(
  context: Context,
  repository: RepositoryRef,
  base: string,
  head: string,
): Promise<Map<string, string>> {
  const route = "GET /repos/{owner}/{repo}/compare/{basehead}";
  const files = await context.session.read(renamesSchema, route, {
    ...inRepository(repository),
    basehead: `${base}...${head}`,
    per_page: limits.pageSize,
  });
  const renamed = files.flatMap(({ filename, previous_filename: former }) =>
    former == null ? [] : [[former, filename] as const],
  );
  return new Map(renamed);
}
