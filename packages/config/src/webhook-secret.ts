import type { Kind, Reading } from "./kind.ts";
import { Secret } from "./secret.ts";

/** 32 characters of hex are 128 bits; whoever guesses the secret can forge deliveries. */
const minimumLength = 32;

/** Words of examples and templates. `development` is what Probot falls back to without a secret. */
const wellKnown = /development|change.?me|example|placeholder|replace|password|your[-_ ]|secret/i;

/** The secret that GitHub signs deliveries with. Weak ones are refused, there is no way around. */
export const webhookSecret: Kind<Secret> = {
  expected: `at least ${minimumLength} random characters, for example from: openssl rand -hex 32`,
  isSecret: true,
  read: readWebhookSecret,
};

function readWebhookSecret(value: string): Reading<Secret> {
  const secret = value.trim();
  if (wellKnown.test(secret)) return { wrong: "is a well-known or made-up word" };
  if (secret.length < minimumLength) return { wrong: `has only ${secret.length} characters` };
  if (/^(.{1,16}?)\1+$/.test(secret)) return { wrong: "repeats itself" };
  return { value: new Secret(secret) };
}
