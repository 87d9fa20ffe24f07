import { once } from "node:events";
import { Agent, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { Writable } from "node:stream";
import { createLogger } from "@devflow/logging";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Admission } from "../src/http/admission.ts";
import { letGo, seen, start } from "./support/test-server.ts";

let server: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  server = await start();
});
afterAll(async () => {
  server.app.server.closeAllConnections();
  await server.app.close();
});

const json = { "content-type": "application/json" };

// biome-ignore lint/suspicious/noExplicitAny: whatever the server answered, to be compared
const jsonOf = (response: Response): Promise<any> => response.json();

async function post(
  path: string,
  body: string | FormData | null,
  headers: Record<string, string> = json,
) {
  const response = await fetch(`${server.url}${path}`, { method: "POST", body, headers });
  return { status: response.status, headers: response.headers, body: await jsonOf(response) };
}

describe("a request", () => {
  test("is parsed by the route's schemas, with their defaults", async () => {
    expect((await post("/double", '{"value": 4, "more": 1}')).body).toEqual({ value: 8 });
    expect((await post("/double?times=3", '{"value": 4}')).body).toEqual({ value: 12 });
    // Names that mean something to JavaScript are fields that no schema knows, like any other.
    const odd = '{"__proto__": {"times": 9}, "constructor": {"prototype": 1}, "value": 4}';
    expect((await post("/double", odd)).body).toEqual({ value: 8 });
  });

  test.each([
    ["that is no JSON", '{"value": ', json, 400, "malformed_body"],
    ["that is empty", "", json, 400, "malformed_body"],
    ["of another type", "value=4", { "content-type": "text/plain" }, 415, "unsupported_media_type"],
    [
      "of a form",
      "value=4",
      { "content-type": "application/x-www-form-urlencoded" },
      415,
      "unsupported_media_type",
    ],
    ["that the schema refuses", '{"value": "four"}', json, 400, "invalid_request"],
    [
      "whose prototype alone has what is asked for",
      '{"__proto__": {"value": 1}, "constructor": {"prototype": {"value": 1}}}',
      json,
      400,
      "invalid_request",
    ],
    [
      "that is packed",
      "x",
      { ...json, "content-encoding": "gzip" },
      415,
      "unsupported_content_encoding",
    ],
    ["that is too large", `{"value": 4, "x": "${"x".repeat(3_000)}"}`, json, 413, "body_too_large"],
  ])("with a body %s is refused", async (_case, text, headers, status, code) => {
    const answer = await post("/double", text, headers);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({ type: "invalid_request_error", code });
  });

  test("with something wrong in it is told where, and never what was there", async () => {
    const { body } = await post("/double", '{"value": "my code"}');
    expect(body.error.param).toBe("value");
    expect(JSON.stringify(body)).not.toContain("my code");
  });

  test("has an id: its own when that is harmless, else one of ours", async () => {
    const own = await post("/double", '{"value": 1}', { ...json, "x-request-id": "proxy-12345" });
    expect(own.headers.get("x-request-id")).toBe("proxy-12345");
    const wild = await post("/double", '{"value": 1}', { ...json, "x-request-id": "a b<script>" });
    expect(wild.headers.get("x-request-id")).toMatch(/^req-[0-9a-f-]{36}$/);
  });

  test("to nowhere is 404, by another method 405 with what is allowed", async () => {
    expect((await post("/nowhere", "{}")).body.error.code).toBe("no_such_route");
    const response = await fetch(`${server.url}/double`, { method: "PUT" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("to nowhere is answered before its body comes, and so is one without a token", async () => {
    for (const [path, status] of [
      ["/nowhere", 404],
      ["/who/here", 401],
      ["/form", 413],
    ]) {
      const socket = connect(server.port, "127.0.0.1");
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 900000\r\n\r\n`,
      );
      const [chunk] = await once(socket, "data");
      expect(String(chunk)).toContain(`HTTP/1.1 ${status} `);
      socket.destroy();
    }
  });

  test("from another origin is not allowed by any header", async () => {
    const response = await fetch(`${server.url}/double`, {
      method: "OPTIONS",
      headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
    });
    expect(response.status).toBe(405);
    expect([...response.headers.keys()].filter((name) => name.includes("allow-"))).toEqual([]);
  });

  test("that is no HTTP is answered in the shape of all errors", async () => {
    const socket = connect(server.port, "127.0.0.1");
    socket.write("NONSENSE\r\n\r\n");
    const [chunk] = await once(socket, "data");
    expect(String(chunk)).toMatch(/^HTTP\/1.1 400 Bad Request\r\n.*"code":"malformed_request"/s);
    socket.destroy();
  });

  test("goes over the connection of the one before", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (let count = 0; count < 3; count += 1) {
      const sent = httpRequest(`${server.url}/double`, { method: "POST", agent, headers: json });
      sent.end('{"value": 1}');
      const [response] = await once(sent, "response");
      ports.add(sent.socket?.localPort);
      response.resume();
      await once(response, "end");
    }
    expect(ports.size).toBe(1);
    agent.destroy();
  });
});

describe("the door", () => {
  const ask = (name: string | null, path = "/who/here") =>
    fetch(`${server.url}${path}`, {
      method: "POST",
      headers: { "user-agent": "vim/9", ...(name && { authorization: `Bearer ${name}` }) },
    });

  test("lets in who may, and says who it is", async () => {
    expect(await (await ask("ada")).json()).toEqual({
      name: "ada",
      place: "here",
      editor: "vim/9",
    });
  });

  test.each([[null], ["stranger"]])("sends %s away, before anything is looked at", async (name) => {
    const response = await ask(name, "/who/much-too-long");
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
    expect((await jsonOf(response)).error.type).toBe("authentication_error");
  });

  test("knows what a token allows, and who asks too often", async () => {
    expect((await ask("reader")).status).toBe(403);
    const slow = await ask("busy");
    expect([slow.status, slow.headers.get("retry-after")]).toEqual([429, "3"]);
    expect((await jsonOf(slow)).error).toMatchObject({
      type: "rate_limit_error",
      code: "rate_limit_exceeded",
    });
  });
});

describe("forms", () => {
  test("of browsers and device sign-ins are read", async () => {
    const answer = await post("/form", "grant_type=device&x=1", {
      "content-type": "application/x-www-form-urlencoded",
    });
    expect(answer.body).toEqual({ grant: "device" });
  });

  test("with files are read up to their limit", async () => {
    const form = (bytes: number) => {
      const data = new FormData();
      data.set("language", "en");
      data.set("audio", new Blob(["a".repeat(bytes)], { type: "audio/wav" }), "say.wav");
      return data;
    };
    expect((await post("/voice", form(900), {})).body).toEqual({
      bytes: 900,
      type: "audio/wav",
      language: "en",
    });
    expect((await post("/voice", form(1_001), {})).body.error.param).toBe("audio");
    expect((await post("/voice", form(5_000), {})).status).toBe(413);
  });

  test("that are broken are refused", async () => {
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    expect((await post("/voice", "--x\r\nnonsense", headers)).status).toBe(400);
    expect((await post("/voice", "{}", json)).status).toBe(415);
  });
});

describe("a stream", () => {
  test("comes event by event; a failure on the way is its last one", async () => {
    const response = await fetch(`${server.url}/stream`, { method: "POST" });
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    const text: string[] = [];
    for await (const chunk of response.body ?? []) {
      text.push(Buffer.from(chunk).toString());
      if (text.join("").includes('{"n":2}')) letGo();
    }
    const data = text.join("").match(/^data: .*$/gm);
    expect(data?.slice(0, 2)).toEqual(['data: {"n":1}', 'data: {"n":2}']);
    expect(data?.[2]).toContain('"code":"expert_unavailable"');
  });

  test("ends its work when who asked goes away", async () => {
    seen.streamEnded = false;
    const controller = new AbortController();
    const response = await fetch(`${server.url}/stream`, {
      method: "POST",
      signal: controller.signal,
    });
    await response.body?.getReader().read();
    controller.abort();
    await expect
      .poll(() => {
        letGo();
        return seen.streamEnded;
      })
      .toBe(true);
  });
});

describe("a handler", () => {
  test.each([
    ["bug", 500, "internal_error", null],
    ["refused", 502, "expert_refused", null],
    ["away", 503, "expert_unavailable", "7"],
    ["busy", 429, "later", "2"],
  ])("that fails by %s is %i", async (kind, status, code, retryAfter) => {
    const answer = await post(`/fail/${kind}`, null, {});
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    expect(answer.headers.get("retry-after")).toBe(retryAfter);
    expect(JSON.stringify(answer.body)).not.toContain("secret");
  });

  test("that does not end is ended by its time", async () => {
    const answer = await post("/hang", null, {});
    expect([answer.status, answer.body.error.code]).toEqual([504, "timeout"]);
    expect(seen.signals.at(-1)?.aborted).toBe(true);
  });

  test("hears of it when who asked goes away, which is no failure: editors do with every key", async () => {
    const lines: { level: string; msg: string }[] = [];
    const destination = new Writable({
      write(line, _encoding, done) {
        lines.push(JSON.parse(String(line)));
        done();
      },
    });
    const log = createLogger({ level: "debug", pretty: false, destination });
    const logging = await start(undefined, log);
    const controller = new AbortController();
    const before = seen.signals.length;
    const asked = fetch(`${logging.url}/slow`, { method: "POST", signal: controller.signal });
    await expect.poll(() => seen.signals.length).toBe(before + 1);
    controller.abort();
    await expect(asked).rejects.toThrow();
    await expect.poll(() => seen.signals.at(-1)?.aborted).toBe(true);
    letGo();
    const levels = () => lines.filter(({ msg }) => msg !== "request answered");
    await expect
      .poll(levels)
      .toContainEqual(expect.objectContaining({ msg: "who asked has gone" }));
    expect(lines.filter(({ level }) => level === "error")).toEqual([]);
    await logging.app.close();
  });
});

describe("somebody who wants all of it", () => {
  test("many parts of a form are not more than one may be", async () => {
    const form = new FormData();
    form.set("audio", new File(["x".repeat(900)], "a.wav", { type: "audio/wav" }));
    for (const name of ["a", "b", "c"]) form.set(name, "x".repeat(1_500));
    const { status, body } = await post("/voice", form, {});
    expect([status, body.error.code]).toEqual([413, "body_too_large"]);
  });

  test("who asks and does not read loses the connection with the time of the request", async () => {
    const admission = new Admission({ places: 1, maxWaiting: 1 });
    const small = await start(admission);
    const socket = connect(small.port, "127.0.0.1").pause();
    socket.on("error", () => {});
    socket.write("POST /flood HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ada\r\n\r\n");
    await expect.poll(() => admission.running).toBe(1);
    await expect.poll(() => admission.running).toBe(0);
    socket.destroy();
    await small.app.close();
  });
});

describe("when it closes", () => {
  test("what is in hand is answered, and idle connections are closed", async () => {
    const closing = await start();
    const before = seen.signals.length;
    const asked = fetch(`${closing.url}/slow`, { method: "POST" });
    await expect.poll(() => seen.signals.length).toBe(before + 1);
    const closed = closing.app.close();
    await expect.poll(() => closing.app.server.listening).toBe(false);
    letGo();
    expect((await asked).status).toBe(200);
    await closed;
    await expect(fetch(`${closing.url}/slow`, { method: "POST" })).rejects.toThrow();
  });

  test.each([
    ["the head of a request", "POST /double HTTP/1.1\r\nHost: localhost\r\nContent-"],
    [
      "the body of a request",
      "POST /double HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{",
    ],
  ])("nobody waits for the rest of %s", async (_case, text) => {
    const closing = await start();
    const socket = connect(closing.port, "127.0.0.1");
    socket.on("error", () => {});
    const connected = once(closing.app.server, "connection");
    socket.write(text);
    await connected;
    // Nothing else ends it: a server that closes no longer looks for slow senders.
    await closing.app.close();
    socket.destroy();
  });
});

describe("the name that a gateway is asked by", () => {
  const ask = async (host: string) => {
    const asked = httpRequest({
      host: "127.0.0.1",
      port: server.port,
      path: "/x",
      headers: { host },
    });
    const [response] = await once(asked.end(), "response");
    response.resume();
    return response.statusCode;
  };

  test.each(["localhost:3003", "127.0.0.1", "[::1]:80", "a.localhost", "devflow.example:8443"])(
    "is its own: %s",
    async (host) => expect(await ask(host)).toBe(404),
  );

  test.each([
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example:3003",
    "a b",
    "x/y",
  ])("is not that of a page whose name leads here: %s", async (host) =>
    expect(await ask(host)).toBe(400),
  );
});
