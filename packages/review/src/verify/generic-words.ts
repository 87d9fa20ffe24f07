import { allTermsOf } from "../memory/remark-terms.ts";

/**
 * Words that fit any line of any program: those of grammar, of advice, of doubt, and the trade's most
 * general ones. A finding that is made of nothing else says nothing about the lines it stands at. No list
 * has all of them, so the rest must be of the code (`grounded-claim.ts`). Of 445 comments of AACR-Bench
 * that people called right, with the files that they were written about, 12 are held for saying nothing
 * (2.7 %, of people's own 1 of 119), and 2 of 130 terse ones in eleven languages. Of two sets of 60
 * general remarks that were written after the lists 28 % are said at a changed line of eight
 * repositories, as its file happens to have one of their words, or a lock or a division near by; before
 * the file was asked, 95 and 98 % were.
 */
const ENGLISH = `
  an and are as at be been but by can does for from had has have if in into is it its may no nor of on or to us was we not am i'm they've
  about above according actual actually add added adding addition additional additionally adequate
  adequately after again all allow allowed along already also although among another any anything
  apply approach appropriate appropriately around assume assumed assuming assumption assumes
  avoid avoiding aware bad badly based basic because become before behave behaves behavior behaviour
  being below best better between both bug buggy call called caller calling calls careful carefully
  case catch caught cause causes causing certain certainly change changed changes changing check
  checked checking checks clean clear clearer clearly code codebase coding comment commented
  comments common comparable complete completely complex complexity concern concerns condition
  conditions confuse confusing confusion consequence consequences consider considered considering
  consistency consistent consistently context contributor convention conventions correct correctly
  correctness could cover coverage covered crash crashed crashes crashing create created creates
  creating current currently damage deal dealing debugging declaration declare declared default
  define defined definition depend depending depends descriptive design details detect developer
  developers diagnose did different difficult direct directly do docs docstring docstrings document documentation
  documented doing done double down due during each ease easier easily easy effect effects
  efficiency efficient efficiently either element encounter encountered end enhance enough
  ensure ensured ensures ensuring entire erroneous error errors especially essential etc even ever
  every everything exact exactly example except exception exceptional exceptions execute executed
  executing execution exist existing exists expect expected explain explaining explanation explicit
  explicitly extend extra extract extracted fail failed failing fails failure failures fast faulty
  few find fine first fix fixed fixing flaw flawed flow follow followed following fragile
  frequent frequently full fully function functional functionality functions further future
  general generally generic get gets getting give given gives giving good grace
  graceful gracefully great guard guarantee guaranteed guarantees guideline guidelines handle
  handled handler handles handling hard hardcode hardcoded harder hardly harm help helper helpful helps
  here high highly how however idea ideally identify impact implement implementation implemented
  implementing implications important importantly improper improperly improve improved improvement
  improves improving inadequate inappropriate include included including incomplete inconsistency
  inconsistent inconsistently incorrect incorrectly increase increases inefficiency inefficient
  inform informed information initial initialization initialize initialized inside instance
  instead insufficient insufficiently intend intended intention introduce introduced introduces
  invalid involve issue issues itself just keep keeping kind know known lack lacking lacks large
  larger later lead leading leads least less likely line lines little log logged logging
  logic logical logs long longer look looking looks lot low magic main maintain maintainability
  maintainable maintained maintainer maintainers maintaining maintenance major make makes making
  malformed malfunction manage managed management manner many matter mean meaning meaningful means
  mechanism method methods might minor miss missed missing mistake mistakes misuse modification
  modify module more most much multiple must name named names naming necessary need needed needs
  negative negatively nested never new next non none not note noted nothing notice noticed now
  null nullable number object objects occur occurred occurring occurs often old once one ones only
  operation operations optimal optimization optimize optimized order other others otherwise out
  output outside over overall own parameter parameters part parts pass passed passing performance
  perform performed performing performs person place please point poor poorly portion possibility
  possible possibly potential potentially practice practices prefer preferable present pretty
  prevent prevented prevents previous previously principle principles prior probable probably
  problem problematic problems proceed process processed processing produce produced produces
  production program proper properly propagate propagated propagation provide provided provides providing purpose
  put quality quick quite raise raised raises rather react readability readable reader readers
  real really reason reasonable receive recommend recommended reduce reduces reducing
  refactor refactored refactoring refer reference regarding related reliability reliable remain
  require required requirement requirements requires respective result resulting results return
  returned returning returns reusable review reviewing right risk risks risky robust robustness run
  running runs runtime safe safeguard safely safer safety same scale scenario scenarios section
  see seem seems sensible serious set several severe should show side significant significantly
  silent silently similar simple simpler simplification simplified simplify simply since single
  situation situations slight slightly slow slower small smaller snippet so software some someone
  something sometimes soon specific specifically specified specify split stability stable standard
  standards statement statements step still stop strange structure structured style sub-optimal
  suboptimal subtle such sufficient sufficiently suggest suggested suggestion support sure
  surprise surprising system systems take taken takes taking task team terms test testability
  testable tested testing tests than that the them then therefore these they thing things this
  thorough those though through throw throwing thrown throws time times too toward trigger
  triggered try trying type typed types typing unable uncaught unclear under understand
  understandable understanding undesirable undesired unexpected unexpectedly unfortunately unhandled
  unintended unit unless unnecessarily unnecessary unnoticed unpredictable unreliable unsafe until
  usage use used useful user users uses using usual usually valid validate validated validates
  validating validation validity value values variable variables various verification verified
  verify very via violate violates violation want warn warning way ways weak well were what when
  where whether which while who whole why will with within without word work working works worse
  would wrap wrapped wrapping write written wrong wrongly yet you your unchecked unvalidated
  long-running component components application applications app apps feature features block blocks
  piece argument arguments input inputs expression entry item items logger message messages
  properties property undefined nil responsibility separate separated separating cohesive reuse
  duplicate duplicated duplication constant constants codepath path paths edge corner boundary
  boundaries range normal abnormal optional empty big huge massive dataset datasets amount amounts
  grow grows growing load loads scalable scalability backward backwards compatible compatibility
  break breaking breaks broken regression regressions client clients consumer consumers downstream
  annotate annotation annotations hint hints early late properly state inconsistent crashy unstable
  stuff somewhere anywhere somehow everywhere whatever subsequent subsequently consequently hence thus
  moreover furthermore nevertheless maybe perhaps cannot can won doesn isn aren wasn hasn haven didn
  don shouldn wouldn couldn it's that's there's
  cases bugs appear appears appearing data up against always lost losing dependency
  dependencies inject injected caching uninitialized initialise initialised optimise
  optimised optimisation asynchronous pointer pointers dereference dereferenced dereferencing
  npe security vulnerability vulnerabilities secure insecure sensitive severe casting
  abuse abused ability accept accepted acceptable account accordingly accurate accurately
  accuracy across actionable adhere advisable advise affect affected affects alone alternatively ambiguity
  ambiguous api apis apparently attempt attempted attempts automatic automatically available behavioral
  benefit bottleneck brittle ceremony certain choose circumstance circumstances clarification clarify
  combination come comes compile compiler compliance comply comprehensive concise conciseness
  configuration configurable configurability confirm consideration consolidate contract conventional convey
  critical cyclomatic decision dedicated defensive defensively degrade degraded degrades degradation delicate
  describe described describes describing desirable desire desired despite detrimental diagnostic diagnostics
  difference differ differs disrupt distinguish doc down dry earlier easy elsewhere encapsulate encapsulated
  enforce enforced entirely environment environments equivalent err errant establish established evaluate
  evident examine exceptionally excessive excessively exhaustive expectation expectations expensive experience
  explanatory exploitability external facilitate fall fine fixed flexibility flexible form formed fundamentally goal
  happen happened happens hidden hinder hurt hurts idiomatic identifier identifiers impossible inaccurate
  indicate indicates indicating individual infrastructure integration integrity interaction internal
  investigate judge justify latency legacy legitimately lifecycle likewise like logically look main manually
  meant measure measures modular modularity motivation namely negatively newly normally obscure obscures obvious
  opaque outcome outcomes overhead overly own particularly piece pitfalls point potentially precise preferably
  premature presence principle proactively profile profiling project propose public quite ramifications
  rationale realistic reality reflect regarded regardless relevant rely relies remains repeat repeated repetition
  repetitive respect responsiveness restructure revisit reworked rework satisfy service services setting settings
  similarly solution special specification specs strategy strict stricter strictly strong stronger struggle successfully
  suffer suffers suited surface suspicious sustainable sanity together transient troubleshoot troubleshooting tricky
  typically ultimately undocumented unforeseen unintentional unintentionally unambiguous upcoming update updated
  utility utilize verbose vital volume workload workloads world worth
  tight overuse reason denial seemingly
  coupling coupled tightly accidental accidentally clarity intent
`;

