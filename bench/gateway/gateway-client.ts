import { Agent, request } from "undici";
import { z } from "zod";
import type { EditTrace } from "./edit-traces.ts";

/** One completion as an editor saw it. */
export interface Reply {
  status: number;
  /** What it was shown; empty where there was nothing. */
  text: string;
  /** `expert`, `memory`, `type_forward`, …; empty where there was no answer. */
  source: string;
  milliseconds: number;
  /** What of it was the expert's, and the index's, as the server says. */
  expertMs: number | null;
  retrievalMs: number | null;
}

const answer = z.object({ choices: z.array(z.object({ text: z.string() })) });

/** An editor's side of the gateway, with as many connections as it needs. */
export class GatewayClient {
  readonly #agent = new Agent({ connections: 2_000, keepAliveTimeout: 30_000 });
  readonly #url: string;
  readonly #token: string;
  readonly #gitUrl: string;

  constructor({ url, token, gitUrl }: { url: string; token: string; gitUrl: string }) {
    this.#url = url;
    this.#token = token;
    this.#gitUrl = gitUrl;
  }

  async complete(trace: EditTrace, prefix: string, signal?: AbortSignal): Promise<Reply> {
    const { language, path: filepath, suffix } = trace;
    const segments = { prefix, suffix, filepath, git_url: this.#gitUrl };
    const start = performance.now();
    const { statusCode, headers, body } = await request(`${this.#url}/v1/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
      body: JSON.stringify({ language, segments }),
      dispatcher: this.#agent,
      ...(signal === undefined ? {} : { signal }),
    });
    const text = await body.text();
    const milliseconds = performance.now() - start;
    const timing = String(headers["server-timing"] ?? "");
    return {
      ...{ status: statusCode, milliseconds },
      text: statusCode === 200 ? (answer.parse(JSON.parse(text)).choices[0]?.text ?? "") : "",
      source: /source;desc="([^"]+)"/.exec(timing)?.[1] ?? "",
      expertMs: durationOf(timing, "expert"),
      retrievalMs: durationOf(timing, "retrieval"),
    };
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

function durationOf(timing: string, part: string): number | null {
  const found = new RegExp(`(?:^|, )${part};dur=([\\d.]+)`).exec(timing)?.[1];
  return found === undefined ? null : Number(found);
}
