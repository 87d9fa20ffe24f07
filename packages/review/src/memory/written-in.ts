/** Scripts that one language is written in, or a few that a text is not half in one and half in the other. */
const SCRIPTS: readonly (readonly [language: string, letters: RegExp])[] = [
  ["Japanese", /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ["Korean", /\p{Script=Hangul}/gu],
  ["Chinese", /\p{Script=Han}/gu],
  ["Cyrillic", /\p{Script=Cyrillic}/gu],
  ["Greek", /\p{Script=Greek}/gu],
  ["Arabic", /\p{Script=Arabic}/gu],
  ["Hebrew", /\p{Script=Hebrew}/gu],
  ["Devanagari", /\p{Script=Devanagari}/gu],
  ["Thai", /\p{Script=Thai}/gu],
];

/** Of all letters: below it they are a name or a quotation in a text of another script. */
const leastShare = 0.1;

/**
 * The words without which hardly a remark is written in the languages of Latin script that people ask
 * for most, and what a remark of a few words has instead. One that several have counts for each.
 */
const WORDS: readonly (readonly [language: string, words: ReadonlySet<string>])[] = Object.entries({
  English: `the a an in as per one which where what how is are was be been it its this that these of to and or not no with without for from by on
    when if before after because never always may can could should will would does has have than then each every
    missing unchecked unused wrong error errors empty value check zero possible unhandled lost leak never use`,
  German: `in bleibt als alle den statt wurde wo der die das den dem des ein eine einen einem einer ist sind wird werden wurde nicht kein keine und oder
    mit ohne für von vom zu zum zur bei beim auf aus im durch nach vor wenn falls weil dass sich nie immer kann könnte
    sollte fehlt fehlen fehlende fehlender fehler wert leer leere leerem leeren mögliche prüfung ungeprüft hier`,
  French: `le la les un une des du de et ou est sont ne pas n'est par pour avec sans dans sur si quand lorsque qui que
    ce cette cet il elle peut doit jamais toujours aucun aucune vide valeur erreur manquant manquante être après avant`,
  Spanish: `el la los las un una unos de del y o es son no por para con sin en si cuando que se este esta puede debe
    nunca siempre ningún ninguna vacío vacía valor falta error está antes después al lo`,
  Portuguese: `o a os as um uma de do da dos das e ou é são não por para com sem em no na se quando que este esta
    pode deve nunca sempre nenhum nenhuma vazio vazia valor falta erro está antes depois ao`,
  Italian: `il lo la i gli le un una di del della dei e o è sono non per con senza in nel nella se quando che questo
    questa può deve mai sempre nessun nessuna vuoto vuota valore manca errore viene prima dopo al`,
  Dutch: `de het een van en of is zijn wordt worden niet geen met zonder voor door bij op uit als wanneer omdat dat
    die dit deze kan moet nooit altijd leeg lege waarde ontbreekt fout na er naar`,
  Polish: `i w z na do nie jest są się przez dla bez lub gdy jeśli że to ten ta te może powinien nigdy zawsze
    brak pusty pusta wartość błąd po przed od`,
  Turkish: `ve veya bir bu şu için ile değil yok olabilir ise eğer gibi daha çok her hiç boş değer hata eksik sonra`,
  Swedish: `och eller är inte en ett den det som på av med utan för om när att kan ska aldrig alltid tom tomt värde
    saknas fel efter innan till`,
}).map(([language, words]) => [language, new Set(words.split(/\s+/))]);

const CODE = /`[^`]*`|[\p{L}\p{N}_$]*(?:_|\p{Ll}\p{Lu})[\p{L}\p{N}_$]*/gu;

/** The language of a remark, its code left out; null where its words tell none before all others. */
export function writtenIn(text: string): string | null {
  const prose = text.replace(CODE, " ");
  const all = prose.match(/\p{L}/gu)?.length ?? 0;
  for (const [language, letters] of SCRIPTS) {
    const count = prose.match(letters)?.length ?? 0;
    if (count > 0 && count >= all * leastShare) return language;
  }
  const words = prose.toLowerCase().match(/\p{L}[\p{L}'’]*/gu) ?? [];
  const counts = WORDS.map(([language, known]) => ({
    language,
    count: words.filter((word) => known.has(word.replace("’", "'"))).length,
  })).sort((a, b) => b.count - a.count);
  const [first, second] = counts;
  return first !== undefined && first.count > (second?.count ?? 0) ? first.language : null;
}
