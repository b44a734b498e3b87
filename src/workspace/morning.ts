import { compile, type Compiled } from "../runbook/compile.ts";
import { ofBytes } from "../value/digest.ts";
import { isObject, type Json } from "../value/json.ts";
import type { Policy } from "../policy/rule.ts";
import type { Parts } from "./parts.ts";
import type { Settings } from "./release.ts";
import * as yaml from "./yaml.ts";

/**
 * The process that keeps the morning note, and mails it to her where mail can go out.
 *
 * MN1 It writes to her own address and to nobody else: the address stands in the process itself, and
 *     the rule that permits it names it again.
 * MN2 Its name is taken: no file of hers can put another process in its place.
 */
export const morningNote = "morning-note";

/** Where the note goes: the address that the connector "mail" writes under; null: it is only kept. */
function noteTo(
  { personas }: Settings["company"],
  mail: Settings["connectors"][string] | undefined,
): string | null {
  const named = mail?.settings["persona"];
  const persona = typeof named === "string" ? named : Object.keys(personas)[0];
  const address = persona === undefined ? undefined : personas[persona]?.address;
  const nowhere = address === undefined || /\.invalid$/iu.test(address);
  return mail === undefined || nowhere ? null : address;
}

/** The process, and the rule for it; null where no morning note is wanted. */
export function morningOf({
  company: { value: company },
  connectors,
  kinds,
}: Parts): { compiled: Compiled; policy: Policy } | null {
  if (company.morning === undefined) return null;
  const mail = connectors.get("mail")?.value;
  const sends = Object.hasOwn(kinds[mail?.use ?? ""]?.actions ?? {}, "send");
  const to = sends ? noteTo(company.company, mail) : null;
  const text = runbook(to);
  const parsed = yaml.read(text);
  const made = parsed.ok ? compile(parsed.source, ofBytes(text), company.company) : parsed;
  if (!("compiled" in made)) throw new Error(`Cannot read the process "${morningNote}"`);
  return { compiled: made.compiled, policy: policy(to, ofBytes(text)) };
}

function runbook(to: string | null): string {
  const step =
    to === null
      ? `  - kept: { check: "true", because: no mail goes out of this company }`
      : `  - mail: { effect: mail.send, with: { to: ${JSON.stringify(to)}, subject: "{{ input.subject }}", text: "{{ input.text }}" } }`;
  return `runbook: ${morningNote}\npurpose: Tell you each morning what waits, also when nothing does\nsteps:\n${step}\n`;
}

function policy(to: string | null, version: string): Policy {
  if (to === null) return { name: morningNote, version, rules: [], grants: [] };
  return {
    name: morningNote,
    version,
    grants: [{ to: `runbook:${morningNote}`, may: ["mail.send"] }],
    rules: [
      {
        id: "mainstay/morning-note",
        verdict: "permit",
        actions: ["mail.send"],
        when: `process == '${morningNote}' && recipient.address == ${JSON.stringify(to)}`,
        because: "the morning note goes to you alone",
        file: "mainstay.yaml",
        line: 1,
      },
    ],
  };
}

/** A note as a job of this process was begun with it. */
export function noteIn(input: Json): { subject: string; text: string } | null {
  if (!isObject(input)) return null;
  const { subject, text } = input;
  return typeof subject === "string" && typeof text === "string" ? { subject, text } : null;
}
