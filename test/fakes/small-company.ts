import { ofBytes } from "../../src/value/digest.ts";
import { assemble, type Result } from "../../src/workspace/read.ts";
import type { Problem, Workspace } from "../../src/workspace/release.ts";
import type { Founding } from "../../src/workspace/starter/founding.ts";
import { starter } from "../../src/workspace/starter/starter.ts";
import { processes } from "./two-processes.ts";
import { kinds } from "./connector-kinds.ts";

export const founding: Founding = {
  name: "Ada & Co",
  country: "DE",
  currency: "EUR",
  timeZone: "Europe/Berlin",
  locale: "en",
  vat: "registered",
  vatRate: "",
  vatNote: "",
  iban: "DE89370400440532013000",
  lastInvoice: "",
  vatId: "",
  address: "",
  mailbox: "",
  email: "",
  account: null,
  lookDays: 0,
  morning: "",
};

/** A company of two processes, with files changed, added, or (null) left out. */
function company(changes: Readonly<Record<string, string | null>> = {}): Result {
  const files = Object.entries({ ...starter(founding), ...processes, ...changes }).flatMap(
    ([path, text]) => (text === null ? [] : [{ path, text, digest: ofBytes(text) }]),
  );
  return assemble(files, kinds);
}

export function problemsOf(changes: Readonly<Record<string, string | null>>): Problem[] {
  const result = company(changes);
  return result.ok ? [] : result.problems;
}

export function workspaceOf(changes: Readonly<Record<string, string | null>> = {}): Workspace {
  const result = company(changes);
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 2));
  return result.workspace;
}

/** A runbook that may do what the company's policy grants "answer-mail". */
export function runbook(steps: string, head = "trigger: request"): Record<string, string> {
  const body = steps
    .trim()
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
  return {
    "runbooks/answer-mail.yaml": `runbook: answer-mail\npurpose: A test\n${head}\nsteps:\n${body}\n`,
  };
}
