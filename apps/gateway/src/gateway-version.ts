import gateway from "../package.json" with { type: "json" };

/** Of the package; all packages of the workspace have the same. */
export const gatewayVersion: string = gateway.version;
