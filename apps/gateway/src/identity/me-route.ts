import { type Caller, scopes } from "@devflow/identity";
import { z } from "zod";
import type { GatewayServices } from "../gateway-services.ts";
import { GatewayError } from "../http/gateway-error.ts";
import { badToken } from "../http/let-in.ts";
import { defineRoute, type RequestFacts, type Route } from "../http/route.ts";
import { loginProblem } from "./login-problem.ts";

const me = z
  .object({
    id: z.int(),
    name: z.string(),
    github_login: z.string().nullable(),
    github_problem: z
      .string()
      .nullable()
      .describe("Why the GitHub login opens nothing, in words for its person."),
    role: z.enum(["developer", "lead", "admin"]),
    teams: z.array(z.string()),
    scopes: z.array(z.enum(scopes)),
    secret_files: z
      .array(z.string())
      .describe("Patterns of files that are refused here, beside those that the extension knows."),
  })
  .meta({ id: "Me" });

type Asked = Pick<RequestFacts, "headers" | "address">;

/** Who the token stands for. Any token may ask, whatever it allows. */
export function meRoutes({ identity, doorkeeper, parts }: GatewayServices): Route[] {
  const callerOf = async ({ headers, address }: Asked): Promise<Caller> => {
    const caller = await doorkeeper.authenticate(headers.authorization, address);
    if (caller === null) throw badToken();
    const refusal = await identity.admit(caller, "light");
    if (refusal !== null) throw new GatewayError(429, refusal.message, refusal);
    return caller;
  };
  return [
    defineRoute({
      method: "GET",
      path: "/v1/me",
      operation: "getMe",
      summary: "Who the token stands for, and what it allows.",
      scope: null,
      needsAnyToken: true,
      rate: null,
      answer: me,
      errors: [401, 429],
      async handle(asked) {
        const caller = await callerOf(asked);
        return {
          body: {
            id: caller.personId,
            name: caller.name,
            github_login: caller.githubLogin,
            github_problem: loginProblem(caller),
            role: caller.role,
            teams: [...caller.teams],
            scopes: [...caller.scopes].sort(),
            secret_files: [...parts.settings.secretFiles],
          },
        };
      },
    }),
    defineRoute({
      method: "POST",
      path: "/v1/sign-out",
      operation: "signOutEditor",
      summary: "Ends the token that this request is made with, at once.",
      scope: null,
      needsAnyToken: true,
      rate: null,
      answerStatus: 204,
      errors: [401, 429],
      async handle(asked) {
        const caller = await callerOf(asked);
        await identity.revokeOwn(caller, caller.tokenId);
        return { text: "", type: "text/plain" };
      },
    }),
  ];
}
