/**
 * What the GitHub App may do and hears of. The least that the product needs: it reads code, writes
 * reviews, comments and check runs, and changes nothing else.
 * Source of the keys: https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 */
export function createManifest(
  publicUrl: string,
  webhookPath: string,
  returnPath: string,
  gatewayUrl: string,
): Record<string, unknown> {
  return {
    name: "DevFlow",
    description: "Reviews pull requests with an expert that runs inside your network.",
    url: publicUrl,
    hook_attributes: { url: `${publicUrl}${webhookPath}`, active: true },
    redirect_url: `${publicUrl}${returnPath}`,
    // Where people come back to who sign in to the gateway with GitHub.
    callback_urls: [`${gatewayUrl}/sign-in/github/callback`],
    public: false,
    default_permissions: {
      metadata: "read",
      contents: "read",
      pull_requests: "write",
      issues: "write",
      checks: "write",
    },
    default_events: [
      "pull_request",
      "issue_comment",
      "pull_request_review_comment",
      "pull_request_review_thread",
      "push",
      "check_run",
    ],
  };
}
