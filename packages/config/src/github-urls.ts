/** Where GitHub's API and pages are. */
export interface GitHubUrls {
  githubApiUrl: string;
  githubWebUrl: string;
}

/**
 * Addresses from the settings. github.com and GitHub Enterprise Cloud have the API on `api.HOST`,
 * GitHub Enterprise Server under `/api/v3` of its host.
 * Source: https://docs.github.com/en/enterprise-server/rest/using-the-rest-api/getting-started-with-the-rest-api
 */
export function githubUrls(
  apiUrl: string | null,
  enterpriseHost: string | null,
  enterpriseProtocol: string,
): GitHubUrls {
  const enterpriseUrl =
    enterpriseHost === null ? null : `${enterpriseProtocol}://${enterpriseHost}`;
  const githubApiUrl =
    apiUrl ?? (enterpriseUrl === null ? "https://api.github.com" : `${enterpriseUrl}/api/v3`);
  return { githubApiUrl, githubWebUrl: enterpriseUrl ?? webUrlOf(githubApiUrl) };
}

function webUrlOf(apiUrl: string): string {
  return apiUrl.replace(/\/api\/v3$/, "").replace(/^(https?:\/\/)api\./, "$1");
}
