import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { Admission } from "../src/http/admission.ts";
import { letGo, start } from "./support/test-server.ts";

describe("under load", () => {
  test("some are in, some wait, the rest is told to come again, and places are handed on", async () => {
    const admission = new Admission({ places: 1, maxWaiting: 1 });
    const small = await start(admission);
    const ask = () => fetch(`${small.url}/slow`, { method: "POST" });
    const first = ask();
    await expect.poll(() => admission.running).toBe(1);
    const second = ask();
    await expect.poll(() => admission.waiting).toBe(1);
    const third = await ask();
    expect([third.status, third.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await third.json()).toMatchObject({ error: { code: "overloaded" } });
    // Those that are in and wait listen to the end of the server; who was turned away does not.
    expect(getEventListeners(small.closing.signal, "abort")).toHaveLength(2);
    letGo();
    expect((await first).status).toBe(200);
    await expect.poll(() => admission.waiting).toBe(0);
    await expect
      .poll(() => {
        letGo();
        return admission.running;
      })
      .toBe(0);
    expect((await second).status).toBe(200);
    await small.app.close();
  });

  test("who gives up waiting leaves the queue", async () => {
    const admission = new Admission({ places: 1, maxWaiting: 1 });
    const leave = await admission.enter(new AbortController().signal);
    const controller = new AbortController();
    const waiting = admission.enter(controller.signal);
    controller.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    expect(admission.waiting).toBe(0);
    leave();
    leave();
    expect(admission.running).toBe(0);
  });

  test("one person has a part of the places, and the others have the rest", async () => {
    const admission = new Admission({ places: 2, maxWaiting: 8, maxOfOne: 2 });
    const { signal } = new AbortController();
    const leave = await admission.enter(signal, 1);
    await admission.enter(signal, 2);
    const waiting = admission.enter(signal, 1);
    await expect(admission.enter(signal, 1)).rejects.toMatchObject({
      status: 429,
      code: "too_many_at_once",
    });
    leave();
    (await waiting)();
    (await admission.enter(signal, 1))();
  });
});
