import { invariant } from "@devflow/errors";
import { z } from "zod";
import { errorSchema } from "../http/answer-error.ts";
import { type BodyType, mostBodyBytes, type Route } from "../http/route.ts";

type Json = Record<string, unknown>;

const contentTypes: Record<BodyType, string> = {
  json: "application/json",
  form: "application/x-www-form-urlencoded",
  multipart: "multipart/form-data",
};

/** What each status means, and when any route may answer it. */
const failures: Record<number, string> = {
  400: "The request is not as this document says.",
  401: "There is no token, or it is not good (any more).",
  403: "The token does not allow this.",
  404: "There is no such thing, or none that the caller may see.",
  408: "The body came too slowly.",
  409: "It is not in the state for this.",
  413: "The body is too large.",
  415: "The body is of another type than this route takes.",
  422: "The file holds secrets by its name: it is not sent to a model.",
  429: "Too many requests; Retry-After says when to come again.",
  500: "Something went wrong here.",
  501: "No expert is configured for this.",
  502: "The model server refused what was asked of it.",
  503: "There is more to do than can be carried now; Retry-After says when to come again.",
  504: "It took longer than it may.",
};

/** The OpenAPI 3.1 document of the routes, from the schemas that parse their requests. */
export function openapiDocument(routes: readonly Route[], version: string): Json {
  const shown = routes.filter((route) => !route.isHidden);
  const operations = new Set(shown.map(({ operation }) => operation));
  for (const name of shown.flatMap(({ links }) => Object.keys(links ?? {}))) {
    invariant(operations.has(name), `a link leads to ${name}, which is no operation`);
  }
  const components: Json = {};
  schemaOf(errorSchema, "output", components);
  const paths: Record<string, Json> = {};
  for (const route of shown) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = {
      ...paths[path],
      [route.method.toLowerCase()]: operationOf(route, components),
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "DevFlow gateway",
      version,
      description: "Completions, explanations, tests and reviews for editors.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    paths,
    components: {
      schemas: components,
      securitySchemes: { token: { type: "http", scheme: "bearer", bearerFormat: "dfp_…" } },
    },
  };
}

function operationOf(route: Route, components: Json): Json {
  const parameters = [
    ...parametersOf(route.params, "path", components),
    ...parametersOf(route.query, "query", components),
  ];
  return {
    operationId: route.operation,
    summary: route.summary,
    ...(route.description && { description: route.description }),
    security: route.scope === null && !route.needsAnyToken ? [] : [{ token: [] }],
    ...(route.scope !== null && { "x-scope": route.scope }),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && {
      requestBody: {
        required: true,
        description: `At most ${mostBodyBytes(route)} bytes.`,
        content: {
          [contentTypes[route.bodyType ?? "json"]]: {
            schema: schemaOf(route.body, "input", components),
          },
        },
      },
    }),
    responses: responsesOf(route, components),
  };
}

function parametersOf(schema: z.ZodType | undefined, place: "path" | "query", components: Json) {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).map(([name, value]) => {
    const field = z.instanceof(z.ZodType).parse(value);
    const { description, ...json } = schemaOf(field, "input", components);
    return {
      name,
      in: place,
      required: place === "path" || !field.safeParse(undefined).success,
      ...(description !== undefined && { description }),
      schema: json,
    };
  });
}

function responsesOf(route: Route, components: Json): Json {
  const success = String(route.answerStatus ?? 200);
  const content = {
    ...(route.answer && {
      "application/json": { schema: schemaOf(route.answer, "output", components) },
    }),
    ...(route.event && {
      "text/event-stream": {
        schema: streamEvent(route, schemaOf(route.event, "output", components)),
      },
    }),
    ...(route.answerText && { [route.answerText]: { schema: { type: "string" } } }),
  };
  const headers = {
    "X-Request-Id": headerOf("The id of this request, for the log."),
    ...Object.fromEntries(
      Object.entries(route.answerHeaders ?? {}).map(([name, text]) => [name, headerOf(text)]),
    ),
  };
  const statuses = new Set([...usualFailures(route), ...(route.errors ?? [])]);
  return {
    [success]: {
      description: "Done.",
      headers,
      ...(Object.keys(content).length > 0 && { content }),
      ...(route.links && { links: linksOf(route.links) }),
    },
    ...Object.fromEntries([...statuses].sort().map((status) => [status, failureOf(status)])),
  };
}

function linksOf(links: NonNullable<Route["links"]>): Json {
  const from = (pointers: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(
      Object.entries(pointers).map(([name, pointer]) => [name, `$response.body#${pointer}`]),
    );
  return Object.fromEntries(
    Object.entries(links).map(([operationId, { parameters, body }]) => [
      operationId,
      {
        operationId,
        ...(parameters && { parameters: from(parameters) }),
        ...(body && { requestBody: from(body) }),
      },
    ]),
  );
}

/** One server-sent event as its fields; what is behind `data` is JSON of its own, or `[DONE]`. */
function streamEvent(route: Route, schema: Json): Json {
  const failure = { $ref: "#/components/schemas/Error" };
  const data = {
    type: "string",
    contentMediaType: "application/json",
    contentSchema: { anyOf: [schema, failure] },
  };
  return {
    type: "object",
    properties: {
      event: { type: "string", description: "The type of the event, where it says one." },
      data: route.endsWithDone ? { anyOf: [{ const: "[DONE]" }, data] } : data,
    },
    required: ["data"],
  };
}

function usualFailures(route: Route): number[] {
  const isHeavy = route.rate === "completion" || route.rate === "assist";
  return [
    400,
    ...(route.scope === null ? [] : [401, 403]),
    ...(route.rate === null ? [] : [429]),
    ...(route.body ? [408, 413, 415] : []),
    ...(isHeavy ? [502, 504] : []),
    500,
    503,
  ];
}

function headerOf(description: string): Json {
  return { description, schema: { type: "string" } };
}

function failureOf(status: number): Json {
  return {
    description: failures[status] ?? "It did not work.",
    content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
  };
}

/** JSON Schema of a zod schema; what has an id by `meta` goes to `components` and is referred to. */
function schemaOf(schema: z.ZodType, io: "input" | "output", components: Json): Json {
  const suffix = io === "input" ? "Request" : "";
  const {
    $schema: _draft,
    $defs = {},
    ...own
  } = z.toJSONSchema(schema, { io, override: bytesHaveNoLength });
  for (const [name, definition] of Object.entries($defs)) {
    components[`${name}${suffix}`] = withReferences(definition, suffix);
  }
  return withReferences(own, suffix);
}

/** A length counts characters, and a file is bytes: a document cannot say how many. */
function bytesHaveNoLength({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format !== "binary") return;
  delete jsonSchema.minLength;
  delete jsonSchema.maxLength;
}

/** References as OpenAPI has them; what is both sent and answered is two things, of two names. */
function withReferences(schema: object, suffix: string): Json {
  const text = JSON.stringify(schema, (key, value) =>
    key === "$ref" && typeof value === "string"
      ? value.replace(/^#\/\$defs\/(.+)$/, `#/components/schemas/$1${suffix}`)
      : value,
  );
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}
