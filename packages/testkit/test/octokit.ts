import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/core";
import type { FakeGitHub } from "../src/index.ts";

/** The real client, as an installation. */
export function installationClient(github: FakeGitHub, installationId: number): Octokit {
  return new Octokit({
    baseUrl: github.apiUrl,
    authStrategy: createAppAuth,
    auth: { appId: github.app.id, privateKey: github.app.privateKey, installationId },
  });
}

/** The real client, as the App. */
export function appClient(github: FakeGitHub): Octokit {
  return new Octokit({
    baseUrl: github.apiUrl,
    authStrategy: createAppAuth,
    auth: { appId: github.app.id, privateKey: github.app.privateKey },
  });
}
