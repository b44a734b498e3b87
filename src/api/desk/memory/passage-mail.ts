import type { Owner } from "../../../engine/owner.ts";
import { runOf } from "../../../engine/streams.ts";
import type { Recorded } from "../../../ledger/event.ts";
import { passageOf } from "../../../memory/passage.ts";
import { isObject, type Json, type JsonObject, textOf } from "../../../value/json.ts";
import type { MailView, Rebuilt } from "../../contract/memory.ts";

/**
 * A passage as the mail that it was: its own bytes where they are still kept, else what is remembered of
 * it. Nothing is made up: what is not known of a mail is not said.
 */
export async function passageMail(owner: Owner, { seq }: { seq: number }): Promise<MailView> {
  const [event] = await owner.journal.readFrom(seq, 1);
  const passage = event === undefined ? null : passageOf(event);
  if (event === undefined || passage === null) return null;
  const said = { id: passage.id, at: passage.at };
  if (event.type === "inbound.received") return arrived(owner, event, said);
  const mail = objectIn(event.values["passage"]?.value, "mail");
  if (mail !== null) {
    return { rebuilt: { ...said, ...headOf(mail), text: below(passage.text, mail), token: null } };
  }
  const token = passage.id.startsWith("sent:") ? passage.id.slice("sent:".length) : null;
  return token === null || event.data["source"] === "import" ? null : sent(owner, token, said);
}

type Said = Pick<Rebuilt, "id" | "at">;

async function arrived(owner: Owner, event: Recorded, said: Said): Promise<MailView> {
  const raw = event.values["raw"]?.value;
  const bytes = typeof raw === "string" ? await owner.office.files.get(raw) : null;
  if (bytes !== null) return { raw: Buffer.from(bytes).toString("base64") };
  const mail = event.values["event"]?.value;
  if (!isObject(mail)) return null;
  return { rebuilt: { ...said, ...headOf(mail), text: textOf(mail["text"]), token: null } };
}

/** A letter of the company's, by the act that sent it. */
async function sent(owner: Owner, token: string, said: Said): Promise<MailView> {
  const [act] = await owner.store.find({ table: "act", where: { token }, limit: 1 });
  if (act === undefined) return null;
  const { run } = await owner.office.book.read(runOf(String(act["run"])));
  const effect = run.effects[token];
  const args = effect?.args.value;
  if (!isObject(args)) return null;
  const answered = textOf(args["inReplyTo"]).replaceAll(/[<>]/g, "") || null;
  const result = effect?.result?.value;
  const rebuilt = {
    ...said,
    from: personaOf(owner, textOf(args["persona"])),
    to: [{ name: "", address: textOf(args["to"]) }],
    title: textOf(args["subject"]),
    messageId: (isObject(result) ? textOf(result["messageId"]) : "") || null,
    inReplyTo: answered,
    references: answered === null ? [] : [answered],
    text: textOf(args["text"]),
    token,
  };
  return { rebuilt };
}

function personaOf({ office }: Owner, name: string): Rebuilt["from"] {
  const { personas, name: company } = office.settings.company;
  const found = personas[name] ?? Object.values(personas)[0];
  return found ?? { name: company, address: "" };
}

function headOf(mail: JsonObject): Omit<Rebuilt, "id" | "at" | "text" | "token"> {
  return {
    from: personIn(mail["from"]),
    to: list(mail["to"]).map(personIn),
    title: textOf(mail["title"]),
    messageId: textOf(mail["messageId"]) || null,
    inReplyTo: textOf(mail["inReplyTo"]) || null,
    references: list(mail["references"]).map(textOf),
  };
}

/** Its text without the title that the passage begins with. */
function below(text: string, mail: JsonObject): string {
  const title = textOf(mail["title"]);
  if (text === title) return "";
  return title !== "" && text.startsWith(`${title}\n`) ? text.slice(title.length + 1) : text;
}

function personIn(given: Json | undefined): Rebuilt["from"] {
  return isObject(given)
    ? { name: textOf(given["name"]), address: textOf(given["address"]) }
    : { name: "", address: "" };
}

const list = (given: Json | undefined): readonly Json[] => (Array.isArray(given) ? given : []);

function objectIn(given: Json | undefined, name: string): JsonObject | null {
  const found = isObject(given) ? given[name] : undefined;
  return isObject(found) ? found : null;
}
