import { exit, ofCode } from "./exit.ts";
import { remedyFor } from "./remedy.ts";
import type { Frame } from "./views/frame.ts";
import { clean } from "./views/layout.ts";
import { type Four, fourLines } from "./views/outcome.ts";

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
}

export type Explained = { exit: number; code: string; four: Four };

type Explanation = { effect: string; did: string; you: string; exit?: number };

const nothing = "nothing was sent, no client was written to, no money moved";

/** Errors by the `code` that the system gives them. */
const bySystemCode: Readonly<Record<string, Explanation>> = {
  ENOSPC: {
    effect: `${nothing}; what was acknowledged before is safe`,
    did: "stopped before anything half-written could count",
    you: "free some space on the disk that holds the data folder, then start again",
  },
  EACCES: {
    effect: nothing,
    did: "nothing was changed",
    you: "give yourself the right to read and write there",
  },
  EROFS: {
    effect: nothing,
    did: "nothing was changed",
    you: "name a data folder that can be written, with --data",
  },
  ENOENT: {
    effect: nothing,
    did: "nothing was changed",
    you: "check the name of the file or folder",
  },
  EISDIR: { effect: nothing, did: "nothing was changed", you: "name a file, not a folder" },
  ECONNREFUSED: {
    effect: "what was acknowledged before is safe; this request may not have been taken",
    did: "nothing was repeated",
    you: "see whether the company still runs, then look before asking again: mainstay inbox",
  },
};

/** Errors by the name of their class, so that each layer keeps its own. */
const byName: Readonly<Record<string, Explanation>> = {
  Damaged: {
    effect: `${nothing}; what is damaged is not used`,
    did: "stopped at the damage instead of reading on",
    you: "keep the data folder as it is, copy it, and run: mainstay doctor",
  },
  OwnerGone: {
    effect: "what was acknowledged before is safe; whether this was taken is not known",
    did: "nothing was repeated",
    you: "look before you ask again: mainstay inbox",
  },
  StaleBatch: {
    effect: "nothing of this was recorded, so nothing follows from it",
    did: "dropped the request, because something newer was recorded first",
    you: "ask again",
  },
};

/** Names of errors that are expected and say in their message what to do. */
const expected =
  /^(AgentError|ConnectorError|.*(Owned|Owner|Foreign|Unknown|Refused|Refusal|Invalid|Problem|Mistake|Unreachable|Gone|Lost|Missing|NotFound)(Error)?)$/;

/** What every failure says: what happened, its effect on clients and money, what was done, what she can do. */
export function explain(error: unknown, typed: (words: string) => string): Explained {
  if (!(error instanceof Error)) return fault(`${JSON.stringify(error)} was thrown`);
  const { message } = error;
  if (error instanceof Usage) {
    const four = { what: message, effect: nothing, did: "nothing was changed", you: error.remedy };
    return { exit: exit.usage, code: "usage", four };
  }
  if (error instanceof Interrupted) {
    const four = {
      what: message,
      effect: nothing,
      did: "nothing was changed",
      you: "start it again when you like",
    };
    return { exit: exit.interrupted, code: "interrupted", four };
  }
  const code = codeOf(error);
  const known = byName[error.name] ?? bySystemCode[code];
  if (known !== undefined) {
    return {
      exit: known.exit ?? exit.failed,
      code: code || error.name,
      four: { what: message, ...known },
    };
  }
  // A refusal's own code: small letters and low lines, unlike those of the system.
  if (/^[a-z][a-z0-9_]+$/.test(code) || expected.test(error.name)) {
    const you = remedyFor(code, null, typed);
    const four = { what: message, effect: nothing, did: "nothing was changed", you };
    return { exit: ofCode(code), code: code || error.name, four };
  }
  return fault(`${error.name}: ${message}`);
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