const GERMAN = `
  aber abfangen abgefangen abhängig ablauf absturz abstürzen abstürzt alle allen aller allerdings alles als also alt alte
  alten am an andere anderen anderer anderes anders änderung änderungen anwendung anstatt auch auf aufgeteilt
  aufgerufen aufgetreten aufruf aufrufe aufrufer aufteilen auftreten auftritt aus ausdrücklich ausgabe ausgelagert ausnahme
  ausnahmebehandlung ausnahmen ausreichend außerdem basis bei beim bedingung bedingungen beachten
  beachtet behandeln behandelt behandelte behandlung berücksichtigt berücksichtigen besser beschreibung
  bestehende bestehenden besteht bestimmte bestimmten bestimmter betrachtet bevor bessere beispielsweise bleibt
  bitte bug code codebasis da dabei dadurch dafür daher damit danach dann daran das dass daten
  datenmenge datenmengen dazu dem den denn der deren des deshalb deutlich die dies diese diesem diesen dieser dieses
  doch dokumentation dokumentiert dokumentieren doppelt dort durch dürfen dürfte effizient effizienter eher eigene ein eine
  einem einen einer eines einfach einfacher eingabe eingaben eingefügt einige einheitlich einheitstests entspricht
  entsteht entstehen entwickler er erfordert erforderlich ergebnis ergebnisse erhöht erklären erklärt erneut erschwert
  erscheint erstellen ersten erst erwartet erwartete erwarteten es etwa etwas eventuell explizit falls falsch falsche
  falschen falscher fall fälle fällen fehl fehlen fehlend fehlende fehlenden fehlender fehlendes fehler fehleranfällig
  fehlerbehandlung fehlerfall fehlerhaft fehlerhafte fehlermeldung fehlern fehlers fehlschlagen fehlschlägt fehlt
  fehlverhalten folgen folgende führen führt funktion funktionalität funktionen funktioniert für ganz gegebenenfalls
  geben gefahr gegen geht gemacht genau generell genutzt geprüft geprüften gerade gesetzt geworfen gibt gleich große großen
  größere größeren gut grenzfall grenzfälle grenzfällen grundsätzlich haben hat häufig hart hier hilfsfunktion hinweis hinzufügen
  hinzugefügt hohe hoher idee ihm ihn ihr im immer implementierung in ineffizient inkonsistent inkonsistente inkonsistenten
  inkonsistenz intern ist ja jede jedem jeden jeder jedoch kann kaum kein keine keinem keinen keiner klar klarer klein
  kleinere kleineren kommen kommt komplex komplexe komplexität können könnte könnten konstante konstanten konvention
  konventionen korrekt korrekte langfristig langsam lang lange länger lässt leer leere leistung leistungsproblem leistungsprobleme leicht
  leichter lesbar lesbarkeit liefern liefert logik lösung macht man mangelnde manche mehr mehrere mehreren meldung methode methoden
  mindestens mit möglich mögliche möglicher möglicherweise mögliches müssen muss müsste nach nachvollziehbar name namen
  namensgebung neu neue neuen nicht nichts nie noch notwendig nötig null nullprüfung nullwert nullreferenz
  nullzeiger nur nutzen nutzer ob objekt oder ohne operation operationen optimieren optimiert parameter performance
  performant performanter potenziell potenzielle potenzieller potenzielles potentiell potentielle praxis problem probleme
  problematisch programm prüfen prüfung randfall randfälle randfällen refactoring rest richtig risiko robust rückgabe
  rückgabewert rund sauber schlecht schlechte schnell schon schwer schwerer schwierig sehr sein seine selbst sicher
  sicherer sichergestellt sicherheit sicherstellen sich sie sind so sofern sogar soll sollen sollte sollten solche
  sonst sowie stabil stark statt stelle stellen still still stil system testabdeckung teil teile test tests testfälle treten tritt
  trotzdem typ typen über überall überprüfen überprüft überprüfung übersichtlich übersichtlicher übergeben um umgang unbehandelt
  unbehandelte und unerwartet unerwartete unerwarteten unerwartetem ungültig ungültige ungültigen ungültiger unit
  unklar unnötig unnötige unter unterschiedlich unübersichtlich unvollständig valide validieren validiert validierung variable
  variablen verarbeiten verarbeitet verarbeitung verbessern verbessert verbesserung verbesserungen vereinfachen vereinfacht
  verhalten verhindern verhindert vermeiden vermieden verständlich verstehen verursachen verursacht verwenden verwendet
  verwendeten verwendung viel viele vielen völlig vom von vor vorher vorhanden vorhandene vorhersehbar wahrscheinlich wann war wäre warum was
  wartbar wartbarkeit wartung weil weiter weitere weiteren weiterhin welche wenn wenig wer werden wert werte werten
  wichtig wie wieder wird wirft wo wodurch wurde wurden würde würden zeile zeilen zeit zu zuerst zum zur zusätzlich zusätzliche
  zustand zuvor zwar zwischen hinweise laufzeit laufzeitfehler
  abgedeckt ansatz benennung bedenklich beachtung beeinträchtigen beeinträchtigt benannt bezeichner bricht ab
  einträge einträgen erwägen fehlerfälle gültigkeit irgendwann kommentare kommentar konfiguration konfigurierbar
  passieren passiert pflegen schiefgeht schiefgehen skaliert skalieren sprechende sprechendere sprechender
  struktur umgebung validität verletzt wiederholt wiederverwenden
`;

