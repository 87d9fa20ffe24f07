import { getCACertificates } from "node:tls";
import { type Dispatcher, EnvHttpProxyAgent } from "undici";
import { proxiesInUse } from "./proxies-in-use.ts";

/**
 * Connections of one client of undici, by the proxies of this process.
 * @param ca PEM text of authorities that this client trusts beside those of the process; null for none
 */
export function createDispatcher({ ca }: { ca: string | null }): Dispatcher {
  const { httpProxy, httpsProxy, noProxy } = proxiesInUse();
  const tls = ca === null ? {} : { ca: [...getCACertificates("default"), ca] };
  // Empty texts: undici would look into the environment for what is undefined.
  return new EnvHttpProxyAgent({
    httpProxy: httpProxy ?? "",
    httpsProxy: httpsProxy ?? "",
    noProxy,
    connect: tls,
    requestTls: tls,
    proxyTls: tls,
  });
}
