import { type Kind, quote, type Reading } from "./kind.ts";
import { Secret } from "./secret.ts";

/** An http or https URL without credentials, query and fragment; trailing slashes are cut off. */
export function httpUrl(example: string): Kind<string> {
  return { expected: `a URL such as ${example}`, isSecret: false, read: readHttpUrl };
}

function readHttpUrl(value: string): Reading<string> {
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return { wrong: `is ${quote(value)}, which is no http or https URL` };
  }
  if (url.username !== "" || url.password !== "") return { wrong: "has credentials in it" };
  if (url.search !== "" || url.hash !== "") return { wrong: `has a query or fragment in it` };
  return { value: `${url.origin}${url.pathname}`.replace(/\/+$/, "") };
}

/**
 * The base URL of an OpenAI-compatible API, as clients want it: with its version at the end.
 * `http://host:8000`, `http://host:8000/` and `http://host:8000/v1` are the same.
 */
export function readExpertUrl(value: string): Reading<string> {
  const reading = readHttpUrl(value);
  if ("wrong" in reading || /\/v\d+$/.test(reading.value)) return reading;
  return { value: `${reading.value}/v1` };
}

/** The URL of an OpenAI-compatible server. */
export const modelServerUrl: Kind<string> = {
  expected: "a URL such as http://127.0.0.1:8000/v1",
  isSecret: false,
  read: readExpertUrl,
};

/** An expert's URL, or the word `none`. */
export const expertUrl: Kind<string> = {
  expected: "a URL such as http://127.0.0.1:8000/v1, or none",
  isSecret: false,
  read: (value) => (value === "none" ? { value } : readExpertUrl(value)),
};

/** A connection string. Never shown: its password is part of it. */
export function connectionUrl(protocols: readonly string[], example: string): Kind<Secret> {
  return {
    expected: `a URL such as ${example} (percent-encode special characters of the password)`,
    isSecret: true,
    read(value) {
      const url = URL.parse(value);
      if (url === null) return { wrong: "is no URL" };
      if (!protocols.includes(url.protocol.slice(0, -1))) {
        return { wrong: `does not start with ${protocols[0]}://` };
      }
      if (url.hostname === "" && !url.searchParams.has("host")) return { wrong: "names no host" };
      return { value: new Secret(value) };
    },
  };
}

/** A proxy as curl takes it: the protocol may be left out. Never shown: it may hold a password. */
export const proxyUrl: Kind<Secret> = {
  expected: "a URL such as http://user:password@proxy.example.com:3128",
  isSecret: true,
  read(value) {
    const written = /^[a-z]+[a-z0-9]*:\/\//i.test(value) ? value : `http://${value}`;
    const url = URL.parse(written);
    if (url === null || url.hostname === "") return { wrong: "is no URL" };
    if (!/^https?:$/.test(url.protocol)) return { wrong: "is no proxy that speaks http or https" };
    return { value: new Secret(url.href) };
  },
};

/** A host name with an optional port, without protocol and path. */
export const hostName: Kind<string> = {
  expected: "a host name such as github.example.com, without https:// and without a path",
  isSecret: false,
  read: (value) =>
    URL.parse(`https://${value}`)?.host === value.toLowerCase()
      ? { value: value.toLowerCase() }
      : { wrong: `is ${quote(value)}` },
};
