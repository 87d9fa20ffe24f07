import type { GatewayServices } from "../gateway-services.ts";

/** What the assistant's routes answer from. */
export type AssistServices = Pick<
  GatewayServices,
  | "parts"
  | "identity"
  | "experts"
  | "repositoryNames"
  | "usage"
  | "audit"
  | "isSecretFile"
  | "mayGoAlong"
>;
