const style = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; color: #1f2328; background: #fff }
  h1 { font-size: 1.5rem } code { background: #eff1f3; padding: .1rem .3rem; border-radius: 4px }
  button { font: inherit; padding: .5rem 1rem; border: 0; border-radius: 6px; background: #1f6feb; color: #fff; cursor: pointer }
  @media (prefers-color-scheme: dark) { body { background: #0d1117; color: #e6edf3 } code { background: #30363d } }
`;

/** Text for HTML, also between double quotes. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><h1>${escapeHtml(title)}</h1>
${body}
</body></html>
`;
}

/** No GitHub App yet: one button takes the manifest to GitHub. */
export function createAppPage(options: {
  githubUrl: string;
  manifest: Record<string, unknown>;
  state: string;
  webhookUrl: string;
}): string {
  const { githubUrl, manifest, state, webhookUrl } = options;
  const action = `${githubUrl}/settings/apps/new?state=${encodeURIComponent(state)}`;
  return page(
    "DevFlow needs a GitHub App",
    `<p>GitHub creates it from what DevFlow asks for; you only confirm the name. The keys come back here and stay on this machine.</p>
<form action="${escapeHtml(action)}" method="post">
<input type="hidden" name="manifest" value="${escapeHtml(JSON.stringify(manifest))}">
<button type="submit">Create the GitHub App</button>
</form>
<p>GitHub will send events to <code>${escapeHtml(webhookUrl)}</code>, so it must reach that address. Set <code>PUBLIC_URL</code> when it is not the right one. For an App of an organisation, or one that exists, set <code>APP_ID</code>, <code>PRIVATE_KEY_PATH</code> and <code>WEBHOOK_SECRET</code> instead.</p>`,
  );
}

/** The App exists and runs; it still has to be installed somewhere. */
export function appCreatedPage(installUrl: string): string {
  return page(
    "The GitHub App is ready",
    `<p>DevFlow is running with it already. Next: <a href="${escapeHtml(installUrl)}">choose the repositories to install it on</a>. The first pull request after that gets a review.</p>`,
  );
}

/** The front page of a bot that works. */
export function runningPage(options: { slug: string | null; installUrl: string | null }): string {
  const { slug, installUrl } = options;
  const who = slug === null ? "" : ` as <code>${escapeHtml(slug)}</code>`;
  const next =
    installUrl === null
      ? ""
      : `<p>Next: <a href="${escapeHtml(installUrl)}">install it on more repositories</a>, then open a pull request.</p>`;
  return page("DevFlow is running", `<p>It reviews pull requests${who}.</p>${next}`);
}

/** Something went wrong on the way back from GitHub. */
export function setupFailedPage(reason: string): string {
  return page(
    "The GitHub App was not set up",
    `<p>${escapeHtml(reason)}</p><p><a href="/">Start again</a></p>`,
  );
}
