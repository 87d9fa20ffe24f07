import type { Environment } from "./environment.ts";
import type { Kind } from "./kind.ts";
import type { ConfigurationProblem } from "./problem.ts";
import { Secret } from "./secret.ts";

const keyBytes = 32;

/** Keys of AES-256. Base64 with or without padding, in either alphabet: all tools write one of them. */
export const contentKeyList: Kind<readonly Secret[]> = {
  expected:
    "32 random bytes in base64, for example from: openssl rand -base64 32; several with commas between them, the newest first",
  isSecret: true,
  read(value) {
    const keys = value.split(",").flatMap((each) => each.trim() || []);
    const isKey = (each: string) =>
      /^[A-Za-z0-9+/_-]+={0,2}$/.test(each) && Buffer.from(each, "base64").length === keyBytes;
    if (!keys.every(isKey)) return { wrong: `holds what is not ${keyBytes} bytes in base64` };
    return { value: keys.map((each) => new Secret(each)) };
  },
};

/** Texts are kept only sealed. */
export function contentProblems(
  written: Environment,
  expectedOf: (name: string) => string,
): ConfigurationProblem[] {
  const { ASSISTANT_KEEP_CONTENT_DAYS: days, ASSISTANT_CONTENT_KEY: key } = written;
  if (days === undefined || Number(days) === 0 || key !== undefined) return [];
  return [
    {
      path: "ASSISTANT_CONTENT_KEY",
      line: null,
      message:
        "is missing, although ASSISTANT_KEEP_CONTENT_DAYS is set: texts are kept only encrypted",
      expected: expectedOf("ASSISTANT_CONTENT_KEY"),
    },
  ];
}
