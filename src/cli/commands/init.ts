import { type Command, InvalidArgumentError, Option } from "commander";
import { isObject, type Json, type JsonObject } from "../../value/json.ts";
import { shellWord } from "../../value/shell.ts";
import { type Context, count, type Session, sessionOf } from "../context.ts";
import type { VatStatus } from "../../workspace/starter/founding.ts";
import type { InitOptions } from "../deps/founding.ts";
import { Interrupted, Usage } from "../errors.ts";
import { askFields, refuse, takeFields } from "../founding/ask.ts";
import { change, changeable } from "../founding/change.ts";
import { type Answers, fields, flagOf, vatChoices } from "../founding/fields.ts";
import {
  askMailbox,
  mailboxProblems,
  type MailFlags,
  takeMailbox,
  unsaidMailbox,
} from "../founding/mailbox.ts";
import { examples } from "../help.ts";
import { assumedIn } from "../founding/assumed.ts";
import { refuseSite, type SiteFlags } from "../founding/site.ts";
import { madeLines } from "../views/founding.ts";

export type Flags = Answers &
  MailFlags &
  SiteFlags & {
    answers?: string;
    change?: string;
    lower?: string;
    lookDays?: number;
    morning?: string;
  };

export function addInit(root: Command, context: Context): void {
  const init = root
    .command("init [folder]")
    .description(
      "Makes the files of your own company. Asks what it needs, or takes it as options. Nothing is made before the last answer.",
    )
    .summary("set up your own company")
    .option("--name <name>", "of the company")
    .option("--country <code>", "two letters, like DE")
    .option("--currency <code>", "three letters, like EUR")
    .addOption(
      new Option("--vat <status>", "your VAT status").choices(vatChoices.map(({ value }) => value)),
    )
    .option("--vat-rate <percent>", "if it is not the usual one of your country")
    .option("--vat-note <text>", "why you charge none, for the status none")
    .option("--vat-id <id>", "as it stands on invoices; later, if it is not known yet")
    .option("--address <lines>", "your postal one, like 'Weg 1, 20095 Hamburg'")
    .option("--iban <iban>", "where clients pay to")
    .option("--last-invoice <number>", "the last one you wrote before")
    .option("--email <address>", "under which you write; later, if it is not known yet")
    .option("--password-file <file>", "holds its app password (or MAINSTAY_MAIL_PASSWORD)")
    .option("--imap <server>", "where mail is fetched, if it is not found by itself")
    .option("--smtp <server>", "where mail is handed over, if it is not found by itself")
    .option("--no-check", "do not look whether the mailbox, or the site, can be reached")
    .option("--mailbox <folder>", "where your mails lie as files, without a provider")
    .option("--look-days <n>", "for so long it only drafts (7)", lookDays)
    .option("--morning <time>", "when the morning note comes (08:00; none for none)")
    .option("--answers <file>", 'all of these as JSON: { "name": … }')
    .option("--yes", "ask nothing: take the options and what is usual")
    .addOption(new Option("--change <what>", "one answer of a company").choices(changeable))
    .option("--site <repository>", "with --change site: the git repository of your site")
    .option("--site-address <url>", "where its notes are read, like https://ruiz.example/notes/")
    .option("--lower <reason>", "why the last invoice is a lower one than your books say")
    .action(async (folder: string | undefined, typed: Flags, command: Command) => {
      const session = sessionOf(context, command);
      const flags = { ...(await answersIn(session, typed)), ...typed };
      if (typed.change !== undefined) return change(session, folder, typed.change, flags);
      refuseSite(flags);
      const options = await optionsFrom(session, folder, flags);
      const made = await session.deps.init(options);
      const assumed = assumedIn(options, session.asking ? options : flags);
      session.show({ ...made, assumed, currency: options.currency }, (view, frame) =>
        madeLines(view, flags.lookDays ?? usual.lookDays, frame),
      );
    });
  examples(init, [
    ["init studio", "asks, then makes the folder studio"],
    [
      'init studio --name "Studio Ruiz" --country ES --vat small-business --email later --yes',
      "asks nothing",
    ],
    ["init studio --answers studio.json --yes", "the same from a file"],
    ["init studio --change iban", "asks for one answer anew"],
  ]);
}

