import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  EvalFlags,
  Intrinsics,
  type JSValueHandle,
  JSException,
  QuickJS,
  type QuickJSOptions,
} from "quickjs-wasi";

/** The process in which operators' code runs; started, fed and killed by `sandbox.ts`. */
export type SandboxRequest = {
  id: number;
  source: string;
  /** JSON text; null: the module is loaded, and its function is not called. */
  input: string | null;
  /** The parent kills at the deadline; this one holds if the parent has died. */
  lastResortMs: number;
};

export type SandboxReply =
  | { kind: "ready" }
  | { kind: "done"; id: number; output: string }
  | { kind: "failed"; id: number; reason: string };

const maxOutputBytes = 1 << 20;
const maxReasonLength = 500;

/**
 * Same input, same output: without a clock and randomness. They throw instead of answering a fixed
 * value, because a date of 1970 on a document is worse than an error.
 */
const prelude = `(() => {
  const none = (what, instead) => () => {
    throw new Error(what + " is not available: " + instead);
  };
  const clock = none("the clock", "take the time from the input");
  const RealDate = Date;
  const FixedDate = new Proxy(RealDate, {
    construct(target, args, made) {
      return args.length === 0 ? clock() : Reflect.construct(target, args, made);
    },
    apply: clock,
  });
  RealDate.now = clock;
  RealDate.prototype.constructor = FixedDate;
  globalThis.Date = FixedDate;
  Math.random = none("randomness", "derive what must differ from the input");
  const { parse, stringify } = JSON;
  return (code, input) => {
    if (typeof code !== "function") {
      throw new TypeError("the module has no default export that is a function");
    }
    if (input === null) return "null";
    const output = code(parse(input));
    if (typeof output?.then === "function") {
      throw new TypeError("it answered a promise; it must answer at once, without async");
    }
    const text = stringify(output);
    if (text === undefined) {
      throw new TypeError("it answered " + typeof output + ", which is not JSON");
    }
    return text;
  };
})()`;

// Only TypeScript's DOM library declares this global, and we want none of the rest of it.
declare const WebAssembly: { Module: new (bytes: Uint8Array) => QuickJSOptions["wasm"] };

// Compiled once; every call makes its own instance of it.
const wasm = new WebAssembly.Module(
  readFileSync(fileURLToPath(import.meta.resolve("quickjs-wasi/quickjs.wasm"))),
);

const limits: QuickJSOptions = {
  wasm,
  memoryLimit: 64 << 20,
  maxStackSize: 256 << 10,
  timezoneOffset: 0,
  // Without weak references, whose answers depend on when garbage is collected.
  intrinsics: Intrinsics.ALL & ~Intrinsics.WEAK_REF & ~Intrinsics.PERFORMANCE,
  wasi: (memory) => ({
    clock_time_get(_clock: number, _precision: bigint, at: number) {
      new DataView(memory.buffer).setBigUint64(at, 0n, true);
      return 0;
    },
    random_get(at: number, length: number) {
      new Uint8Array(memory.buffer, at, length).fill(0);
      return 0;
    },
    fd_write: () => 8,
  }),
  moduleLoader: {
    load(name) {
      throw new Error(`"${name}" cannot be imported: code must be self-contained`);
    },
  },
};

/** Nothing is disposed of: the whole machine, with all its memory, is dropped after one call. */
async function run(request: SandboxRequest): Promise<string> {
  const endsAt = Date.now() + request.lastResortMs;
  const vm = await QuickJS.create({ ...limits, interruptHandler: () => Date.now() > endsAt });
  const call = vm.evalCode(prelude, "prelude.js");
  const code = await load(vm, request.source);
  const input = request.input === null ? vm.null : vm.newString(request.input);
  const text = vm.callFunction(call, vm.undefined, code, input).toString();
  if (Buffer.byteLength(text) > maxOutputBytes) {
    throw new RangeError(`its output is larger than ${maxOutputBytes} bytes`);
  }
  return text;
}

/** The module's default export. */
async function load(vm: QuickJS, source: string): Promise<JSValueHandle> {
  const module = vm.evalCode(source, "code.js", EvalFlags.TYPE_MODULE);
  vm.executePendingJobs();
  if (module.promiseState === 0) throw new Error("the module waits for something at its top level");
  const result = await vm.resolvePromise(module);
  if ("error" in result) throw new JSException(result.error);
  return result.value.getProp("default");
}

/** Name, message and line, if the error has them; what the code threw may be anything. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, maxReasonLength);
  const line = /code\.js:(\d+)/.exec(error.stack ?? "")?.[1];
  const where = line === undefined ? "" : ` (line ${line})`;
  return `${error.name}: ${error.message}`.slice(0, maxReasonLength) + where;
}

function reply(message: SandboxReply): void {
  process.send?.(message);
}

async function answer(request: SandboxRequest): Promise<void> {
  try {
    reply({ kind: "done", id: request.id, output: await run(request) });
  } catch (error) {
    reply({ kind: "failed", id: request.id, reason: reasonOf(error) });
  }
}

process.on("disconnect", () => process.exit());
// Only `sandbox.ts` has the other end of this channel.
process.on("message", (message) => void answer(message as SandboxRequest));
reply({ kind: "ready" });
