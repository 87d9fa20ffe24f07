import {
  type Administration,
  type Caller,
  createAdministration,
  newTokenJson,
  personJson,
  scopes,
  tokenJson,
} from "@devflow/identity";
import { z } from "zod";
import type { GatewayServices } from "../gateway-services.ts";
import { GatewayError } from "../http/gateway-error.ts";
import { defineRoute, type Route } from "../http/route.ts";

const personWords = z
  .string()
  .min(1)
  .max(300)
  .describe("A number, a GitHub login, an e-mail address or a subject.");

const personParams = z.object({ person: personWords });

/** People and their tokens, for administrators: what `devflow people` and `devflow tokens` do. */
export function administrationRoutes({ parts }: GatewayServices): Route[] {
  const { maxTokenDays } = parts.settings.identity;
  const as = (caller: Caller) =>
    createAdministration(parts.database, { actor: caller.name, maxTokenDays });
  return [
    ...peopleRoutes(as),
    defineRoute({
      method: "GET",
      path: "/v1/admin/tokens",
      operation: "listTokens",
      summary: "Tokens of one person or of everybody, newest first.",
      scope: "admin",
      rate: "light",
      query: z.object({ person: personWords.optional() }),
      answer: z.object({ tokens: z.array(tokenJson) }),
      links: { revokeToken: { parameters: { id: "/tokens/0/id" } } },
      handle: async ({ caller, query }) => ({
        body: { tokens: await as(caller).listTokens(query.person ?? null) },
      }),
    }),
    defineRoute({
      method: "POST",
      path: "/v1/admin/tokens",
      operation: "createToken",
      summary: "Makes a token of a person. Its text is in this answer and nowhere else.",
      scope: "admin",
      rate: "light",
      body: z.object({
        person: personWords,
        name: z.string().min(1).max(100),
        scopes: z.array(z.enum(scopes)).min(1),
        days: z.int().min(1).max(maxTokenDays),
      }),
      answer: newTokenJson,
      answerStatus: 201,
      links: { revokeToken: { parameters: { id: "/id" } } },
      handle: async ({ caller, body }) => ({
        body: await as(caller).createToken(body),
        headers: { "cache-control": "no-store" },
      }),
    }),
    defineRoute({
      method: "DELETE",
      path: "/v1/admin/tokens/:id",
      operation: "revokeToken",
      summary: "Revokes a token, at once.",
      scope: "admin",
      rate: "light",
      params: z.object({ id: z.string().max(100) }),
      answer: tokenJson,
      errors: [404],
      async handle({ caller, params }) {
        const body = await as(caller).revokeToken(params.id);
        if (body !== null) return { body };
        throw new GatewayError(404, "There is no token with this id.", { code: "no_such_token" });
      },
    }),
  ];
}

function peopleRoutes(as: (caller: Caller) => Administration): Route[] {
  const change = (verb: "disable" | "enable") =>
    defineRoute({
      method: "POST",
      path: `/v1/admin/people/:person/${verb}`,
      operation: `${verb}Person`,
      summary:
        verb === "disable"
          ? "Locks a person out, at once and with all of their tokens."
          : "Lets a person in again.",
      scope: "admin",
      rate: "light",
      params: personParams,
      answer: personJson,
      handle: async ({ caller, params }) => ({
        body: await as(caller).setDisabled(params.person, verb === "disable"),
      }),
    });
  return [
    defineRoute({
      method: "GET",
      path: "/v1/admin/people",
      operation: "listPeople",
      summary: "Everybody who ever signed in.",
      scope: "admin",
      rate: "light",
      answer: z.object({ people: z.array(personJson) }),
      links: {
        listTokens: { parameters: { person: "/people/0/subject" } },
        createToken: { body: { person: "/people/0/subject" } },
      },
      handle: async ({ caller }) => ({ body: { people: await as(caller).listPeople() } }),
    }),
    defineRoute({
      method: "DELETE",
      path: "/v1/admin/people/:person",
      operation: "removePerson",
      summary: "Removes a person with their tokens and all that is stored of their use.",
      description: "Entries of the audit log stay, and this is one.",
      scope: "admin",
      rate: "light",
      params: personParams,
      answer: personJson,
      handle: async ({ caller, params }) => ({
        body: await as(caller).removePerson(params.person),
      }),
    }),
    change("disable"),
    change("enable"),
    defineRoute({
      method: "PUT",
      path: "/v1/admin/people/:person/github",
      operation: "linkPerson",
      summary: "Says which GitHub account a person has; null takes it away.",
      scope: "admin",
      rate: "light",
      params: personParams,
      body: z.object({
        login: z
          .string()
          .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-_]{0,98})$/)
          .nullable(),
      }),
      answer: personJson,
      handle: async ({ caller, params, body }) => ({
        body: await as(caller).linkGitHub(params.person, body.login),
      }),
    }),
  ];
}
