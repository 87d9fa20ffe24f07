import { UsageError } from "@devflow/errors";

/** Probot signs with this word when it is given none. */
const publicSecret = "development";
const minimumLength = 32;

/**
 * The last look at the webhook secret before anything is verified with it. The settings refuse weak
 * ones already; this one also stands in front of whoever starts the bot with other settings.
 */
export function assertStrongSecret(secret: string): void {
  if (secret.length >= minimumLength && secret !== publicSecret) return;
  throw new UsageError(
    "The webhook secret is empty, short or well known: anybody could forge deliveries",
    `Set WEBHOOK_SECRET, here and in the GitHub App, to at least ${minimumLength} random characters, for example from: openssl rand -hex 32`,
  );
}
