import { httpsFetch } from "./https-fetch.ts";

/**
 * Wanted: what a company's network needs of other programs is enough for this one: a proxy, an authority of its own, and, where a
 * person says so, no checks of certificates.
 *
 * Design: the editor's own `fetch` knows proxies and the system's certificates, and keeps connections. It gives TLS a list of authorities of its
 * own making, in which those of NODE_EXTRA_CA_CERTS are missing, and it does not look at `http.proxyStrictSSL`. Where it does not
 * trust a certificate, nothing of the request was sent yet: it goes once more by the editor's `https`, and from then on all of
 * that server's do. That costs a connection for each, which only those pay who would have none.
 */

/** Of the error that names why; see OpenSSL's `verify` and Node's `tls`. */
const untrusted: ReadonlySet<string> = new Set([
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_SIGNATURE_FAILURE",
  "CERT_HAS_EXPIRED",
  "CERT_UNTRUSTED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** Whether a certificate is why there was no answer. */
export function isUntrusted(thrown: unknown): boolean {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if ("code" in error && typeof error.code === "string" && untrusted.has(error.code)) return true;
  }
  return false;
}

export interface CompanyFetchOptions {
  /** Looked up at each call: VS Code replaces it while it starts. */
  fetch(): typeof globalThis.fetch;
  /** Whether certificates are checked, as the person's settings say. */
  isStrict(): boolean;
  /** Told once for each server that is reached without a check. */
  onUnchecked(origin: string): void;
}

export type CompanyFetch = (url: string, init: RequestInit) => Promise<Response>;

export function createCompanyFetch(options: CompanyFetchOptions): CompanyFetch {
  /** Servers that the editor's `https` trusts, and its `fetch` does not. */
  const byHttps = new Set<string>();
  const told = new Set<string>();
  const again = async (url: string, init: RequestInit) => {
    const { origin } = new URL(url);
    const isChecked = options.isStrict();
    const response = await httpsFetch(url, init, isChecked);
    byHttps.add(origin);
    if (!isChecked && !told.has(origin)) options.onUnchecked(origin);
    if (!isChecked) told.add(origin);
    return response;
  };
  return async (url, init) => {
    if (byHttps.has(new URL(url).origin)) return await again(url, init);
    try {
      return await options.fetch()(url, init);
    } catch (thrown) {
      if (!url.startsWith("https:") || !isUntrusted(thrown)) throw thrown;
      return await again(url, init);
    }
  };
}
