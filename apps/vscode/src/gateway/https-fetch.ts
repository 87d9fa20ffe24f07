import { Readable } from "node:stream";
// VS Code puts its own module, with proxies and certificates, in the place of "https", and not in that of "node:https".
// biome-ignore lint/style/useNodejsImportProtocol: as said above
import { type RequestOptions, request } from "https";

/**
 * As much of `fetch` as the gateway's client needs, by the editor's `https` module. It trusts what the editor's own `fetch` trusts, and
 * the authorities of NODE_EXTRA_CA_CERTS.
 * @param isChecked whether the server's certificate must be one that is trusted
 */
export async function httpsFetch(
  url: string,
  { signal, redirect, ...init }: RequestInit,
  isChecked: boolean,
): Promise<Response> {
  // It writes forms down, and says which boundary they have.
  const asked = new Request(url, init);
  const body = Buffer.from(await asked.arrayBuffer());
  const options: RequestOptions = {
    method: asked.method,
    headers: { ...Object.fromEntries(asked.headers), "content-length": body.length },
    rejectUnauthorized: isChecked,
    ...(signal && { signal }),
  };
  return await new Promise((resolve, reject) => {
    const sent = request(url, options, (answer) => {
      const status = answer.statusCode ?? 0;
      if (redirect === "error" && status >= 300 && status < 400) {
        sent.destroy();
        return reject(new TypeError("the server redirects to another address"));
      }
      const headers = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
        values.map((value): [string, string] => [name, value]),
      );
      const isEmpty = status === 204 || status === 205 || status === 304;
      if (isEmpty) answer.resume();
      const content = isEmpty ? null : bytesOf(answer);
      const response = new Response(content, { status, headers });
      resolve(Object.defineProperty(response, "url", { value: url }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

function bytesOf(answer: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(answer) as ReadableStream<Uint8Array>;
}
