export type { GatewayParts } from "./gateway-parts.ts";
export { type RunningGateway, startGateway } from "./start-gateway.ts";
