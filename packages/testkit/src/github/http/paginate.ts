import type { Call } from "./call.ts";

const defaultPerPage = 30;
const maximumPerPage = 100;

export function perPage(call: Call): number {
  const asked = Number(call.query.get("per_page") ?? defaultPerPage);
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, maximumPerPage) : defaultPerPage;
}

function link(call: Call, changes: Record<string, string>, relation: string): string {
  const url = new URL(call.url);
  for (const [name, value] of Object.entries(changes)) url.searchParams.set(name, value);
  return `<${url}>; rel="${relation}"`;
}

function header(links: string[]): Record<string, string> {
  return links.length === 0 ? {} : { link: links.join(", ") };
}

/** One numbered page with GitHub's `Link` header: prev, next, last, first. */
export function page<Item>(
  call: Call,
  items: Item[],
): { items: Item[]; headers: Record<string, string> } {
  const size = perPage(call);
  const number = Math.max(1, Number(call.query.get("page") ?? 1) || 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const to = (target: number, relation: string) => link(call, { page: String(target) }, relation);
  const links = [
    ...(number > 1 ? [to(Math.min(number - 1, last), "prev")] : []),
    ...(number < last ? [to(number + 1, "next"), to(last, "last")] : []),
    ...(number > 1 ? [to(1, "first")] : []),
  ];
  return { items: items.slice((number - 1) * size, number * size), headers: header(links) };
}

/** A page that starts at an opaque cursor, as webhook deliveries are listed. */
export function cursorPage<Item extends { id: number }>(
  call: Call,
  items: Item[],
): { items: Item[]; headers: Record<string, string> } {
  const size = perPage(call);
  const cursor = call.query.get("cursor");
  const found = cursor === null ? 0 : items.findIndex((item) => `v1_${item.id}` === cursor);
  const start = found === -1 ? items.length : found;
  const next = items[start + size];
  const links = next === undefined ? [] : [link(call, { cursor: `v1_${next.id}` }, "next")];
  return { items: items.slice(start, start + size), headers: header(links) };
}
