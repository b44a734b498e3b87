import { type ChildProcess, fork } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { FailureClass } from "./contract.ts";
import type { SandboxReply, SandboxRequest } from "./sandbox-child.ts";

/**
 * A killable process in which operators' code runs.
 *
 * SB1 The child starts at the first call, is ended when idle, and keeps nobody's process alive.
 * SB2 Calls run one after another, each with a deadline of its own that counts from its start.
 * SB3 A call that overruns, is aborted, or loses the child ends that child; the next gets a new one.
 * SB4 Nothing survives from one call to the next, and nothing of our environment is inherited.
 */
export type SandboxCall = {
  source: string;
  /** JSON text; null: the module is loaded, and its function is not called. */
  input: string | null;
  deadlineMs: number;
};

export type SandboxResult =
  | { ok: true; output: string }
  | { ok: false; failure: FailureClass; reason: string };

export type Sandbox = {
  run(call: SandboxCall, signal: AbortSignal): Promise<SandboxResult>;
  close(): Promise<void>;
  /** Process id of the child, where one runs. */
  pid(): number | undefined;
};

const startMs = 10_000;
const stopped: SandboxResult = { ok: false, failure: "transient", reason: "it was stopped" };

export function openSandbox(options: { idleMs: number } = { idleMs: 60_000 }): Sandbox {
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;
  let calls = 0;

  async function perform(call: SandboxCall, signal: AbortSignal): Promise<SandboxResult> {
    if (signal.aborted || closed) return stopped;
    clearTimeout(idle);
    const fresh = child === undefined;
    const mine = (child ??= spawn());
    if (fresh) {
      const ready = await exchange(mine, null, startMs, signal);
      if (!ready.ok) {
        end();
        return { ...ready, failure: "transient" };
      }
    }
    const { source, input, deadlineMs } = call;
    calls += 1;
    const request = { id: calls, source, input, lastResortMs: deadlineMs + 1000 };
    const result = await exchange(mine, request, deadlineMs, signal);
    const lost = mine.killed || (!result.ok && result.failure === "transient");
    if (lost) end();
    else idle = setTimeout(end, options.idleMs).unref();
    return result;
  }

  function end(): void {
    child?.kill("SIGKILL");
    child = undefined;
  }

  return {
    run(call, signal) {
      const result = turn.then(() => perform(call, signal));
      turn = result.catch(() => undefined);
      return result;
    },
    async close() {
      closed = true;
      clearTimeout(idle);
      end();
      await turn;
    },
    pid: () => child?.pid,
  };
}

function spawn(): ChildProcess {
  // The same extension as this file: runs from source and compiled.
  const url = new URL(`./sandbox-child${extname(import.meta.url)}`, import.meta.url);
  return fork(fileURLToPath(url), [], {
    env: {},
    execArgv: [],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}

/** Sends `request` (or waits for the first sign of life) and waits for the reply, or kills (SB3). */
function exchange(
  child: ChildProcess,
  request: SandboxRequest | null,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<SandboxResult> {
  return new Promise((resolve) => {
    const finish = (result: SandboxResult) => {
      clearTimeout(timer);
      child.off("message", heard).off("exit", died).off("error", died);
      signal.removeEventListener("abort", aborted);
      child.unref();
      child.channel?.unref();
      resolve(result);
    };
    const kill = (result: SandboxResult) => {
      child.kill("SIGKILL");
      finish(result);
    };
    const heard = (message: unknown) => {
      // Only our own child has the other end of this channel.
      const reply = message as SandboxReply;
      if (reply.kind === "ready") finish({ ok: true, output: "" });
      else if (reply.id !== request?.id) return;
      else if (reply.kind === "done") finish({ ok: true, output: reply.output });
      else finish({ ok: false, failure: "deterministic", reason: reply.reason });
    };
    const died = () => finish({ ok: false, failure: "transient", reason: "its process died" });
    const aborted = () => kill(stopped);
    const timer = setTimeout(() => {
      kill({ ok: false, failure: "deterministic", reason: `it ran longer than ${deadlineMs} ms` });
    }, deadlineMs);
    child.on("message", heard).on("exit", died).on("error", died);
    signal.addEventListener("abort", aborted);
    child.ref();
    child.channel?.ref();
    if (request !== null) child.send(request, (error) => error !== null && died());
  });
}
