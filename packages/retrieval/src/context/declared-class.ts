/** The class that a variable is made of or declared as, in the first of the texts that tells. */
export function declaredClass(variable: string, texts: readonly string[]): string | null {
  const v = `[$#@]?${escaped(variable)}`;
  const patterns = [
    // x = new User(, x := &User{, x = User(, x = User::new(
    new RegExp(
      `(?<![\\w$.])${v}\\s*:?=\\s*(?:await\\s+)?(?:new\\s+|&)?(\\p{Lu}[\\w$]*)(?:<[^>()]*>)?\\s*(?:[({]|::)`,
      "u",
    ),
    // x: User, x?: User, x: &mut User
    new RegExp(
      `(?<![\\w$.])${v}\\s*[?!]?\\s*:\\s*(?:readonly\\s+|&\\s*)?(?:mut\\s+)?(\\p{Lu}[\\w$]*)`,
      "u",
    ),
    // User x, User<T>& x, User *x
    new RegExp(`(?<![\\w$.])(\\p{Lu}[\\w$]*)(?:<[^>()]*>)?\\s*[&*?]*\\s+[&*]*${v}\\s*[,)=;:]`, "u"),
    // func f(x *User, y pkg.User)
    new RegExp(`[(,]\\s*${v}\\s+\\*?(?:\\w+\\.)?(\\p{Lu}\\w*)`, "u"),
  ];
  for (const text of texts) {
    for (const pattern of patterns) {
      const found = pattern.exec(text)?.[1];
      if (found !== undefined) return found;
    }
  }
  return null;
}

/** A name as a regular expression means it. */
export function escaped(name: string): string {
  return name.replace(/[$\\^.*+?()[\]{}|]/g, "\\$&");
}
