import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createGatewayClient } from "../src/gateway/create-gateway-client.ts";
import type { GatewayError } from "../src/gateway/gateway-error.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let answer: Answer;
let url: string;
let closed: string[];
let outcomes: (string | null)[];
const server = createServer((request, response) => {
  response.on("close", () => closed.push(response.writableEnded ? "answered" : "aborted"));
  answer(request, response);
});

beforeEach(async () => {
  closed = [];
  outcomes = [];
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

const client = (options: { server?: string | null; token?: string | null } = {}) =>
  createGatewayClient({
    server: () => (options.server === undefined ? url : options.server),
    token: async () => (options.token === undefined ? "dfp_1" : options.token),
    userAgent: "vscode/1.107.0 devflow/0.1.0",
    onOutcome: (_, fault) => outcomes.push(fault?.fault ?? null),
  });
const call = { path: "/v1/x", timeoutMs: 5_000 };
const json = (status: number, body: unknown, headers = {}) => {
  answer = (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };
};
const faultOf = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    ({ fault, message, retryAfterMs }: GatewayError) => ({ fault, message, retryAfterMs }),
  );

describe("a call", () => {
  test("carries the token and who asks, and gives the model that really answered", async () => {
    let seen: IncomingMessage["headers"] = {};
    answer = (request, response) => {
      seen = request.headers;
      response.setHeader("x-devflow-model", "qwen2.5-coder");
      response.setHeader("x-request-id", "r-1");
      response.setHeader("server-timing", `source;desc="memory", total;dur=3`);
      response.end(`{"a": 1}`);
    };
    const got = await client().ask({ ...call, body: { b: 2 } }, z.object({ a: z.number() }));
    expect(got).toMatchObject({ body: { a: 1 }, model: "qwen2.5-coder", requestId: "r-1" });
    expect(got.source).toBe("memory");
    expect(seen).toMatchObject({
      authorization: "Bearer dfp_1",
      "user-agent": "vscode/1.107.0 devflow/0.1.0",
      "content-type": "application/json",
    });
    expect(outcomes).toEqual([null]);
  });

  test("keeps connections for the next ones", async () => {
    const ports = new Set<number | undefined>();
    answer = (request, response) => {
      ports.add(request.socket.remotePort);
      response.end("{}");
    };
    const gateway = client();
    for (let time = 0; time < 20; time += 1) await gateway.ask(call, z.unknown());
    // The second may begin while the first one's is being put back.
    expect(ports.size).toBeLessThanOrEqual(3);
  });

  test("that is cancelled closes its request at the server, and is no fault", async () => {
    const cancel = new AbortController();
    answer = () => cancel.abort();
    const asked = client().ask({ ...call, signal: cancel.signal }, z.unknown());
    await expect(asked).rejects.toThrow("aborted");
    await expect.poll(() => closed).toEqual(["aborted"]);
    expect(outcomes).toEqual([]);
  });

  test("ends in time, and closes its request then", async () => {
    answer = () => {};
    const asked = client().ask({ ...call, timeoutMs: 1_000 }, z.unknown());
    expect(await faultOf(asked)).toMatchObject({
      fault: "timed_out",
      message: "The server did not answer /v1/x within 1 s.",
    });
    await expect.poll(() => closed).toEqual(["aborted"]);
  });

  test.each([
    [401, "signed_out"],
    [422, "refused"],
    [501, "not_available"],
    [503, "failed"],
  ])("answered %i is told as %s, in the server's words", async (status, fault) => {
    json(status, { error: { message: "Because.", type: "t", code: "c" } });
    expect(await faultOf(client().ask(call, z.unknown()))).toMatchObject({
      fault,
      message: "Because.",
    });
  });

  test("that came too often says how long to wait", async () => {
    json(429, { error: { message: "Too many." } }, { "retry-after": "7" });
    const told = await faultOf(client().ask(call, z.unknown()));
    expect(told).toMatchObject({ fault: "limited", retryAfterMs: 7_000 });
  });

  test("to a place without a server says why in the system's words", async () => {
    const told = await faultOf(client({ server: "http://127.0.0.1:1" }).ask(call, z.unknown()));
    expect(told?.fault).toBe("offline");
    expect(told?.message).toMatch(/^The server cannot be reached: .*(ECONNREFUSED|bad port)/);
  });

  test("never follows a redirect, which would take the token along", async () => {
    answer = (_, response) => response.writeHead(302, { location: `${url}/elsewhere` }).end();
    expect(await faultOf(client().ask(call, z.unknown()))).toMatchObject({ fault: "offline" });
    expect(closed).toEqual(["answered"]);
  });

  test("answered by a page of something else says so", async () => {
    answer = (_, response) => response.end("<html>Welcome</html>");
    const told = await faultOf(client().ask(call, z.object({ a: z.number() })));
    expect(told?.fault).toBe("unexpected");
  });

  test("answered by a page without end is left, and so is one that should be a stream", async () => {
    const page = "<p>more</p>".repeat(100_000);
    answer = (_, response) => {
      const write = () => response.write(page, () => !response.destroyed && write());
      write();
    };
    const told = await faultOf(client().ask({ ...call, timeoutMs: 60_000 }, z.unknown()));
    expect(told?.fault).toBe("unexpected");
    expect((await faultOf(client().open({ ...call, timeoutMs: 60_000 })))?.fault).toBe(
      "unexpected",
    );
    await expect.poll(() => closed).toEqual(["aborted", "aborted"]);
  });

  test("says so where the editor cannot read the token that it keeps", async () => {
    answer = () => expect.unreachable();
    const locked = createGatewayClient({
      server: () => url,
      token: () => Promise.reject(new Error("the keychain is locked")),
      userAgent: "vscode",
      onOutcome() {},
    });
    expect(await faultOf(locked.ask(call, z.unknown()))).toMatchObject({
      fault: "signed_out",
      message: "The editor cannot read the token it keeps: the keychain is locked.",
    });
  });

  test("is not made without a server or a token", async () => {
    answer = () => expect.unreachable();
    const unset = await faultOf(client({ server: null }).ask(call, z.unknown()));
    const signedOut = await faultOf(client({ token: null }).ask(call, z.unknown()));
    expect([unset?.fault, signedOut?.fault]).toEqual(["not_configured", "signed_out"]);
  });
});

describe("a stream", () => {
  const stream = (...pieces: string[]) => {
    answer = (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const piece of pieces) response.write(piece);
      response.end();
    };
  };

  test("gives events as the standard reads them, wherever the pieces are cut", async () => {
    stream(
      `: hi\n\nevent: te`,
      `xt\r\ndata: {"a":\r`,
      `\ndata: 1}\r\n\r\ndata:two\n\n`,
      "data: no end",
    );
    const { events } = await client().open({ ...call, body: {} });
    expect(await Array.fromAsync(events)).toEqual([
      { event: "text", data: `{"a":\n1}` },
      { event: "message", data: "two" },
    ]);
  });

  test("that is left closes its request at the server", async () => {
    answer = (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: 1\n\n");
    };
    const { events } = await client().open({ ...call, body: {} });
    for await (const { data } of events) {
      expect(data).toBe("1");
      break;
    }
    await expect.poll(() => closed).toEqual(["aborted"]);
  });

  test("that falls silent ends in time", async () => {
    answer = (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("data: 1\n\n");
    };
    const { events } = await client().open({ ...call, timeoutMs: 2_000 });
    expect(await faultOf(Array.fromAsync(events))).toMatchObject({ fault: "timed_out" });
  });

  test("that is refused says why", async () => {
    json(501, { error: { message: "No expert." } });
    expect(await faultOf(client().open(call))).toMatchObject({ fault: "not_available" });
  });
});
