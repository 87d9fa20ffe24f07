/**
 * Cuts GitHub's own OpenAPI description down to what the fake GitHub serves, as JSON Schema.
 *
 * To refresh (the package is 426 MB unpacked, so it is no dependency):
 *
 *   mkdir /tmp/openapi && npm install --prefix /tmp/openapi @octokit/openapi@23
 *   npx node scripts/extract-github-openapi.ts \
 *     /tmp/openapi/node_modules/@octokit/openapi/generated/api.github.com.json
 *
 * What is left out: prose, examples and vendor extensions. What is translated: `nullable` of
 * OpenAPI 3.0 becomes a JSON Schema `null` type. What is added: request bodies are closed, because
 * GitHub ignores a misspelled property without a word and a client's typo must not pass here.
 * What is joined: objects that are written out again and again (the user in every webhook) become
 * one schema with references, which halves the time that a test needs to compile its validators.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { operations, webhooks } from "../packages/testkit/src/github/openapi/operations.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const target = new URL("../packages/testkit/src/generated/github-openapi.json", import.meta.url);
const prose = new Set([
  "description",
  "summary",
  "externalDocs",
  "deprecated",
  "title",
  "readOnly",
]);

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function object(value: Json | undefined, what: string): JsonObject {
  if (!isObject(value)) throw new Error(`the description has no ${what}`);
  return value;
}

/** A schema without prose. `properties` is walked by name, so a property called `title` stays. */
function schemaOf(node: Json): Json {
  if (Array.isArray(node)) return node.map(schemaOf);
  if (!isObject(node)) return node;
  const kept: JsonObject = {};
  for (const [key, value] of Object.entries(node)) {
    if (prose.has(key) || key === "example" || key === "examples" || key.startsWith("x-")) continue;
    if (key === "properties") {
      const properties = Object.entries(object(value, key));
      kept[key] = Object.fromEntries(properties.map(([name, child]) => [name, schemaOf(child)]));
    } else {
      kept[key] = key === "enum" || key === "default" ? value : schemaOf(value);
    }
  }
  return nullableAsType(kept);
}

function nullableAsType(schema: JsonObject): JsonObject {
  const { nullable, ...rest } = schema;
  if (nullable !== true) return rest;
  if (typeof rest.type !== "string") return { anyOf: [{ type: "null" }, rest] };
  const typed: JsonObject = { ...rest, type: [rest.type, "null"] };
  return Array.isArray(rest.enum) ? { ...typed, enum: [...new Set([...rest.enum, null])] } : typed;
}

const source = process.argv[2];
if (source === undefined) throw new Error("usage: extract-github-openapi.ts api.github.com.json");
const description = object(JSON.parse(readFileSync(source, "utf8")) as Json, "root");
const components = object(description.components, "components");
const schemas: JsonObject = {};

/**
 * Where the description is known to be wrong. The API answers null for the place of a comment that
 * is outdated, and clients must cope with it.
 */
function corrected(name: string, schema: JsonObject): JsonObject {
  if (name !== "pull-request-review-comment" || !isObject(schema.properties)) return schema;
  const orNull = { type: ["integer", "null"] };
  return {
    ...schema,
    properties: { ...schema.properties, line: orNull, position: orNull },
  };
}

/** An installation's account is listed as a user AND an enterprise; elsewhere it is one of them. */
function correctedResponse(operation: string, schema: Json): Json {
  if (operation !== "GET /app/installations") return schema;
  const items = { $ref: "#/components/schemas/installation" };
  collect(items);
  return { type: "array", items };
}

/** Copies every component schema that `node` refers to. */
function collect(node: Json): void {
  if (Array.isArray(node)) for (const child of node) collect(child);
  if (!isObject(node)) return;
  const reference = node.$ref;
  if (typeof reference === "string") collectSchema(reference.replace("#/components/schemas/", ""));
  for (const child of Object.values(node)) collect(child);
}

function collectSchema(name: string): void {
  if (name in schemas) return;
  const found = schemaOf(object(object(components.schemas, "schemas")[name], name));
  const schema = corrected(name, object(found, name));
  schemas[name] = schema;
  collect(schema);
}

