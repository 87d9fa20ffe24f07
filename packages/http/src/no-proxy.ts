/** Servers of this machine: the expert often runs beside DevFlow, and no proxy knows it there. */
const loopback = ["localhost", "127.0.0.1", "::1"];

/** A NO_PROXY list, with this machine in it. `*` stays alone: nothing goes by a proxy. */
export function withLoopback(noProxy: string): string {
  const hosts = noProxy.split(/[\s,]+/).filter((host) => host !== "");
  if (hosts.includes("*")) return "*";
  return [...new Set([...hosts, ...loopback])].join(",");
}
