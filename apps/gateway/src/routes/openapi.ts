import { z } from "zod";
import { gatewayVersion } from "../gateway-version.ts";
import { defineRoute, type Route } from "../http/route.ts";
import { openapiDocument } from "../openapi/openapi-document.ts";

/** Where the document is; the second one is Tabby's. */
const paths = { getOpenapi: "/openapi.json", getApiDocs: "/api-docs/openapi.json" };

/** The description of all other routes, made when it is first asked for. */
export function openapiRoutes(others: readonly Route[]): Route[] {
  let document: Record<string, unknown> | null = null;
  const routes = Object.entries(paths).map(([operation, path]) =>
    defineRoute({
      method: "GET",
      path,
      operation,
      summary: "This document.",
      scope: null,
      rate: null,
      answer: z.record(z.string(), z.unknown()),
      async handle() {
        document ??= openapiDocument([...others, ...routes], gatewayVersion);
        return { body: document };
      },
    }),
  );
  return routes;
}
