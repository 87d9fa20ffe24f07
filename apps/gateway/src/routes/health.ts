import { arch, availableParallelism, cpus } from "node:os";
import { z } from "zod";
import type { GatewayServices } from "../gateway-services.ts";
import { defineRoute, type Route } from "../http/route.ts";

/** As Tabby's clients read it; `model` and `chat_model` are absent where nothing is configured. */
const health = z
  .object({
    model: z.string().optional(),
    chat_model: z.string().optional(),
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
  })
  .meta({ id: "Health" });

/** Whether the gateway is there. Cheap, and without a token, as editors ask before they have one. */
export function healthRoutes(_services: GatewayServices): Route[] {
  const answer = {
    device: "remote",
    arch: arch(),
    cpu_info: cpus()[0]?.model ?? "unknown",
    cpu_count: availableParallelism(),
    cuda_devices: [],
    version: { build_date: "", build_timestamp: "", git_sha: "", git_describe: "devflow" },
  };
  return (["GET", "POST"] as const).map((method) =>
    defineRoute({
      method,
      path: "/v1/health",
      operation: method === "GET" ? "getHealth" : "postHealth",
      summary: "Whether the gateway is there, and which models it asks.",
      scope: null,
      rate: null,
      answer: health,
      handle: async () => ({ body: answer }),
    }),
  );
}
