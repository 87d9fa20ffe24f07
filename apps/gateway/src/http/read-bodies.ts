import { invariant } from "@devflow/errors";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { GatewayError } from "./gateway-error.ts";
import type { BodyType } from "./route.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Unset: the route has no body. */
    bodyType?: BodyType | undefined;
  }
}

/** Each route takes bodies of one type; a route without a body does not look at what it is sent. */
export function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const wanted = (request: FastifyRequest): BodyType | undefined =>
    request.routeOptions.config.bodyType;
  const refuse = () =>
    new GatewayError(415, "This route takes another Content-Type; see /openapi.json.", {
      code: "unsupported_media_type",
    });
  const parseJson = app.getDefaultJsonParser("remove", "remove");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, text, done) => {
    if (wanted(request) === undefined) return done(null, undefined);
    if (wanted(request) !== "json") return done(refuse());
    invariant(typeof text === "string", "the body is read as text");
    parseJson(request, text, done);
  });
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    (request, text, done) => {
      if (wanted(request) === undefined) return done(null, undefined);
      if (wanted(request) !== "form") return done(refuse());
      done(null, Object.fromEntries(new URLSearchParams(String(text))));
    },
  );
  app.addContentTypeParser("*", { parseAs: "string" }, (request, _text, done) =>
    wanted(request) === undefined ? done(null, undefined) : done(refuse()),
  );
}
