/** The proxies of this process, as {@link setUpOutgoing} was told; none before. */
export interface Proxies {
  httpProxy: string | null;
  httpsProxy: string | null;
  noProxy: string;
}

let proxies: Proxies = { httpProxy: null, httpsProxy: null, noProxy: "" };

export function useProxies(next: Proxies): void {
  proxies = next;
}

export function proxiesInUse(): Proxies {
  return proxies;
}