/** Those of the rest that comments on at least a fifth of AACR-Bench's 50 projects have. */
const WIDESPREAD = `
  remove removes removed removing removal replace replaced replacing match matches redundant redundancy file files field
  fields pattern patterns contain contains containing rename list lists original key keys set store
  stored stores semantics array arrays formatting formatted format build builds parse parsed semantic two treat treated
  start starts filled fill align aligned level levels enable enabled config header headers
  local request requests signature signatures switch per generate generated generates generation normalize normalized
  description descriptions boolean read reads represent represents reject rejected rejects resolve resolved resolves
  unconditionally applied applies wrapper content contents assertion assertions count counts response
  responses version versions option options assign assigned class classes base moved move scope scoped
  preserve preserved preserves disable disabled misleading merge merged merging compilation eliminate eliminates shape
  conversion conversions text immediately back chain chained inline forward enum enums conditional mark marked
  length render rendered rendering convert converted accurate json url urls second branch branches intentional integer
  integers manual constructor constructors syntax sit site sits space spaces custom character characters command
  commands derived derive map maps mapping mapped minimum assert target targets lookup lookups template templates
  earlier prefix string strings rule rules raw implies implied struct structs model models creation node nodes
  interface interfaces server servers encoded compute computed schema older link links blank tool tools found entries
  exit source sources status collection collections determine determined determines continue continues id ids
  track tracked tracking mention mentions differently override overrides overridden short conflict
  conflicts calculation operator operators search iteration iterations form attribute attributes library
  libraries success reset resets connection connections omit omitted extraction final bad reject rejecting
  pattern factory strategy guide top deviates isolation newer alternative left left midway consult server
  weitergegeben erfährt nirgends bleiben bleibt geöffnet magische feste fester definiert zahl zahlen datei dateien klasse klassen
`;

/** Terms of the words above, as `allTermsOf` makes them. */
export const genericTerms: ReadonlySet<string> = allTermsOf(`${ENGLISH} ${GERMAN} ${WIDESPREAD}`);

/** Words of what goes wrong in one way only: whoever uses one has looked, also where it is in doubt. */
export const plainTerms: ReadonlySet<string> = allTermsOf(`
  panic panics segfault abort aborts swallow swallows swallowed invert inverted reversed swapped swap twice double
  skip skips skipped drop drops dropped shared mutable mutate mutates mutated overwrite overwrites overwritten
  truncate truncates truncated round rounding rounded nan duplicate shadow shadows shadowed dangling unreachable dead
  inclusive exclusive precedence assignment comparison compares equality identity reference shallow copy copied
  copies alias captured capture closure unwrap cancel cancelled uncancelled rollback commit transaction expire expires expired
  timezone utc locale encoding utf unicode signed unsigned precision hash salt random seed predictable password
  token permission traversal redirect csrf ssrf regex backtracking quadratic starve starvation callback event
  listener unmount goroutine channel flush fsync offset past beyond last first early wait waits retries forever
  fallthrough typo misspelled collide collision leftover const readonly async debug
`);
