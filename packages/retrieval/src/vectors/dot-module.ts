/**
 * Inner products of one vector with many, as a WebAssembly module of some 200 bytes.
 *
 * Why: 200,000 x 256 products take 86 ms in JavaScript and 8 ms with SIMD instructions, 10,000 take
 * 0.2 ms, on the same core and on every machine that runs Node. Whole numbers, so that every
 * machine and every database gives the same sums, and the order of results never depends on them.
 * The module is assembled here, so that there is no binary to trust. Encoding:
 * https://webassembly.github.io/spec/core/binary/
 */

const I32 = 0x7f;
const V128 = 0x7b;
const EMPTY = 0x40;
/** Names of the function's parameters and locals. */
const [QUESTION, ROWS, COUNT, ROW_BYTES, OUT, AT, EVEN, ODD] = [0, 1, 2, 3, 4, 5, 6, 7];

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const tee = (local: number) => [0x22, local];
const i32Const = (value: number) => [0x41, value];
const i32Add = [0x6a];
const i32Sub = [0x6b];
const i32LessThan = [0x49];
const i32Store = [0x36, 2, 0];
const loop = (body: number[]) => [0x03, EMPTY, ...body, 0x0b];
const againIf = [0x0d, 0];
const simd = (operation: number) => [0xfd, ...unsigned(operation)];
const v128Load = (offset: number) => [...simd(0), 3, offset];
const v128Zero = [...simd(12), ...Array<number>(16).fill(0)];
const i32x4Add = simd(0xae);
const i16x8Dot = simd(0xba);
const i32x4Lane = (lane: number) => [...simd(0x1b), lane];

/** Numbers of a vector that one turn of the loop takes: rows are padded to a multiple. */
export const STEP = 16;
const STEP_BYTES = 2 * STEP;

/** Eight products of the numbers at AT + offset, added pairwise to a local. */
const accumulate = (local: number, offset: number) => [
  ...get(local),
  ...[...get(ROWS), ...get(AT), ...i32Add, ...v128Load(offset)],
  ...[...get(QUESTION), ...get(AT), ...i32Add, ...v128Load(offset)],
  ...i16x8Dot,
  ...i32x4Add,
  ...set(local),
];

const addTo = (local: number, bytes: number[]) => [...get(local), ...bytes, ...i32Add];

const body = loop([
  ...[...v128Zero, ...set(EVEN), ...v128Zero, ...set(ODD), ...i32Const(0), ...set(AT)],
  ...loop([
    ...accumulate(EVEN, 0),
    ...accumulate(ODD, STEP_BYTES / 2),
    ...[...addTo(AT, i32Const(STEP_BYTES)), ...tee(AT)],
    ...[...get(ROW_BYTES), ...i32LessThan, ...againIf],
  ]),
  ...get(OUT),
  ...[...get(EVEN), ...get(ODD), ...i32x4Add, ...tee(EVEN), ...i32x4Lane(0)],
  ...[1, 2, 3].flatMap((lane) => [...get(EVEN), ...i32x4Lane(lane), ...i32Add]),
  ...i32Store,
  ...[...addTo(ROWS, get(ROW_BYTES)), ...set(ROWS)],
  ...[...addTo(OUT, i32Const(4)), ...set(OUT)],
  ...[...get(COUNT), ...i32Const(1), ...i32Sub, ...tee(COUNT), ...againIf],
]);

function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function section(id: number, content: number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function bytesOfModule(): Uint8Array<ArrayBuffer> {
  const locals = [2, 1, I32, 2, V128];
  const code = [...locals, ...body, 0x0b];
  const name = (text: string) => [text.length, ...Buffer.from(text)];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 5, I32, I32, I32, I32, I32, 0]),
    ...section(2, [1, ...name("arena"), ...name("memory"), 2, 0, 0]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name("dot"), 0, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ]);
}

/**
 * Writes the inner product of the 16-bit numbers at `question` with each of `count` rows of
 * `rowBytes` to `out`, 32 bits each. All but `count` are bytes; `count` is at least 1. Sums wrap
 * around beyond 32 bits: vectors of length 32,767 stay below that, whatever their dimensions.
 */
export type DotFunction = (
  question: number,
  rows: number,
  count: number,
  rowBytes: number,
  out: number,
) => void;

export function createDotFunction(memory: WebAssembly.Memory): DotFunction {
  const module = new WebAssembly.Module(bytesOfModule());
  const { dot } = new WebAssembly.Instance(module, { arena: { memory } }).exports;
  if (!isDotFunction(dot)) throw new TypeError("the module exports its function");
  return dot;
}

function isDotFunction(value: unknown): value is DotFunction {
  return typeof value === "function";
}
