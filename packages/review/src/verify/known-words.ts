import { builtinModules } from "node:module";

/**
 * Names that may be spoken of without standing in the code: the runtime's own in JavaScript, taken
 * from the runtime itself, and the best known of the standard libraries of Python, Go and Java.
 */
const others = `
  isinstance issubclass getattr setattr hasattr enumerate sorted reversed zip_longest open close read write readline
  splitlines startswith endswith strip lstrip rstrip format_map removeprefix removesuffix setdefault defaultdict ordereddict
  counter namedtuple dataclass contextmanager asynccontextmanager lru_cache functools itertools collections contextlib
  asyncio gather create_task wait_for run_in_executor to_thread subprocess check_call check_output shell os.path makedirs
  exists joinpath pathlib tempfile mkstemp mktemp namedtemporaryfile hashlib hmac compare_digest pickle yaml safe_load
  full_load requests raise_for_status urlopen sqlalchemy execute executemany fetchone fetchall logging basicconfig
  time sleep perf_counter monotonic utcnow fromtimestamp strftime strptime threading rlock
  goroutine goroutines defer recover errors errorf fprintf sprintf printf println waitgroup mutex rwmutex
  withcancel withtimeout withdeadline background todo readall readfile writefile newreader newscanner newdecoder
  newrequest newrequestwithcontext listenandserve httputil queryrow querycontext execcontext rollback commit
  unmarshal marshal atoi parseint parsefloat itoa trimspace hasprefix hassuffix newticker newtimer afterfunc
  equals hashcode tostring compareto valueof charat substring indexof isempty getbytes getorDefault computeifabsent
  putifabsent stream collect foreach iterator hasnext optional ofnullable orelse orelsethrow ispresent
  autocloseable closeable trywithresources inputstream outputstream bufferedreader filereader preparestatement
  preparedstatement createstatement executequery executeupdate setstring resultset simpledateformat datetimeformatter
  completablefuture executorservice newfixedthreadpool shutdownnow awaittermination concurrenthashmap copyonwritearraylist
  synchronized notifyall threadlocal bigdecimal stringbuilder objectmapper readobject securerandom messagedigest
  innerhtml dangerouslysetinnerhtml textcontent addeventlistener removeeventlistener usestate useeffect usememo
  usecallback useref getelementbyid queryselector localstorage sessionstorage createelement appendchild
  beforeeach aftereach describe expect tobe toequal tothrow fulfil console timeout useragent contenttype
`;

const words = new Set(
  [
    ...others.split(/\s+/),
    ...namesOfRuntime(),
    ...builtinModules.flatMap((name) => name.split("/")),
  ].map((name) => name.toLowerCase()),
);

/** True for names of languages and standard libraries, of errors and exceptions, in any case. */
export function isKnownWord(name: string): boolean {
  return words.has(name.toLowerCase()) || /(?:Error|Exception|Warning)$/.test(name);
}

/** Globals of JavaScript with their members, and the members of node's modules that reviews name. */
function namesOfRuntime(): string[] {
  const names = new Set<string>();
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    names.add(name);
    const value: unknown = Object.getOwnPropertyDescriptor(globalThis, name)?.value;
    if (typeof value !== "function" && (typeof value !== "object" || value === null)) continue;
    for (const owner of [value, "prototype" in value ? value.prototype : null]) {
      if (typeof owner !== "object" && typeof owner !== "function") continue;
      if (owner !== null) for (const member of Object.getOwnPropertyNames(owner)) names.add(member);
    }
  }
  for (const name of [
    "fs",
    "fs/promises",
    "path",
    "child_process",
    "crypto",
    "util",
    "stream",
    "http",
  ]) {
    const module: unknown = process.getBuiltinModule(`node:${name}`);
    if (typeof module === "object" && module !== null) {
      for (const member of Object.keys(module)) names.add(member);
    }
  }
  return [...names];
}
