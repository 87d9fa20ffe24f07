import { readFileSync } from "node:fs";
import type { ValidateFunction } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import type { Json, JsonObject } from "../model.ts";
import type { Operation, WebhookName } from "./operations.ts";

/**
 * Checks what the fake hears and says against GitHub's own description, so that neither the client
 * under test nor the fake itself can make up an API. Compiled per schema on first use and shared
 * by all fakes of a process: the description does not change while it runs.
 */

interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  schema: JsonObject;
}

interface OperationDescription {
  docs: string | null;
  parameters: Parameter[];
  body: Json;
  bodyRequired: boolean;
  responses: Record<string, Json>;
}

interface Description {
  operations: Record<Operation, OperationDescription>;
  webhooks: Record<WebhookName, Json>;
}

const root = "https://api.github.com/description";
const text = readFileSync(new URL("../../generated/github-openapi.json", import.meta.url), "utf8");
const description: Description = JSON.parse(text);

function newAjv(coerceTypes: boolean): Ajv2019 {
  const ajv = new Ajv2019({
    strict: false,
    validateSchema: false,
    validateFormats: true,
    allErrors: false,
    logger: false,
    inlineRefs: false,
    code: { optimize: false },
    coerceTypes,
  });
  addFormats.default(ajv);
  ajv.addSchema(description, root);
  return ajv;
}

const exact = newAjv(false);
/** Path and query values arrive as text. */
const coercing = newAjv(true);
const compiled = new Map<string, ValidateFunction>();

function validate(ajv: Ajv2019, pointer: string[], value: unknown): string | null {
  const path = pointer.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1"));
  const reference = `${root}#/${path.map(encodeURIComponent).join("/")}`;
  let check = compiled.get(reference);
  if (check === undefined) {
    check = ajv.compile({ $ref: reference });
    compiled.set(reference, check);
  }
  if (check(value)) return null;
  const [error] = check.errors ?? [];
  return `${error?.instancePath || "(root)"} ${error?.message} ${JSON.stringify(error?.params)}`;
}

export function documentationUrl(operation: Operation): string {
  return description.operations[operation].docs ?? "https://docs.github.com/rest";
}

/** What is wrong with the parameters, the query or the body; empty when nothing is. */
export function requestProblems(
  operation: Operation,
  request: { params: Record<string, string>; query: URLSearchParams; body: JsonObject | null },
): string[] {
  const { parameters, body, bodyRequired } = description.operations[operation];
  const problems: string[] = [];
  const known = new Set<string>();
  parameters.forEach((parameter, index) => {
    if (parameter.in === "header") return;
    known.add(parameter.name);
    const value =
      parameter.in === "path"
        ? request.params[parameter.name]
        : (request.query.get(parameter.name) ?? undefined);
    if (value === undefined) {
      if (parameter.required) problems.push(`parameter ${parameter.name} is missing`);
      return;
    }
    const pointer = ["operations", operation, "parameters", String(index), "schema"];
    const problem = validate(coercing, pointer, value);
    if (problem !== null) problems.push(`parameter ${parameter.name}: ${problem}`);
  });
  for (const name of request.query.keys()) {
    if (!known.has(name)) problems.push(`query parameter ${name} does not exist`);
  }
  if (request.body === null) {
    if (bodyRequired) problems.push("the body is missing");
  } else if (body !== null) {
    const problem = validate(exact, ["operations", operation, "body"], request.body);
    if (problem !== null) problems.push(`body: ${problem}`);
  }
  return problems;
}

/** What is wrong with a JSON answer; errors that GitHub documents nowhere need only a message. */
export function responseProblems(operation: Operation, status: number, body: Json): string[] {
  const { responses } = description.operations[operation];
  const documented = responses[String(status)];
  if (documented === undefined) {
    if (status >= 400) {
      const problem = validate(exact, ["components", "schemas", "basic-error"], body);
      return problem === null ? [] : [`status ${status}: ${problem}`];
    }
    return [`status ${status} is not documented`];
  }
  if (documented === null) return [];
  const pointer = ["operations", operation, "responses", String(status)];
  const problem = validate(exact, pointer, body);
  return problem === null ? [] : [`status ${status}: ${problem}`];
}

/** What is wrong with a webhook's payload. */
export function webhookProblems(name: WebhookName, payload: Json): string[] {
  const problem = validate(exact, ["webhooks", name], payload);
  return problem === null ? [] : [problem];
}
