import { describe, expect, test } from "vitest";
import { Connection } from "../src/connection/connection.ts";
import { GatewayError, type GatewayFault } from "../src/gateway/gateway-error.ts";

const fault = (kind: GatewayFault, retryAfterMs: number | null = null) =>
  new GatewayError("why", { fault: kind, retryAfterMs });

function connectionAt() {
  const clock = { now: 0 };
  const connection = new Connection(() => clock.now);
  const closedFor = () => {
    const began = clock.now;
    while (!connection.mayAskUnasked()) clock.now += 100;
    return clock.now - began;
  };
  return { clock, connection, closedFor };
}

describe("the gate for what nobody asked for by name", () => {
  test("closes twice as long with every failure, up to a minute, and opens with an answer", () => {
    const { connection, closedFor } = connectionAt();
    const waits = Array.from({ length: 9 }, () => {
      connection.note(fault("offline"));
      return closedFor();
    });
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1_000));
    connection.note(null);
    expect(connection.state).toBe("ready");
    connection.note(fault("timed_out"));
    expect(closedFor()).toBe(1_000);
  });

  test("waits as long as the server says", () => {
    const { connection, closedFor } = connectionAt();
    connection.note(fault("limited", 7_000));
    expect(connection.state).toBe("limited");
    expect(closedFor()).toBe(7_000);
  });

  test("stays closed while nobody is signed in, until that changes", () => {
    const { clock, connection } = connectionAt();
    connection.note(fault("signed_out"));
    clock.now += 1e9;
    expect(connection.mayAskUnasked()).toBe(false);
    connection.reset();
    expect(connection.mayAskUnasked()).toBe(true);
  });

  test("stays open when the server says no to one call", () => {
    const { connection } = connectionAt();
    connection.note(fault("refused"));
    connection.note(fault("not_available"));
    expect(connection.state).toBe("ready");
    expect(connection.mayAskUnasked()).toBe(true);
  });

  test("tells of a change once, not of every failure", () => {
    const { connection } = connectionAt();
    const states: string[] = [];
    const end = connection.onChange((state) => states.push(state));
    for (const one of [fault("offline"), fault("offline"), null, null]) connection.note(one);
    end();
    connection.note(fault("failed"));
    expect(states).toEqual(["offline", "ready"]);
  });
});
