import { EventEmitter, once } from "node:events";
import { type ClientRequest, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterAll, expect, test } from "vitest";
import { BodyRoom } from "../src/http/body-room.ts";
import { caller } from "./support/caller.ts";
import { start, voice } from "./support/test-server.ts";

test("strangers at one address leave room for those at another", () => {
  const room = new BodyRoom();
  const send = (ip: string) => {
    const raw = Object.assign(new EventEmitter(), { closed: false });
    const asked = { headers: { "content-length": "65536" }, caller: null, ip, raw: {} };
    room.admit({ ...voice, maxBodyBytes: 65_536 }, asked as never, { raw } as never);
  };
  for (let count = 0; count < 128; count += 1) send("2001:db8::7");
  expect(() => send("2001:db8::8")).toThrow(expect.objectContaining({ status: 429 }));
  // Nine more addresses that take all they may leave some for the next one.
  for (let address = 0; address < 9; address += 1) {
    const take = () => send(`2001:db8:1:${address}::1`);
    expect(() => {
      for (let count = 0; count < 129; count += 1) take();
    }).toThrow();
  }
  send("2001:db8:2::7");
});

test("bodies that come at the same time have room together, those of one person less, and some is left for everybody", () => {
  const room = new BodyRoom();
  const connections: EventEmitter[] = [];
  const send = (personId: number, headers: Record<string, string>) => {
    const raw = Object.assign(new EventEmitter(), { closed: false });
    const asked = { headers, caller: caller({ personId, isLocal: false }), raw: {} };
    room.admit({ ...voice, maxBodyBytes: 16_000_000 }, asked as never, { raw } as never);
    connections.push(raw);
  };
  const large = { "content-length": "15000000" };
  for (let count = 0; count < 4; count += 1) send(1, large);
  expect(() => send(1, large)).toThrow(expect.objectContaining({ status: 429 }));
  const wantsAll = (personId: number) => {
    for (let count = 0; count < 4; count += 1) send(personId, large);
  };
  wantsAll(2);
  wantsAll(3);
  expect(() => wantsAll(4)).toThrow(expect.objectContaining({ status: 503, code: "overloaded" }));
  for (let personId = 5; personId < 15; personId += 1) {
    expect(() => wantsAll(personId)).toThrow(expect.objectContaining({ status: 503 }));
  }
  send(15, { "content-length": "1000000" });
  for (const each of connections.splice(0)) each.emit("close");
  expect(room.takenBytes).toBe(0);
  wantsAll(16);
});

const fast = new BodyRoom({ allBytes: 640_000, bytesOfOne: 160_000, tickMs: 3_600_000 });
const server = await start(undefined, undefined, [], fast);
const impatient = new BodyRoom({ tickMs: 20 });
const slowServer = await start(undefined, undefined, [], impatient);
afterAll(async () => {
  await server.app.close();
  await slowServer.app.close();
});

/** A body without a length, which does not end. */
function begin(url: string, person: string, bytes: number, type = "application/json") {
  const headers = { authorization: `Bearer ${person}`, "content-type": type };
  const sent = httpRequest(`${url}/who/here`, { method: "POST", headers });
  sent.on("error", () => {});
  sent.write("x".repeat(bytes));
  return sent;
}

async function statusOf(sent: ClientRequest): Promise<number | undefined> {
  const [response] = await once(sent, "response");
  response.resume();
  return response.statusCode;
}

test("four people who send and do not end leave room for a fifth", async () => {
  const held = ["p1", "p2", "p3", "p4"].map((name) => begin(server.url, name, 100_000));
  await expect.poll(() => fast.takenBytes).toBeGreaterThanOrEqual(400_000);
  const headers = { authorization: "Bearer p5", "content-type": "application/json" };
  const body = JSON.stringify({ text: "x".repeat(50_000) });
  const answer = await fetch(`${server.url}/who/here`, { method: "POST", headers, body });
  expect(answer.status).toBe(200);
  // As much again is more than there is for one of them.
  held[0]!.write("x".repeat(90_000));
  expect(await statusOf(held[0]!)).toBe(429);
  for (const each of held) each.destroy();
  await expect.poll(() => fast.takenBytes).toBe(0);
});

test.each(["application/json", "multipart/form-data; boundary=x"])(
  "who stops in the middle of a body loses its room: %s",
  async (type) => {
    const path = type.startsWith("multi") ? "/voice" : "/who/here";
    const headers = { authorization: "Bearer p1", "content-type": type };
    const sent = httpRequest(`${slowServer.url}${path}`, { method: "POST", headers });
    sent.on("error", () => {});
    sent.write('--x\r\nContent-Disposition: form-data; name="audio"; filename="a"\r\n\r\nabc');
    expect(await statusOf(sent)).toBe(408);
    expect(impatient.takenBytes).toBe(0);
    sent.destroy();
  },
);

test.each([
  ["/who/here", "Content-Length: 3000000", 401],
  ["/who/here", "Transfer-Encoding: chunked", 401],
  ["/double", "Transfer-Encoding: chunked", 413],
])("who is refused and still sends reads why: %s, %s", async (path, length, status) => {
  const socket = connect(server.port, "127.0.0.1");
  let failure: unknown = null;
  socket.on("error", (error) => {
    failure = error;
  });
  const piece = "x".repeat(30_000);
  const begin = status === 413 ? `7530\r\n${piece}\r\n` : "";
  const type = "Content-Type: application/json";
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${type}\r\n${length}\r\n\r\n`;
  socket.write(`${head}${begin}`);
  const [answer] = await once(socket, "data");
  expect(String(answer)).toMatch(new RegExp(`^HTTP/1.1 ${status} .*"error"`, "s"));
  for (let count = 0; count < 100; count += 1) {
    const bytes = length.includes("chunked") ? `7530\r\n${piece}\r\n` : piece;
    if (!socket.write(bytes)) await once(socket, "drain");
  }
  if (length.includes("chunked")) socket.write("0\r\n\r\n");
  await once(socket, "end");
  expect(failure).toBeNull();
  expect(fast.takenBytes).toBe(0);
  socket.destroy();
});
