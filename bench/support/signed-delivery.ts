import { createHmac, randomUUID } from "node:crypto";

export interface SignedDelivery {
  guid: string;
  headers: Record<string, string>;
  body: string;
}

/** One delivery as GitHub sends it: its own GUID, the body signed with the App's secret. */
export function signDelivery(event: string, body: string, secret: string): SignedDelivery {
  const guid = randomUUID();
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return {
    guid,
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": "GitHub-Hookshot/bench",
      "x-github-delivery": guid,
      "x-github-event": event,
      "x-hub-signature-256": `sha256=${signature}`,
    },
  };
}
