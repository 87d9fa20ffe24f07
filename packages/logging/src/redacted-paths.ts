const secretNames = [
  "authorization",
  "Authorization",
  "authorizationHeader",
  "cookie",
  "Cookie",
  "password",
  "token",
  "accessToken",
  "access_token",
  "refreshToken",
  "refresh_token",
  "privateKey",
  "private_key",
  "pem",
  "webhookSecret",
  "webhook_secret",
  "clientSecret",
  "client_secret",
  "apiKey",
  "api_key",
  "secret",
];

/** `{ request: { headers: { authorization } } }` is the deepest shape that we have met. */
const depths = ["", "*.", "*.*."];

/** Paths in pino's notation. The first line of defence is the type `Secret`; this is the second. */
export const redactedPaths: string[] = depths.flatMap((depth) =>
  secretNames.map((name) => `${depth}${name}`),
);
