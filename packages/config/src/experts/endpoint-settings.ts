import type { Environment } from "../environment.ts";
import { Secret } from "../secret.ts";
import type { EndpointSettings } from "./expert-settings.ts";

/** The keys that every endpoint of experts.yaml has. */
export interface EndpointValues {
  url: string;
  model?: string | undefined;
  api_key?: string | undefined;
  api_key_env?: string | undefined;
  headers: Record<string, string>;
}

export function endpointSettings(values: EndpointValues, apiKey: string | null): EndpointSettings {
  const headers = Object.entries(values.headers).map(
    ([name, value]) => [name, new Secret(value)] as const,
  );
  return {
    url: values.url,
    model: values.model ?? null,
    apiKey: apiKey === null ? null : new Secret(apiKey),
    headers: Object.fromEntries(headers),
  };
}

/** The bearer token as text; null when there is none, also when its variable is not set. */
export function apiKeyOf(values: EndpointValues, environment: Environment): string | null {
  const fromEnvironment = values.api_key_env && environment[values.api_key_env]?.trim();
  return values.api_key ?? (fromEnvironment || null);
}
