import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { createCompanyFetch } from "../src/gateway/company-fetch.ts";
import { createGatewayClient } from "../src/gateway/create-gateway-client.ts";

/** A server whose certificate nobody here trusts. */
let server: Server;
let url: string;
const seen: { path: string; body: string }[] = [];
const unchecked: string[] = [];
const closed = vi.fn();

beforeAll(async () => {
  const made = await generate([{ name: "commonName", value: "corp.test" }], {
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
  });
  server = createServer({ key: made.private, cert: made.cert }, async (request, response) => {
    const path = request.url ?? "";
    const chunks = await Array.fromAsync<Buffer>(request);
    seen.push({ path, body: Buffer.concat(chunks).toString() });
    response.on("close", closed);
    if (path === "/away") return response.writeHead(302, { location: "/else" }).end();
    if (path === "/empty") return response.writeHead(204).end();
    if (path !== "/stream") return response.end(`{"a": 1}`);
    response.writeHead(200, { "content-type": "text/event-stream", "x-devflow-model": "m" });
    return response.write("data: 1\n\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
beforeEach(() => {
  seen.length = 0;
  unchecked.length = 0;
  closed.mockClear();
});

function client(isStrict: boolean) {
  const first = vi.fn(globalThis.fetch);
  const fetch = createCompanyFetch({
    fetch: () => first,
    isStrict: () => isStrict,
    onUnchecked: (origin) => unchecked.push(origin),
  });
  const gateway = createGatewayClient({
    server: () => url,
    token: async () => "dfp_1",
    userAgent: "vscode/1.107.0 devflow/0.1.0",
    onOutcome: () => {},
    fetch,
  });
  return { gateway, first };
}
const call = { path: "/v1/x", timeoutMs: 5_000 };
const answer = z.object({ a: z.number().optional() });

test("a certificate that is not trusted is refused, and it is said what to do about it", async () => {
  const asked = client(true).gateway.ask({ ...call, body: { code: "mine" } }, answer);
  await expect(asked).rejects.toMatchObject({
    fault: "offline",
    message: expect.stringMatching(/certificate.*NODE_EXTRA_CA_CERTS/),
  });
  expect(seen).toEqual([]);
});

describe("where http.proxyStrictSSL is off", () => {
  test("the call goes once more without a check, later ones at once; that is told once", async () => {
    const { gateway, first } = client(false);
    for (const b of [1, 2]) await gateway.ask({ ...call, body: { b } }, answer);
    expect(seen).toEqual([
      { path: "/v1/x", body: `{"b":1}` },
      { path: "/v1/x", body: `{"b":2}` },
    ]);
    expect(first).toHaveBeenCalledTimes(1);
    expect(unchecked).toEqual([url]);
  });

  test("forms, empty answers and redirects are as with fetch", async () => {
    const { gateway } = client(false);
    const body = new FormData();
    body.set("audio", new File(["beep"], "a.wav"));
    await gateway.ask({ ...call, body }, answer);
    expect(seen[0]?.body).toMatch(/^------.*\r\nContent-Disposition: form-data; name="audio"/);
    expect((await gateway.ask({ ...call, path: "/empty" }, answer)).body).toEqual({});
    const away = gateway.ask({ ...call, path: "/away" }, answer);
    await expect(away).rejects.toMatchObject({ fault: "offline" });
    expect(seen.map(({ path }) => path)).not.toContain("/else");
  });

  test("a stream comes piece by piece, and ends at the server when it is cancelled", async () => {
    const { gateway } = client(false);
    const cancel = new AbortController();
    const stream = await gateway.open({ ...call, path: "/stream", signal: cancel.signal });
    expect(stream.model).toBe("m");
    const events = stream.events[Symbol.asyncIterator]();
    expect((await events.next()).value).toEqual({ event: "message", data: "1" });
    cancel.abort();
    await expect(events.next()).rejects.toThrow("aborted");
    await expect.poll(() => closed.mock.calls.length).toBeGreaterThan(0);
  });
});
