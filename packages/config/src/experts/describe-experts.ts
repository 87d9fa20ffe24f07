import { z } from "zod";
import { keyFacts } from "../key-facts.ts";
import { endpointKeys, expertSchema } from "./expert-schema.ts";
import {
  expertsFileSchema,
  routeSchema,
  synthesisSchema,
  transcriptionSchema,
} from "./experts-file-schema.ts";

/** A key of a part of experts.yaml, for documentation. */
export interface ExpertKey {
  /** From the part's own root, joined by dots: `completion.top_p`. */
  path: string;
  isNeeded: boolean;
  meaning: string;
  expected: string;
  isSecret: boolean;
}

/** The parts of experts.yaml by their path, each with its keys in the order of the schema. */
export function expertsFileKeys(): Record<string, ExpertKey[]> {
  const own = (schema: z.ZodObject) =>
    keysOf(schema, "").filter(({ path }) => !Object.hasOwn(endpointKeys, path));
  return {
    "experts.<name>": keysOf(expertSchema, ""),
    "routes[]": keysOf(routeSchema, ""),
    "speech.transcription": own(transcriptionSchema),
    "speech.synthesis": own(synthesisSchema),
  };
}

function keysOf(schema: z.ZodObject, above: string): ExpertKey[] {
  return Object.entries(schema.shape).flatMap(([name, value]) => {
    const path = above + name;
    const inner = value instanceof z.ZodPrefault ? value.unwrap() : value;
    if (inner instanceof z.ZodObject) return keysOf(inner, `${path}.`);
    const facts = value instanceof z.ZodType ? keyFacts.get(value) : undefined;
    if (!(value instanceof z.ZodType) || facts === undefined) return [];
    const { expected, isSecret } = facts;
    const isNeeded = !value.safeParse(undefined).success;
    return [{ path, isNeeded, meaning: value.description ?? "", expected, isSecret }];
  });
}

/** JSON Schema of `experts.yaml`, for editors. */
export function expertsJsonSchema(): Record<string, unknown> {
  return { title: "DevFlow experts", ...z.toJSONSchema(expertsFileSchema, { io: "input" }) };
}
