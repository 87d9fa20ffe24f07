/** A browser as far as sign-in goes: it follows redirects and keeps cookies by host. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** Follows redirects to the end, or to the first address that `until` says yes to. */
  async open(
    url: string,
    options: { form?: Record<string, string>; until?: (url: string) => boolean } = {},
  ): Promise<{ status: number; text: string; url: string; headers: Headers }> {
    let target = url;
    let { form } = options;
    for (let hops = 0; hops < 20; hops += 1) {
      if (options.until?.(target))
        return { status: 0, text: "", url: target, headers: new Headers() };
      const response = await fetch(target, {
        redirect: "manual",
        headers: { cookie: this.cookieHeader(target) },
        ...(form !== undefined && { method: "POST", body: new URLSearchParams(form) }),
      });
      this.#keep(target, response);
      const next = response.headers.get("location");
      if (next === null || response.status < 300 || response.status >= 400) {
        const text = await response.text();
        return { status: response.status, text, url: target, headers: response.headers };
      }
      await response.body?.cancel();
      target = new URL(next, target).href;
      form = undefined;
    }
    throw new Error("too many redirects");
  }

  cookieHeader(url: string): string {
    const jar = this.#cookies.get(new URL(url).host) ?? new Map();
    return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** Forgets what a host set. */
  forget(url: string): void {
    this.#cookies.delete(new URL(url).host);
  }

  #keep(url: string, response: Response): void {
    const { host } = new URL(url);
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(";");
      const at = pair.indexOf("=");
      const isGone = attributes.some((each) =>
        /^\s*(max-age=0|expires=thu, 01 jan 1970.*)$/i.test(each),
      );
      if (isGone) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    this.#cookies.set(host, jar);
  }
}

/** The value of a hidden field of a page's form. */
export function fieldOf(text: string, name: string): string {
  const found = new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1];
  if (found === undefined) throw new Error(`the page has no field ${name}`);
  return found;
}
