import { type Command, Option } from "commander";
import { problem as ibanProblem, normalise } from "../../value/iban.ts";
import { type Context, type Session, sessionOf } from "../context.ts";
import type { InitOptions, VatStatus } from "../deps.ts";
import { Usage } from "../errors.ts";
import { examples } from "../help.ts";
import { capital } from "../views/words.ts";

const statuses: readonly VatStatus[] = ["registered", "small-business", "none"];

type Flags = {
  name?: string;
  country?: string;
  currency?: string;
  vat?: VatStatus;
  iban?: string;
  lastInvoice?: string;
  mailbox?: string;
  email?: string;
};

type Field = {
  flag: Exclude<keyof Flags, "vat">;
  question: string;
  fallback: string;
  normal: (text: string) => string;
  problem: (text: string) => string | null;
};

const upper = (text: string) => text.trim().toUpperCase();
const same = (text: string) => text.trim();
const fine = () => null;

const currencies = new Set(Intl.supportedValuesOf("currency"));

const fields: readonly Field[] = [
  {
    flag: "name",
    question: "What is your company called?",
    fallback: "",
    normal: same,
    problem: (text) => (text === "" ? "a name is needed for letters and invoices" : null),
  },
  {
    flag: "country",
    question: "In which country? Two letters, like DE",
    fallback: "DE",
    normal: upper,
    problem: (text) =>
      /^[A-Za-z]{2}$/.test(text) ? null : `two letters are needed, this is "${text}"`,
  },
  {
    flag: "currency",
    question: "Which currency do you bill in?",
    fallback: "EUR",
    normal: upper,
    problem: (text) =>
      currencies.has(upper(text))
        ? null
        : `three letters of a currency are needed, this is "${text}"`,
  },
  {
    flag: "iban",
    question: "Your IBAN, for invoices (empty: later)",
    fallback: "",
    normal: normalise,
    problem: (text) => (text === "" ? null : ibanProblem(text)),
  },
  {
    flag: "lastInvoice",
    question: "Number of the last invoice you wrote (empty: none yet)",
    fallback: "",
    normal: same,
    problem: fine,
  },
  {
    flag: "mailbox",
    question: "Folder in which your mails lie as files (empty: later)",
    fallback: "",
    normal: same,
    problem: fine,
  },
  {
    flag: "email",
    question: "Your mail address, for letters (empty: as your mails say, or later)",
    fallback: "",
    normal: same,
    problem: (text) =>
      text === "" || /^[^\s@<>"]+@[^\s@<>".]+(\.[^\s@<>".]+)+$/.test(text)
        ? null
        : `a mail address is needed, this is "${text}"`,
  },
];

export function addInit(root: Command, context: Context): void {
  const init = root
    .command("init [folder]")
    .description("Makes the files of your own company. Asks what it needs, or takes it as options.")
    .summary("set up your own company")
    .option("--name <name>", "of the company")
    .option("--country <code>", "two letters, like DE")
    .option("--currency <code>", "three letters, like EUR")
    .addOption(new Option("--vat <status>", "your VAT status").choices(statuses))
    .option("--iban <iban>", "where clients pay to")
    .option("--last-invoice <number>", "the last one you wrote before")
    .option("--mailbox <folder>", "where your mails lie as files")
    .option("--email <address>", "under which you write")
    .action(async (folder: string | undefined, flags: Flags, command: Command) => {
      const session = sessionOf(context, command);
      const options = await optionsFrom(session, folder, flags);
      const made = await session.deps.init(options);
      session.show(made, (view, frame) => [
        `Made ${view.folder}`,
        ...view.files.map((file) => `  ${file}`),
        "Nothing runs yet and nothing was sent. Next:",
        `  ${frame.typed(`up --workspace ${view.folder}`)}`,
      ]);
    });
  examples(init, [
    ["init studio", "asks, then makes the folder studio"],
    ['init studio --name "Studio Ruiz" --country ES --vat registered', "asks nothing"],
  ]);
}

async function optionsFrom(
  session: Session,
  folder: string | undefined,
  flags: Flags,
): Promise<InitOptions> {
  const given: Record<string, string> = {};
  for (const field of fields) {
    given[field.flag] = field.normal(await fieldValue(session, field, flags[field.flag]));
  }
  const {
    name = "",
    country = "",
    currency = "",
    iban = "",
    lastInvoice = "",
    mailbox = "",
    email = "",
  } = given;
  const vat = flags.vat ?? (await vatStatus(session));
  const where = folder ?? session.place.workspace ?? ".";
  return { folder: where, name, country, currency, vat, iban, lastInvoice, mailbox, email };
}

async function fieldValue(
  session: Session,
  field: Field,
  given: string | undefined,
): Promise<string> {
  if (given === undefined && session.asking) {
    return session.deps.prompts.text({
      message: field.question,
      initial: field.fallback,
      problem: (text) => {
        const problem = field.problem(text);
        return problem === null ? null : capital(problem);
      },
    });
  }
  const text = given ?? field.fallback;
  const problem = field.problem(text.trim());
  if (problem === null) return text;
  const flag = `--${field.flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const [how, act] = given === undefined ? ["is missing", "Give"] : ["does not fit", "Correct"];
  throw new Usage(
    `Cannot set up the company: ${flag} ${how}: ${problem}`,
    `${act} ${flag}, or run it on a terminal to be asked`,
  );
}

function vatStatus(session: Session): Promise<VatStatus> {
  if (!session.asking) return Promise.resolve("registered");
  return session.deps.prompts.select<VatStatus>("Do you charge VAT?", [
    { value: "registered", label: "yes" },
    { value: "small-business", label: "no, as a small business" },
    { value: "none", label: "no, for another reason" },
  ]);
}
