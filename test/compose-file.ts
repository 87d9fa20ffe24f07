import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";

/** Root of the repository, with a slash at the end. */
export const root = fileURLToPath(new URL("..", import.meta.url));

export const composeText = readFileSync(`${root}docker-compose.yml`, "utf8");

/** The file as Compose reads it after merging its anchors, before it puts variables in. */
export const rawCompose: unknown = parse(composeText, { merge: true });

const serviceSchema = z.object({
  image: z.string(),
  build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
  profiles: z.array(z.string()).default([]),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  networks: z.union([
    z.array(z.string()).transform((names) => new Map(names.map((name) => [name, [] as string[]]))),
    z
      .record(z.string(), z.object({ aliases: z.array(z.string()).default([]) }))
      .transform((networks) => new Map(Object.entries(networks).map(([k, v]) => [k, v.aliases]))),
  ]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }),
  stop_grace_period: z.string().optional(),
});

const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) })),
  volumes: z.record(z.string(), z.object({})),
});

export type Service = z.output<typeof serviceSchema>;

export interface Variable {
  name: string;
  /** What stands in when the variable is unset or empty; null when Compose refuses to start. */
  fallback: string | null;
}

const reference = /\$\{(?<name>\w+)(?::(?<operator>[-?])(?<text>[^}]*))?\}/g;

/** Every `${NAME:-fallback}` and `${NAME:?message}` of the file, outside of comments. */
export function composeVariables(): Variable[] {
  return [...JSON.stringify(rawCompose).matchAll(reference)].map(({ groups = {} }) => ({
    name: groups.name ?? "",
    fallback: groups.operator === "?" ? null : (groups.text ?? ""),
  }));
}

/** The file with variables put in as Compose does. Throws when a needed one is missing. */
export function resolveCompose(environment: Record<string, string>) {
  return composeSchema.parse(resolve(rawCompose, environment));
}

function resolve(value: unknown, environment: Record<string, string>): unknown {
  if (typeof value === "string") return resolveText(value, environment);
  if (Array.isArray(value)) return value.map((item) => resolve(item, environment));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolve(item, environment)]),
  );
}

function resolveText(text: string, environment: Record<string, string>): string {
  const filled = text.replace(reference, (_match, name: string, operator: string, rest = "") => {
    const given = environment[name] ?? "";
    if (given !== "") return given;
    if (operator === "?") throw new Error(`${name}: ${rest}`);
    return rest;
  });
  return filled.replaceAll("$$", "$");
}
