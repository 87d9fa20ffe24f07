import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { BodyRoom } from "../src/http/body-room.ts";
import { caller } from "./support/caller.ts";
import { voice } from "./support/test-server.ts";

test("strangers at one address leave room for those at another", () => {
  const room = new BodyRoom();
  const send = (ip: string) => {
    const raw = Object.assign(new EventEmitter(), { closed: false });
    const asked = { headers: { "transfer-encoding": "chunked" }, caller: null, ip };
    room.admit({ ...voice, maxBodyBytes: 65_536 }, asked as never, { raw } as never);
  };
  for (let count = 0; count < 128; count += 1) send("2001:db8::7");
  expect(() => send("2001:db8::8")).toThrow(expect.objectContaining({ status: 429 }));
  send("2001:db8:0:1::7");
});

test("bodies that come at the same time have room together, and those of one person less", () => {
  const room = new BodyRoom();
  const connections: EventEmitter[] = [];
  const send = (name: string, headers: Record<string, string>, maxBodyBytes = 16_000_000) => {
    const raw = Object.assign(new EventEmitter(), { closed: false });
    const personId = name.length;
    const asked = { headers, caller: caller({ personId, isLocal: false }) };
    room.admit({ ...voice, maxBodyBytes }, asked as never, { raw } as never);
    connections.push(raw);
  };
  const chunked = { "transfer-encoding": "chunked" };
  for (let count = 0; count < 4; count += 1) send("a", { "content-length": "15000000" });
  expect(() => send("a", chunked)).toThrow(expect.objectContaining({ status: 429 }));
  for (const name of ["bb", "ccc", "dddd"]) {
    for (let count = 0; count < 4; count += 1) send(name, chunked);
  }
  expect(() => send("eeeee", chunked, 64_000_000)).toThrow(
    expect.objectContaining({ status: 503, code: "overloaded" }),
  );
  for (const each of connections.splice(0)) each.emit("close");
  expect(room.takenBytes).toBe(0);
  send("a", chunked);
});