function resolve(node: Json | undefined): JsonObject {
  const found = object(node, "component");
  if (typeof found.$ref !== "string") return found;
  const [, , kind, name] = found.$ref.split("/");
  return object(object(components[kind ?? ""], "kind")[name ?? ""], found.$ref);
}

function jsonSchemaOf(body: Json | undefined): Json {
  const content = isObject(body) ? resolve(body).content : undefined;
  const json = isObject(content)
    ? (content["application/json"] ?? content["application/scim+json"])
    : undefined;
  if (!isObject(json)) return null;
  const schema = schemaOf(json.schema ?? {});
  collect(schema);
  return schema;
}

/** The schema with every inline object closed. */
function closed(schema: Json): Json {
  if (!isObject(schema)) return schema;
  const kept = { ...schema };
  if (isObject(schema.properties)) {
    const properties = Object.entries(schema.properties);
    kept.properties = Object.fromEntries(properties.map(([name, child]) => [name, closed(child)]));
    if (!("additionalProperties" in schema)) kept.unevaluatedProperties = false;
  }
  if (isObject(schema.items)) kept.items = closed(schema.items);
  return kept;
}

function parameterOf(node: Json): JsonObject {
  const { name, in: place, required, schema } = resolve(node);
  const kept = schemaOf(schema ?? {});
  collect(kept);
  return { name: name ?? null, in: place ?? null, required: required === true, schema: kept };
}

function operationOf(name: string): JsonObject {
  const [method = "", path = ""] = name.split(" ");
  const item = object(object(description.paths, "paths")[path], path);
  const operation = object(item[method.toLowerCase()], name);
  const parameters = [item.parameters, operation.parameters].flatMap((list) =>
    Array.isArray(list) ? list.map(parameterOf) : [],
  );
  const responses = Object.entries(object(operation.responses, "responses"));
  const docs = isObject(operation.externalDocs) ? (operation.externalDocs.url ?? null) : null;
  return {
    docs,
    parameters,
    body: closed(jsonSchemaOf(operation.requestBody)),
    bodyRequired: isObject(operation.requestBody) && operation.requestBody.required === true,
    responses: Object.fromEntries(
      responses.map(([status, body]) => [status, correctedResponse(name, jsonSchemaOf(body))]),
    ),
  };
}

function webhookOf(name: string): Json {
  const item = object(object(description["x-webhooks"], "x-webhooks")[name], name);
  return jsonSchemaOf(object(item.post, name).requestBody);
}

/** Shorter schemas are not worth a reference. */
const joinedFromCharacters = 300;
const joined = new Map<string, string>();

/** The node with every long inline object schema replaced by a reference to one copy of it. */
function join(node: Json): Json {
  if (Array.isArray(node)) return node.map(join);
  if (!isObject(node)) return node;
  const inner = Object.fromEntries(Object.entries(node).map(([key, child]) => [key, join(child)]));
  const isSchema = isObject(node.properties) && !isObject(node.type);
  const text = JSON.stringify(inner);
  if (!isSchema || text.length < joinedFromCharacters) return inner;
  const name = joined.get(text) ?? `joined-${joined.size + 1}`;
  joined.set(text, name);
  return { $ref: `#/components/schemas/${name}` };
}

function joinAll(): JsonObject {
  const named = Object.entries(schemas).map(([name, schema]) => {
    const inner = Object.entries(object(schema, name)).map(([key, child]) => [key, join(child)]);
    return [name, Object.fromEntries(inner)];
  });
  const copies = [...joined].map(([text, name]) => [name, JSON.parse(text)]);
  return Object.fromEntries([...named, ...copies]);
}

const version = object(description.info, "info").version ?? null;
const extract = {
  source: "@octokit/openapi 23, api.github.com.json (MIT)",
  version,
  operations: Object.fromEntries(operations.map((name) => [name, operationOf(name)])),
  webhooks: Object.fromEntries(webhooks.map((name) => [name, webhookOf(name)])),
  components: { schemas: joinAll() },
};
const text = `${JSON.stringify(extract)}\n`;
writeFileSync(target, text);
console.log(`${target.pathname}: ${operations.length} operations, ${text.length} bytes`);
