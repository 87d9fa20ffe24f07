import { z } from "zod";
import type { Kind } from "./kind.ts";

/** A schema that reads text as `kind` does; what is wrong becomes the issue's message. */
export function parsed<T>(kind: Pick<Kind<T>, "read">) {
  return z.string().transform((value, context): T => {
    const reading = kind.read(value);
    if ("value" in reading) return reading.value;
    context.addIssue({ code: "custom", message: reading.wrong });
    return z.NEVER;
  });
}
