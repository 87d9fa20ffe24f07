import { Command, InvalidArgumentError, Option } from "commander";
import { subcommandsOf } from "./subcommands-of.ts";

export interface TokensOptions {
  json?: true;
  data?: string;
}

export interface CreateTokenFlags extends TokensOptions {
  name: string;
  person: string;
  scopes: string[];
  days: number;
}

export interface ListTokensFlags extends TokensOptions {
  person?: string;
  format?: "text" | "json";
}

const scopeWords = ["complete", "assist", "search", "usage", "admin"];

const help = `
A token lets an editor or a script ask the gateway: Authorization: Bearer <token>. It is shown once,
stored as a hash, and ends at its time. Editors that sign in through the browser get one by themselves.

Scopes: complete (completions), assist (explain, tests, refactor, review), search, usage (metrics),
admin (people and tokens; only for people with that role).

Examples:
  $ devflow tokens create --name laptop          a token of whoever runs this machine
  $ devflow tokens create --name ci --person kim --scopes complete,search --days 30
  $ devflow tokens revoke 6f0c…                  at once`;

/** `devflow tokens`. */
export function tokensCommand(): Command {
  const command = new Command("tokens")
    .description("Tokens that editors and scripts ask the gateway with.")
    .addHelpText("after", help);
  const sub = subcommandsOf(command);
  sub("create", "make a token and print it, this once")
    .requiredOption("--name <name>", "for lists, for example laptop")
    .option("--person <person>", "whose: a number, GitHub login, e-mail or subject", "local")
    .addOption(
      new Option("--scopes <list>", "what it may do")
        .argParser(scopesOf)
        .default(["complete", "assist", "search", "usage"], "complete,assist,search,usage"),
    )
    .option("--days <n>", "how long it is valid", days, 90)
    .action(async (flags: CreateTokenFlags) => (await run()).runCreateToken(flags));
  sub("list", "tokens, newest first")
    .option("--person <person>", "of one person only")
    .addOption(
      new Option("--format <format>", "how to print; json is --json").choices(["text", "json"]),
    )
    .action(async (flags: ListTokensFlags) => (await run()).runListTokens(flags));
  sub("revoke <id>", "end a token, at once").action(async (id: string, flags: TokensOptions) =>
    (await run()).runRevokeToken(id, flags),
  );
  return command;
}

const run = () => import("./run-tokens.ts");

function scopesOf(text: string): string[] {
  const words = text.split(",").map((word) => word.trim());
  if (words.every((word) => scopeWords.includes(word))) return words;
  throw new InvalidArgumentError(`Give some of ${scopeWords.join(", ")}, separated by commas.`);
}

function days(text: string): number {
  const number = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (number >= 1) return number;
  throw new InvalidArgumentError("Give a whole number of days.");
}
