const standard = "/account";
const maxLength = 1_000;

/** Where a browser goes after its sign-in: a path of ours, never another site. */
export function returnPath(wanted: string | undefined): string {
  if (wanted === undefined || wanted.length > maxLength) return standard;
  // Browsers take `\` for `/`, drop tabs and line ends, and `//host` is another site.
  if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(wanted)) return standard;
  const here = "http://here.invalid";
  const url = URL.parse(wanted, here);
  // `/.//host` is `//host` once its dots are taken out, which is another site again.
  if (url === null || url.origin !== here || url.pathname.startsWith("//")) return standard;
  return `${url.pathname}${url.search}`;
}
