import { z } from "zod";
import type { GatewayServices } from "../gateway-services.ts";
import { defineRoute, type Route } from "../http/route.ts";

const modelList = z
  .object({
    object: z.literal("list"),
    data: z.array(
      z.object({
        id: z.string().describe("The expert's name in experts.yaml; give it as `model`."),
        object: z.literal("model"),
        created: z.int(),
        owned_by: z.string().describe("The model behind it."),
      }),
    ),
  })
  .meta({ id: "ModelList" });

const tabbyModels = z
  .object({
    completion: z.array(z.string()).nullable(),
    chat: z.array(z.string()).nullable(),
  })
  .meta({ id: "TabbyModels" });

const serverSetting = z
  .object({
    disable_client_side_telemetry: z
      .boolean()
      .describe("Always true: nothing leaves the network for others."),
  })
  .meta({ id: "ServerSetting" });

const common = { method: "GET", scope: "complete", rate: "light" } as const;

/** Which models there are, for OpenAI's and Tabby's clients, and what Tabby's are to keep to. */
export function modelRoutes({ experts }: Pick<GatewayServices, "experts">): Route[] {
  return [
    defineRoute({
      ...common,
      path: "/v1/models",
      operation: "listModels",
      summary: "The experts, in OpenAI's shape.",
      answer: modelList,
      links: { createChatCompletion: { body: { model: "/data/0/id" } } },
      async handle() {
        const data = (await experts.list()).map(({ expert }) => ({
          id: expert.name,
          object: "model" as const,
          created: 0,
          owned_by: expert.identity.model,
        }));
        return { body: { object: "list" as const, data } };
      },
    }),
    defineRoute({
      ...common,
      path: "/v1beta/models",
      operation: "listTabbyModels",
      summary: "The experts by what they do, as Tabby's clients ask.",
      answer: tabbyModels,
      async handle() {
        const all = await experts.list();
        const doing = (task: "completion" | "chat") => {
          const able = all.filter(({ tasks }) => tasks.includes(task));
          return able.length === 0 ? null : able.map(({ expert }) => expert.identity.model);
        };
        return { body: { completion: doing("completion"), chat: doing("chat") } };
      },
    }),
    defineRoute({
      ...common,
      path: "/v1beta/server_setting",
      operation: "getServerSetting",
      summary: "What Tabby's clients are to keep to.",
      answer: serverSetting,
      handle: async () => ({ body: { disable_client_side_telemetry: true } }),
    }),
  ];
}
