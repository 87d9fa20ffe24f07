import { arch, availableParallelism, cpus } from "node:os";
import { z } from "zod";
import type { GatewayServices } from "../gateway-services.ts";
import { gatewayVersion } from "../gateway-version.ts";
import { badToken } from "../http/let-in.ts";
import { defineRoute, type Route } from "../http/route.ts";

const health = z
  .object({
    model: z.string().nullable().describe("Told to who has a token: what completes."),
    chat_model: z.string().nullable().describe("Told to who has a token: what explains."),
    device: z.string(),
    arch: z.string(),
    cpu_info: z.string(),
    cpu_count: z.int().min(1),
    cuda_devices: z.array(z.string()),
    version: z.object({
      build_date: z.string(),
      build_timestamp: z.string(),
      git_sha: z.string(),
      git_describe: z.string(),
    }),
    webserver: z.boolean(),
  })
  .meta({ id: "Health" });

const machine = {
  device: "remote",
  arch: arch(),
  cpu_info: cpus()[0]?.model ?? "unknown",
  cpu_count: availableParallelism(),
  cuda_devices: [],
  // Clients compare it with Tabby's versions: from 0.9 on they ask for the server's settings.
  version: { build_date: "", build_timestamp: "", git_sha: "", git_describe: "devflow" },
  webserver: true,
};

/**
 * Whether the gateway is there, in Tabby's words. Editors ask before they have a token; one that is
 * sent and no good is told so, since Tabby's clients learn it here.
 */
export function healthRoutes(services: Pick<GatewayServices, "doorkeeper" | "experts">): Route[] {
  return (["GET", "POST"] as const).map((method) =>
    defineRoute({
      method,
      path: "/v1/health",
      operation: method === "GET" ? "getHealth" : "postHealth",
      summary: "Whether the gateway is there, and which models it asks.",
      scope: null,
      rate: null,
      answer: health,
      answerHeaders: {
        "X-DevFlow-Version": "The version of the gateway.",
        "X-DevFlow-Forwarded":
          "Whether a proxy says whose request it is: `none`, or one that is `trusted` or `untrusted` (TRUSTED_PROXIES).",
      },
      errors: [401],
      async handle({ headers: { authorization }, address, forwarded }) {
        const isKnown =
          authorization !== undefined && (await isGood(services, authorization, address));
        const models = isKnown ? await modelsOf(services) : { model: null, chat_model: null };
        return {
          body: { ...models, ...machine },
          headers: { "x-devflow-version": gatewayVersion, "x-devflow-forwarded": forwarded },
        };
      },
    }),
  );
}

async function isGood(
  { doorkeeper }: Pick<GatewayServices, "doorkeeper">,
  authorization: string,
  address: string,
): Promise<true> {
  if ((await doorkeeper.authenticate(authorization, address)) === null) throw badToken();
  return true;
}

async function modelsOf({ experts }: Pick<GatewayServices, "experts">) {
  const all = await experts.list();
  const doing = (task: "completion" | "chat") =>
    all.find(({ tasks }) => tasks.includes(task))?.expert.identity.model ?? null;
  return { model: doing("completion"), chat_model: doing("chat") };
}