const usual = { lookDays: 7, morning: "08:00" };

function timeProblem(text: string): string | null {
  return text === "none" || /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
    ? null
    : `--morning does not fit: a time of the day is needed, like 08:00, this is "${text}"`;
}

async function optionsFrom(
  session: Session,
  folder: string | undefined,
  flags: Flags,
): Promise<InitOptions> {
  const { place, asking, deps } = session;
  const where = folder ?? place.workspace ?? ".";
  let heard: Answers = {};
  try {
    const { lookDays: days = usual.lookDays, morning: time = usual.morning } = flags;
    const answers = asking
      ? await askFields(session, flags, (said) => (heard = { ...said }))
      : takeAll(flags, deps.founding.country, time);
    const mailbox = await (asking ? askMailbox : takeMailbox)(session, flags);
    const {
      name = "",
      country = "",
      currency = "",
      vatRate = "",
      vatNote = "",
      vatId = "",
      address = "",
    } = answers;
    const { iban = "", lastInvoice = "" } = answers;
    refuse([timeProblem(time)]);
    const morning = time === "none" ? "" : time;
    const vat = (answers.vat ?? "registered") as VatStatus; // Its field takes nothing else.
    const rest = {
      vatRate,
      vatNote,
      vatId,
      address,
      iban,
      lastInvoice,
      ...mailbox,
      lookDays: days,
      morning,
    };
    return { folder: where, data: place.data, name, country, currency, vat, ...rest };
  } catch (error) {
    if (error instanceof Interrupted) throw goOn(session, folder, heard);
    throw error;
  }
}

/** Everything that is missing or wrong is told at once. */
function takeAll(flags: Flags, here: string, time: string): Answers {
  const { answers, problems } = takeFields(flags, here);
  refuse([...problems, unsaidMailbox(flags), ...mailboxProblems(flags), timeProblem(time)]);
  return answers;
}

/** Nothing is kept of what she said so far; the line that says it again is hers. */
function goOn({ frame }: Session, folder: string | undefined, heard: Answers): Interrupted {
  const said = Object.entries(heard).map(([key, text]) => `${flagOf(key)} ${shellWord(text)}`);
  const words = ["init", ...(folder === undefined ? [] : [shellWord(folder)]), ...said].join(" ");
  return new Interrupted(
    "Left before the last question: nothing was made",
    `go on with: ${frame.typed(words)}`,
  );
}

const members = [
  ...fields.map(({ key }): string => key),
  "email",
  "passwordFile",
  "imap",
  "smtp",
  "mailbox",
  "lookDays",
  "morning",
];

async function answersIn({ deps }: Session, { answers: file }: Flags): Promise<Partial<Flags>> {
  if (file === undefined) return {};
  const given = await parsed(file, () => deps.readFile(file));
  const strange = Object.entries(given).find(
    ([key, value]) =>
      !members.includes(key) || typeof value !== (key === "lookDays" ? "number" : "string"),
  );
  if (strange !== undefined) {
    const [key] = strange;
    const reason = members.includes(key)
      ? `"${key}" must be a ${key === "lookDays" ? "number" : "text"}`
      : `"${key}" is no answer`;
    throw new Usage(
      `Cannot set up the company: in "${file}", ${reason}`,
      `Write it with these: ${members.join(", ")}`,
    );
  }
  return given; // Members and their types were looked at above.
}

async function parsed(file: string, read: () => Promise<string>): Promise<JsonObject> {
  const text = await read();
  try {
    const value = JSON.parse(text) as Json; // JSON.parse gives JSON.
    if (isObject(value)) return value;
  } catch {
    // Told below, like any text that is no object.
  }
  throw new Usage(
    `Cannot read the answers in "${file}": they are no JSON object`,
    'Write them like { "name": "Studio Ruiz", "country": "ES" }',
  );
}

function lookDays(text: string): number {
  const days = count(text);
  if (days <= 90) return days;
  throw new InvalidArgumentError("Give 0 to 90 days.");
}
