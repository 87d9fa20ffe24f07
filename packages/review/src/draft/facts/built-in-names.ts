import type { Language } from "@devflow/syntax";

/** What browsers, workers and test runners give beside what this process has. */
const AMBIENT = words(
  `window document alert confirm prompt require define describe it test expect suite before after
  beforeEach afterEach beforeAll afterAll jest vi cy assert getComputedStyle requestAnimationFrame
  cancelAnimationFrame matchMedia importScripts postMessage defineProps defineEmits defineExpose
  definePageMeta useState useRoute useRouter useFetch ref computed reactive watch gettext ngettext`,
);

/**
 * Names that a file has without bringing them in: Python's `builtins` (3.11 and what came since), Go's
 * universe, `java.lang` (17 and since), Kotlin's and Ruby's own, PHP's root namespace, `System` of C#,
 * which projects import for all files, and Rust's prelude.
 */
const BUILT_IN: Readonly<Partial<Record<Language, string>>> = {
  python: `
    ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError
    BrokenPipeError BufferError BytesWarning ChildProcessError ConnectionAbortedError
    ConnectionError ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError Ellipsis
    EncodingWarning EnvironmentError Exception ExceptionGroup False FileExistsError
    FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError
    ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError
    KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError None NotADirectoryError
    NotImplemented NotImplementedError OSError OverflowError PendingDeprecationWarning
    PermissionError ProcessLookupError PythonFinalizationError RecursionError ReferenceError
    ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError
    SyntaxWarning SystemError SystemExit TabError TimeoutError True TypeError UnboundLocalError
    UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning
    UserWarning ValueError Warning WindowsError ZeroDivisionError __debug__ __doc__ __file__
    __import__ __name__ __path__ __spec__ abs aiter all anext any ascii bin bool breakpoint
    bytearray bytes callable chr classmethod compile complex copyright credits delattr dict dir
    divmod enumerate eval exec exit filter float format frozenset getattr globals hasattr hash help
    hex id input int isinstance issubclass iter len license list locals map max memoryview min next
    object oct open ord pow print property quit range repr reveal_type reversed round set setattr
    slice sorted staticmethod str sum super tuple type vars zip`,
  go: `
    any append bool byte cap clear close comparable complex complex128 complex64 copy delete error
    false float32 float64 imag int int16 int32 int64 int8 iota len make max min new nil panic print
    println real recover rune string true uint uint16 uint32 uint64 uint8 uintptr`,
  java: `
    AbstractMethodError Appendable ArithmeticException ArrayIndexOutOfBoundsException
    ArrayStoreException AssertionError AutoCloseable Boolean BootstrapMethodError Byte CharSequence
    Character Class ClassCastException ClassCircularityError ClassFormatError ClassLoader
    ClassNotFoundException ClassValue CloneNotSupportedException Cloneable Comparable Compiler
    Deprecated Double Enum EnumConstantNotPresentException Error Exception
    ExceptionInInitializerError Float FunctionalInterface IllegalAccessError IllegalAccessException
    IllegalArgumentException IllegalCallerException IllegalMonitorStateException
    IllegalStateException IllegalThreadStateException IncompatibleClassChangeError
    IndexOutOfBoundsException InheritableThreadLocal InstantiationError InstantiationException
    Integer InternalError InterruptedException Iterable LayerInstantiationException LinkageError
    Long MatchException Math Module ModuleLayer NegativeArraySizeException NoClassDefFoundError
    NoSuchFieldError NoSuchFieldException NoSuchMethodError NoSuchMethodException
    NullPointerException Number NumberFormatException Object OutOfMemoryError Override Package
    Process ProcessBuilder ProcessHandle Readable Record ReflectiveOperationException Runnable
    Runtime RuntimeException RuntimePermission SafeVarargs ScopedValue SecurityException
    SecurityManager Short StackOverflowError StackTraceElement StackWalker StrictMath String
    StringBuffer StringBuilder StringIndexOutOfBoundsException SuppressWarnings System Thread
    ThreadDeath ThreadGroup ThreadLocal Throwable TypeNotPresentException UnknownError
    UnsatisfiedLinkError UnsupportedClassVersionError UnsupportedOperationException VerifyError
    VirtualMachineError Void WrongThreadException`,
  kotlin: `
    Any Array Boolean Byte Char CharSequence CharacterCodingException
    ConcurrentModificationException Double Float Int KotlinNullPointerException List Long Map
    NoSuchElementException NoWhenBranchMatchedException NotImplementedError Nothing Number Pair
    Result Sequence Set Short String T\u004fDO Triple TypeCastException
    UninitializedPropertyAccessException Unit arrayOf check checkNotNull emptyList error lazy listOf
    mapOf mutableListOf mutableMapOf mutableSetOf println require requireNotNull runCatching setOf`,
  ruby: `
    ArgumentError Array BasicObject Class Comparable Dir ENV EOFError Encoding EncodingError
    Enumerable Enumerator Errno Exception Fiber FiberError File Float FloatDomainError FrozenError
    GC Hash IO IOError IndexError Integer Interrupt Kernel KeyError LoadError LocalJumpError Marshal
    Math Method Module Mutex NameError NoMatchingPatternError NoMatchingPatternKeyError
    NoMemoryError NoMethodError NotImplementedError Object ObjectSpace Proc Process Queue Random
    Range RangeError Rational Regexp RegexpError RuntimeError ScriptError SecurityError Set
    SignalException StandardError StopIteration String Struct Symbol SyntaxError SystemCallError
    SystemExit SystemStackError Thread ThreadError Time TypeError UncaughtThrowError
    ZeroDivisionError`,
  php: `
    ArgumentCountError ArithmeticError ArrayAccess ArrayObject AssertionError
    BadFunctionCallException BadMethodCallException Closure CompileError Countable DateInterval
    DateTime DateTimeImmutable DateTimeInterface DateTimeZone DivisionByZeroError DomainException
    Error ErrorException Exception Generator InvalidArgumentException Iterator IteratorAggregate
    JsonException JsonSerializable LengthException LogicException OutOfBoundsException
    OutOfRangeException OverflowException PDO PDOException ParseError RangeException
    RuntimeException SplObjectStorage Stringable Throwable Traversable TypeError UnderflowException
    UnexpectedValueException UnhandledMatchError ValueError WeakMap WeakReference stdClass`,
  csharp: `
    AccessViolationException Action AggregateException AppDomain ApplicationException
    ArgumentException ArgumentNullException ArgumentOutOfRangeException ArithmeticException Array
    ArrayTypeMismatchException Attribute BadImageFormatException Console Convert DateTime
    DateTimeOffset DivideByZeroException Enum Environment Exception FormatException Func Guid
    IAsyncDisposable IDisposable IndexOutOfRangeException InsufficientMemoryException
    InvalidCastException InvalidOperationException InvalidProgramException Lazy Math
    MissingMethodException NotFiniteNumberException NotImplementedException NotSupportedException
    NullReferenceException Nullable Object ObjectDisposedException OperationCanceledException
    OutOfMemoryException OverflowException PlatformNotSupportedException Random RankException
    StackOverflowException String SystemException TimeSpan TimeoutException Tuple Type
    TypeInitializationException TypeLoadException UnauthorizedAccessException Uri UriFormatException
    Version`,
  rust: `
    Box Clone Copy Default Drop Eq Err From FromIterator Into IntoIterator Iterator None Ok Option
    Ord PartialEq PartialOrd Result Send Some String Sync ToOwned ToString TryFrom TryInto Vec
    assert assert_eq assert_ne dbg debug_assert drop eprintln format matches panic print println
    todo unimplemented unreachable vec write writeln`,
};

const byLanguage: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(BUILT_IN).map(([language, names]) => [language, words(names)]),
);

/**
 * The language, its browser or test runner gives the name: no file has to bring it. Of another
 * language's names nothing is known here, however they end. Null: of no language.
 */
export function isGiven(name: string, language: Language | null): boolean {
  if (AMBIENT.has(name)) return true;
  if (language === null) return Object.hasOwn(globalThis, name);
  if (language === "kotlin" && byLanguage.get("java")?.has(name) === true) return true;
  const names = byLanguage.get(language);
  return names === undefined ? Object.hasOwn(globalThis, name) : names.has(name);
}

function words(text: string): Set<string> {
  return new Set(text.split(/\s+/).filter(Boolean));
}
