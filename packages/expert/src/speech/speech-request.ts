import type { EndpointSettings } from "@devflow/config";
import { APIConnectionError, APIError } from "openai";
import { type BoundedResponse, boundedRequest } from "../client/bounded-fetch.ts";
import { requestHeaders } from "../client/create-client.ts";
import { toExpertError } from "../client/to-expert-error.ts";
import { listModels } from "../discovery/list-models.ts";

/** Ten minutes of uncompressed speech: 24,000 samples a second of two bytes are 2.9 MB a minute. */
const MAX_BYTES = 32 * 1024 * 1024;
const LIST_TIMEOUT_MS = 10_000;

export interface SpeechBody {
  path: "audio/transcriptions" | "audio/speech";
  contentType: string;
  body: string | Uint8Array;
  timeoutMs: number;
  signal: AbortSignal;
}

/** One exchange with a speech server. Raises ExternalError (service `expert`) as experts do, the signal's reason. */
export async function speechRequest(
  settings: EndpointSettings,
  { path, contentType, ...rest }: SpeechBody,
): Promise<BoundedResponse> {
  rest.signal.throwIfAborted();
  try {
    const response = await boundedRequest(`${settings.url}/${path}`, {
      ...rest,
      method: "POST",
      headers: { ...requestHeaders(settings), "content-type": contentType },
      maxBytes: MAX_BYTES,
    });
    if (response.status === 200) return response;
    const headers = new Headers(response.headers);
    throw APIError.generate(response.status, errorBody(response.text), undefined, headers);
  } catch (error) {
    rest.signal.throwIfAborted();
    const isConnection = error instanceof Error && "code" in error && !(error instanceof APIError);
    throw toExpertError(isConnection ? new APIConnectionError({ cause: error }) : error);
  }
}

function errorBody(text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** The model of the settings, else the first that the server lists, else OpenAI's own name; asked once. */
export function speechModel(settings: EndpointSettings, usual: string): () => Promise<string> {
  let known = settings.model;
  return async () => {
    if (known !== null) return known;
    const headers = requestHeaders(settings);
    const listed = await listModels(settings.url, { headers, timeoutMs: LIST_TIMEOUT_MS }).catch(
      () => null,
    );
    const found = listed?.[0]?.id;
    if (found === undefined) return usual;
    known = found;
    return known;
  };
}
