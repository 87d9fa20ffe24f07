import { UsageError } from "@devflow/errors";
import { mostListedTokens, type Scope, scopes } from "@devflow/identity";
import { cutListText } from "../formats/cut-list.ts";
import { newTokenToText, tokensToText } from "../formats/people-to-text.ts";
import { withAdministration } from "../local/administration-access.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { writeOut } from "../write-out.ts";
import type { CreateTokenFlags, ListTokensFlags, TokensOptions } from "./tokens.ts";

const jsonText = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

export async function runCreateToken(flags: CreateTokenFlags): Promise<void> {
  const wanted = scopes.filter((scope: Scope) => flags.scopes.includes(scope));
  const { person, name, days } = flags;
  const made = await withAdministration(loadCliSettings(flags), (administration) =>
    administration.createToken({ person, name, days, scopes: wanted }),
  );
  await writeOut(flags.json ? jsonText(made) : newTokenToText(made));
}

export async function runListTokens(flags: ListTokensFlags): Promise<void> {
  const tokens = await withAdministration(loadCliSettings(flags), (administration) =>
    administration.listTokens(flags.person ?? null),
  );
  const isJson = flags.json === true || flags.format === "json";
  await writeOut(isJson ? jsonText(tokens) : tokensToText(tokens));
  const next = "--person shows those of one person.";
  process.stderr.write(cutListText(tokens.length, mostListedTokens, "tokens", next));
}

export async function runRevokeToken(id: string, flags: TokensOptions): Promise<void> {
  const token = await withAdministration(loadCliSettings(flags), (administration) =>
    administration.revokeToken(id),
  );
  if (token === null) {
    throw new UsageError(`there is no token ${id}`, "Take its id from `devflow tokens list`.");
  }
  await writeOut(flags.json ? jsonText(token) : `${token.name} (${token.id}) is revoked.\n`);
}
