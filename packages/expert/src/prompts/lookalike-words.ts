/** Letters of Cyrillic and Greek that no font tells from Latin ones; those that only resemble them are not here. */
const same = "аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅԌԚԜοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";
const mixed = new RegExp(`(?=[\\w${same}]*[A-Za-z])(?=[\\w${same}]*[${same}])[\\w${same}]+`, "gu");

/**
 * Words of Latin letters with some of another script among them that look the same, each once: `pаyload` with a Cyrillic
 * а is another name than it seems. A word with any other letter of that script is one of its language, as `IPадрес`.
 */
export function lookalikeWords(text: string): string[] {
  // Nearly every text.
  if (!/[\u0370-\u052f]/.test(text)) return [];
  const words = text.match(/[\p{L}\p{N}_]+/gu) ?? [];
  return [...new Set(words.filter((word) => word.match(mixed)?.[0] === word))];
}
