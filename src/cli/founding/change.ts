import type { Session } from "../context.ts";
import type { VatStatus } from "../../workspace/starter/founding.ts";
import type { ChangedAnswers } from "../deps/founding.ts";
import { Usage } from "../errors.ts";
import { shellWord } from "../../value/shell.ts";
import { askField, fieldOf, refuse } from "./ask.ts";
import { type Answers, flagOf, type Key } from "./fields.ts";
import { askMailbox, type MailFlags, takeMailbox } from "./mailbox.ts";
import { type SiteFlags, siteAnswer } from "./site.ts";

/** Answers that may be given anew. Country and currency stay: invoices stand on them. */
export const changeable = [
  "name",
  "vat",
  "vat-id",
  "address",
  "iban",
  "last-invoice",
  "mailbox",
  "site",
] as const;

type Given = Answers & MailFlags & SiteFlags & { lower?: string };

/** Asks one answer anew, or takes it as an option, and changes it where it stands in her files. */
export async function change(
  session: Session,
  folder: string | undefined,
  what: string,
  flags: Given,
): Promise<void> {
  const place = folder === undefined ? session.place : { ...session.place, workspace: folder };
  const { files } = await session.deps.founding.change(place, await answer(session, what, flags));
  session.show({ changed: what, files }, (view, frame) => [
    `Changed ${view.changed}`,
    ...view.files.map((file) => `  ${file}`),
    `It counts once it is applied:`,
    `  ${frame.typed(folder === undefined ? "apply" : `apply --workspace ${shellWord(folder)}`)}`,
  ]);
}

async function answer(session: Session, what: string, flags: Given): Promise<ChangedAnswers> {
  if (what === "site") return siteAnswer(session, flags);
  if (what === "mailbox") {
    const { account, ...rest } = await (session.asking ? askMailbox : takeMailbox)(session, flags);
    return account === null ? rest : { ...rest, account };
  }
  const key = what.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()) as Key;
  const field = fieldOf(key);
  const said = flags[key];
  if (said === undefined && !session.asking) {
    throw new Usage(
      `Cannot change ${what}: it was not said to what`,
      `Say it with ${flagOf(key)}, or run it on a terminal to be asked`,
    );
  }
  const text = said ?? (await askField(session, field, flags, session.deps.founding.country));
  const problem = field.problem(text.trim(), flags);
  refuse([problem === null ? null : `${flagOf(key)} does not fit: ${problem}`]);
  const value = field.normal(text);
  if (key === "vat") return vatAnswer(session, value as VatStatus, flags); // Its field takes nothing else.
  if (flags.lower !== undefined && key !== "lastInvoice") {
    throw new Usage(
      `Cannot change ${what}: --lower belongs to the last invoice`,
      "Leave --lower out, or change last-invoice",
    );
  }
  return { [key]: value, ...(flags.lower === undefined ? {} : { lower: flags.lower }) };
}

/** A status "none" comes with its reason, and one that is registered with a rate where it is said. */
async function vatAnswer(session: Session, vat: VatStatus, flags: Given): Promise<ChangedAnswers> {
  if (vat === "small-business") return { vat };
  const key = vat === "none" ? "vatNote" : "vatRate";
  const field = fieldOf(key);
  const asked = flags[key] === undefined && vat === "none" && session.asking;
  const text = asked ? await askField(session, field, { vat }, "") : (flags[key] ?? "");
  // Without a rate the country's usual one is taken, where it is known.
  if (text === "") return { vat, [key]: "" };
  const problem = field.problem(text.trim(), { vat });
  refuse([problem === null ? null : `${flagOf(key)} does not fit: ${problem}`]);
  return { vat, [key]: field.normal(text) };
}
