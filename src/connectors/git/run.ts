import { spawn } from "node:child_process";
import { ConnectorError } from "../contract.ts";
import { errorCode } from "../../value/error-code.ts";

/**
 * Runs the system's git, which brings her own access to the remote (keys, agents, credential helpers).
 *
 * GR1 Nobody is asked: no prompt, no editor, and no terminal that one could appear on, since git and
 *     what it starts stand in a session of their own.
 * GR2 Bounded in time and output: past either, git is killed with everything that it started.
 * GR3 Her settings for reaching a remote hold; those that would change what is written do not, and no
 *     hook of this machine runs.
 */
export type Ran = { code: number; out: Buffer; err: string; killed: boolean };

export type Asked = {
  input?: string;
  limitMs?: number;
  env?: Readonly<Record<string, string>>;
};

export type Git = (args: readonly string[], asked?: Asked) => Promise<Ran>;

const maxOutBytes = 16 << 20;
const maxErrBytes = 64 << 10;
const usualLimitMs = 15_000;

/** What git may know of the environment: who she is, how to find her keys, the way through a proxy. */
const passedOn =
  /^(?:PATH|HOME|USER|LOGNAME|TMPDIR|XDG_CONFIG_HOME|XDG_RUNTIME_DIR|SSH_AUTH_SOCK|GIT_CONFIG_GLOBAL|GIT_CONFIG_NOSYSTEM|GIT_SSH_COMMAND|GIT_SSL_CAINFO|(?:https?|all|no)_proxy)$/i;

const settings = [
  ["core.hooksPath", "/dev/null"],
  ["core.askPass", ""],
  ["core.autocrlf", "false"],
  ["core.fsync", "all"],
  ["protocol.allow", "never"],
  ["protocol.https.allow", "always"],
  ["protocol.ssh.allow", "always"],
  ["protocol.file.allow", "always"],
  ["http.lowSpeedLimit", "1000"],
  ["http.lowSpeedTime", "20"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["color.ui", "never"],
  ["log.showSignature", "false"],
  ["i18n.commitEncoding", "utf-8"],
  ["i18n.logOutputEncoding", "utf-8"],
  ["push.followTags", "false"],
  ["push.gpgSign", "false"],
].flatMap(([name, value]) => ["-c", `${name}=${value}`]);

export const git: Git = (args, { input = "", limitMs = usualLimitMs, env = {} } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn("git", [...settings, "--literal-pathspecs", ...args], {
      env: { ...environment(), ...env },
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    const out: Buffer[] = [];
    let outBytes = 0;
    let err = "";
    let killed = false;
    const kill = (): void => {
      killed = true;
      if (child.pid !== undefined) killGroup(child.pid);
    };
    const timer = setTimeout(kill, limitMs);
    child.stdout.on("data", (chunk: Buffer) => {
      outBytes += chunk.length;
      if (outBytes > maxOutBytes) kill();
      else out.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      if (err.length < maxErrBytes) err += chunk.toString("utf8");
    });
    // Git that ends early closes its end: how it ended is told by its code.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(missing(error));
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? -1, out: Buffer.concat(out), err, killed });
    });
  });

function environment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => passedOn.test(name));
  return {
    // What is set is a text: the entries come from `process.env`.
    ...(Object.fromEntries(kept) as Record<string, string>),
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    SSH_ASKPASS_REQUIRE: "never",
    GIT_EDITOR: "false",
    GIT_OPTIONAL_LOCKS: "0",
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (errorCode(error) !== "ESRCH") throw error;
  }
}

function missing(cause: Error): ConnectorError {
  const reason =
    errorCode(cause) === "ENOENT" ? "it is not installed here; install git" : cause.message;
  return new ConnectorError(`Cannot run git: ${reason}`, {
    happened: "no",
    failure: "deterministic",
    cause,
  });
}
