import { isIPv6 } from "node:net";

/**
 * What counts as one for limits by address: an IPv4 address, and of IPv6 the /64 that one household or
 * server has 2^64 addresses of (RFC 6177).
 */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  if (!isIPv6(plain)) return plain;
  const [before = "", after] = plain.split("::");
  const head = before.split(":").filter((part) => part !== "");
  const tail = (after ?? "").split(":").filter((part) => part !== "");
  const zeros = after === undefined ? 0 : 8 - head.length - tail.length;
  const groups = [...head, ...Array.from({ length: zeros }, () => "0"), ...tail];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
