import { exit, ofCode } from "./exit.ts";
import { divided, inParts, reach } from "./remedy.ts";
import type { Frame } from "./views/frame.ts";
import { clean } from "./views/layout.ts";
import { type Four, fourLines, nothing } from "./views/outcome.ts";

/** The command was typed wrongly, or what it was given does not fit: nothing was done. */
export class Usage extends Error {
  override readonly name = "Usage";
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** She left in the middle of a question. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly remedy: string;
  constructor(message: string, remedy = "start it again when you like") {
    super(message);
    this.remedy = remedy;
  }
}

export type Explained = { exit: number; code: string; four: Four };

type Explanation = { effect: string; did: string; you: string };

const nobodyActed = { effect: nothing, did: "nothing was changed" };
const safe = "what was acknowledged before is safe";

/** Errors by the `code` that the system gives them, and how such an error reads; `after`: where it ended. */
const bySystemCode: Readonly<Record<string, Explanation & { reason: string; after?: string }>> = {
  ENOSPC: {
    reason: "the disk is full",
    effect: `${nothing}; ${safe}`,
    did: "stopped before anything half-written could count",
    you: "free some space on the disk that holds the data folder",
    after: ", then start again",
  },
  EACCES: {
    reason: "it may not be opened",
    ...nobodyActed,
    you: "give yourself the right to read and write there",
  },
  EROFS: {
    reason: "its disk can only be read",
    ...nobodyActed,
    you: "name a data folder that can be written, with --data",
  },
  ENOENT: {
    reason: "there is no such file or folder",
    ...nobodyActed,
    you: "check the name of the file or folder",
  },
  ENOTDIR: {
    reason: "it is a file, not a folder",
    ...nobodyActed,
    you: "check the name of the folder",
  },
  EEXIST: {
    reason: "something else of that name is there",
    ...nobodyActed,
    you: "check the name of the folder",
  },
  EISDIR: { reason: "it is a folder", ...nobodyActed, you: "name a file, not a folder" },
  ECONNREFUSED: {
    reason: "nobody answers there",
    effect: `${safe}; this request may not have been taken`,
    did: "nothing was repeated",
    you: 'see whether the company still runs, then look before asking again: "mainstay inbox"',
  },
};

/** Errors by the name of their class, so that each layer keeps its own. Their messages name the remedy. */
const byName: Readonly<Record<string, Explanation>> = {
  Damaged: {
    effect: `${nothing}; what is damaged is not used`,
    did: "stopped at the damage instead of reading on; the folder is as it was",
    you: 'keep the data folder as it is, and restore the newest backup with "mainstay restore --aside"',
  },
  DiskFull: {
    effect: `nothing new was sent, no money moved; ${safe}`,
    did: "stopped before anything half-written could count",
    you: "free some space on the disk that holds the data folder, then start again",
  },
  DiskFailing: {
    effect: `nothing new was sent, no money moved; ${safe}`,
    did: "stopped before anything half-written could count",
    you: "look after the disk, then start again",
  },
  OwnerGone: {
    effect: `${safe}; whether this was taken is not known`,
    did: "nothing was repeated",
    you: 'look before you ask again: "mainstay inbox"',
  },
  StaleBatch: {
    effect: "nothing of this was recorded, so nothing follows from it",
    did: "dropped the request, because something newer was recorded first",
    you: "ask again",
  },
};

/** Names of errors that are expected and say in their message what to do. */
const expected =
  /^(AgentError|ConnectorError|.*(Held|Owned|Owner|Newer|Older|Changed|Foreign|Unknown|Refused|Refusal|Invalid|Problem|Mistake|Unreachable|Gone|Lost|Missing|NotFound|OutOfDate)(Error)?)$/;

/** What every failure says: what happened, its effect on clients and money, what was done, what she can do. */
export function explain(error: unknown, typed: (words: string) => string): Explained {
  if (!(error instanceof Error)) return fault(`${JSON.stringify(error)} was thrown`);
  const { message } = error;
  if (error instanceof Usage) {
    const four = { what: message, ...nobodyActed, you: error.remedy };
    return { exit: exit.usage, code: "usage", four };
  }
  if (error instanceof Interrupted) {
    const four = { what: message, ...nobodyActed, you: error.remedy };
    return { exit: exit.interrupted, code: "interrupted", four };
  }
  const code = codeOf(error);
  const named = byName[error.name];
  if (named !== undefined) {
    const { what, remedy } = divided(message);
    const four = { what, ...named, you: reach(remedy ?? named.you, typed) };
    return { exit: exit.failed, code: code || error.name, four };
  }
  const system = bySystemCode[code];
  if (system !== undefined) {
    const { reason, after = "", ...rest } = system;
    const four = { what: inWords(error, reason), ...rest, you: reach(rest.you + after, typed) };
    return { exit: exit.failed, code, four };
  }
  // A refusal's own code: small letters and low lines, unlike those of the system.
  if (/^[a-z][a-z0-9_]+$/.test(code) || expected.test(error.name)) {
    const { what, you } = inParts({ code, message }, null, typed);
    return {
      exit: ofCode(code),
      code: code || error.name,
      four: { what, ...nobodyActed, you },
    };
  }
  // What broke first says more than what could not go on because of it.
  if (error.cause instanceof Error && byName[error.cause.name] !== undefined) {
    return explain(error.cause, typed);
  }
  const { what, remedy } = divided(message);
  if (error.name === "Error" && remedy !== null && what.startsWith("Cannot ")) {
    const you = reach(remedy, typed);
    const four = { what, effect: safe, did: "stopped this command", you };
    return { exit: exit.failed, code: "failed", four };
  }
  return fault(`${error.name}: ${message}`);
}

/** What happened and what she can do, of something that nothing stopped for. */
export function inBrief(error: unknown): { what: string; remedy: string | null } {
  const system = bySystemCode[codeOf(error)];
  if (system !== undefined && error instanceof Error)
    return { what: inWords(error, system.reason), remedy: system.you };
  return divided(error instanceof Error ? error.message : String(error));
}

/** "EACCES: permission denied, open 'x'" as a sentence of ours; a message of ours stays. */
function inWords(error: Error, reason: string): string {
  if (!/^E[A-Z]+: /.test(error.message)) return divided(error.message).what;
  const path = "path" in error && typeof error.path === "string" ? ` "${error.path}"` : " a file";
  return `Cannot use${path}: ${reason}`;
}

function fault(what: string): Explained {
  const line = what.split("\n")[0] ?? what;
  return {
    exit: exit.failed,
    code: "fault",
    four: {
      what: `Something went wrong that should not: ${line}`,
      effect: "what was recorded before is safe; nothing is repeated blindly at the next start",
      did: "stopped this command",
      you: "this is a fault of Mainstay; details with --debug",
    },
  };
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : "";
  return typeof code === "string" ? code : "";
}

export function errorLines(explained: Explained, frame: Frame): string[] {
  return fourLines(clean(explained.four), frame);
}
