export { createDispatcher } from "./create-dispatcher.ts";
export { setUpOutgoing, trustedCertificates } from "./set-up-outgoing.ts";
