import * as vscode from "vscode";
import type { GatewayClient } from "../gateway/gateway-client.ts";
import { parseServerUrl } from "../gateway/parse-server-url.ts";
import { checkServer } from "./check-server.ts";
import { serverSetting } from "./settings.ts";

/**
 * Lets the person write the gateway's address; null where they thought better of it. It is asked over the network once it is
 * entered, and not before: the beginning of a name is often another one's address.
 */
export async function askServer(host: { gateway: GatewayClient }): Promise<string | null> {
  const input = vscode.window.createInputBox();
  const current = serverSetting();
  input.title = "DevFlow: Server Address";
  input.prompt = "The address of your DevFlow gateway. Whoever runs it knows it.";
  input.placeholder = "https://devflow.example.com";
  input.value = current.kind === "address" ? current.url : "";
  input.ignoreFocusOut = true;
  try {
    return await new Promise((resolve) => {
      input.onDidChangeValue((text) => {
        const parsed = parseServerUrl(text);
        // Half an address is none yet: what is wrong with it is said when it is entered.
        input.validationMessage =
          parsed.kind === "wrong" && URL.canParse(text.trim()) ? parsed.why : undefined;
      });
      input.onDidAccept(async () => {
        if (input.busy) return;
        const { value } = input;
        input.busy = true;
        const checked = await checkServer(host, value);
        input.busy = false;
        // Who typed on meanwhile enters it again.
        if (input.value !== value) return;
        if (checked.kind === "wrong") input.validationMessage = checked.why;
        else resolve(value.trim());
      });
      input.onDidHide(() => resolve(null));
      input.show();
    });
  } finally {
    input.dispose();
  }
}
