import { beforeEach, expect, test, vi } from "vitest";
import { GatewayError } from "../src/gateway/gateway-error.ts";
import { askServer } from "../src/settings/ask-server.ts";
import { type FakeInputBox, inputBoxes } from "./support/fake-vscode.ts";
import { gatewayOf } from "./support/scripted-gateway.ts";

vi.mock("vscode", () => import("./support/fake-vscode.ts"));

const offline = new GatewayError("The server cannot be reached.", { fault: "offline" });

function ask(...answers: (object | Error)[]) {
  const { calls, gateway } = gatewayOf(...answers);
  const answer = askServer({ gateway });
  return { calls, answer, box: inputBoxes.at(-1) as FakeInputBox };
}

beforeEach(() => {
  inputBoxes.length = 0;
});

test("an address is asked when it is entered, and no beginning of it, which may be another one's", async () => {
  const { calls, answer, box } = ask({ version: "1" });
  box.type(" https://devflow.example.com/");
  expect(calls).toEqual([]);
  box.enter();
  expect(await answer).toBe("https://devflow.example.com/");
  expect(calls.map(({ server, withToken }) => [server, withToken])).toEqual([
    ["https://devflow.example.com", false],
  ]);
  expect(box.isOpen).toBe(false);
});

test("one where no gateway answers is told with the URL that was asked, and can be put right", async () => {
  const { answer, box } = ask(offline, { version: "1" });
  box.type("http://127.0.0.1:1");
  box.enter();
  await vi.waitFor(() =>
    expect(box.validationMessage).toBe(
      "GET http://127.0.0.1:1/v1/health: The server cannot be reached.",
    ),
  );
  box.type("2");
  expect(box.validationMessage).toBeUndefined();
  box.enter();
  expect(await answer).toBe("http://127.0.0.1:12");
});

test("what is no address is told so without a call; half of one not before it is entered", async () => {
  const { calls, answer, box } = ask();
  box.type("devflow");
  expect(box.validationMessage).toBeUndefined();
  box.enter();
  await vi.waitFor(() => expect(box.validationMessage).toContain('"devflow" is no address'));
  box.value = "";
  box.type("ftp://example.com");
  expect(box.validationMessage).toContain("begins with ftp:");
  expect(calls).toEqual([]);
  box.leave();
  expect(await answer).toBeNull();
});
