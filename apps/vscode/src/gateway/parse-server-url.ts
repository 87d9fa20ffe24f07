export type ServerUrl =
  | { kind: "address"; url: string }
  | { kind: "empty" }
  /** What is wrong with it, as a sentence. */
  | { kind: "wrong"; why: string };

/** Reads the address of a gateway as a person writes it. The address comes back without a trailing slash. */
export function parseServerUrl(value: string): ServerUrl {
  const text = value.trim();
  if (text === "") return { kind: "empty" };
  if (!URL.canParse(text)) {
    return {
      kind: "wrong",
      why: `"${text}" is no address: it looks like https://devflow.example.com.`,
    };
  }
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return { kind: "wrong", why: `"${text}" begins with ${url.protocol}//, not with https://.` };
  }
  if (url.username !== "" || url.password !== "") {
    return { kind: "wrong", why: "The address holds a password: sign in instead." };
  }
  if (url.search !== "" || url.hash !== "") {
    return { kind: "wrong", why: `"${text}" has more than a path after the host.` };
  }
  // People copy the address that an OpenAI client needs.
  const path = url.pathname.replace(/\/+$/, "").replace(/\/v1$/, "");
  return { kind: "address", url: `${url.origin}${path}` };
}
