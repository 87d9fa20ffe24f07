import { ExternalError, UsageError } from "@devflow/errors";
import { z } from "zod";

const errorSchema = z.object({ error: z.object({ message: z.string(), code: z.string() }) });

/** A gateway that does not answer in this time does not. */
const timeoutMs = 15_000;
const maxWords = 300;

/** A gateway that refused, in its own words. */
export class GatewayRefusal extends Error {
  override readonly name = "GatewayRefusal";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * Asks a gateway. Raises GatewayRefusal for what it refuses, UsageError for an address where none
 * answers as one, ExternalError when it is away.
 */
export async function askGateway(
  url: string,
  call: { method: "GET" | "POST"; path: string; body?: unknown; token?: string },
  signal?: AbortSignal,
): Promise<unknown> {
  const response = await send(url, call, signal);
  if (response.status === 204) return null;
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer;
  const refusal = errorSchema.safeParse(answer);
  if (!refusal.success) {
    throw new UsageError(
      `${url} does not answer as a DevFlow gateway`,
      "Give its address as it is set in editors, for example https://devflow.example.com.",
    );
  }
  const { message, code } = refusal.data.error;
  throw new GatewayRefusal(response.status, code, message.slice(0, maxWords));
}

async function send(
  url: string,
  { method, path, body, token }: Parameters<typeof askGateway>[1],
  signal: AbortSignal | undefined,
): Promise<Response> {
  try {
    return await fetch(`${url}${path}`, {
      method,
      headers: {
        "user-agent": "devflow-cli",
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // A token goes to the address that it belongs to, and to no other.
      redirect: "error",
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new ExternalError(`${url} does not answer`, {
      service: "gateway",
      retryable: true,
      cause,
    });
  }
}
