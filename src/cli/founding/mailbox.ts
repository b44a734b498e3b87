import { serverOf, serverProblem } from "../../value/mail-server.ts";
import type { Session } from "../context.ts";
import type { MailAccount } from "../../workspace/starter/founding.ts";
import type { InitOptions } from "../deps/founding.ts";
import { Usage } from "../errors.ts";
import { refuse } from "./ask.ts";
import { isLater } from "./fields.ts";

/** How mail comes in and goes out, as it was said. */
export type MailFlags = {
  mailbox?: string;
  email?: string;
  imap?: string;
  smtp?: string;
  passwordFile?: string;
  check?: boolean;
};

export type Mailbox = Pick<InitOptions, "mailbox" | "email" | "account" | "password">;

const later: Mailbox = { mailbox: "", email: "", account: null, password: "" };

/** Without an address nobody can be written to, and mails of her own are not known as hers. */
export function unsaidMailbox({ email, mailbox }: MailFlags): string | null {
  if (email !== undefined || mailbox !== undefined) return null;
  return '--email is not said: letters leave under it; say it, or "later"';
}

/** What is wrong with what was said of it, before anything is tried. */
export function mailboxProblems({ email = "", imap, smtp }: MailFlags): (string | null)[] {
  return [
    wrong("--email", email === "" || isLater(email) ? null : addressProblem(email)),
    wrong("--imap", imap === undefined ? null : serverProblem(imap)),
    wrong("--smtp", smtp === undefined ? null : serverProblem(smtp)),
  ];
}

/** Without a terminal: a password makes it a mailbox at a provider; without one, letters wait in a folder. */
export async function takeMailbox(session: Session, flags: MailFlags): Promise<Mailbox> {
  const { mailbox = "" } = flags;
  refuse(mailboxProblems(flags));
  const email = flags.email === undefined || isLater(flags.email) ? "" : flags.email;
  const password = await passwordIn(session, flags);
  if (password === null) return { ...later, mailbox: mailbox.trim(), email: email.trim() };
  if (email === "") refuse(["--email does not fit: whose the password is must be said"]);
  const account = await accountOf(session, email.trim(), flags);
  if (flags.check !== false) {
    const said = await session.deps.founding.tryMailbox(account, password);
    const failed = [said.in, said.out].filter(({ ok }) => !ok).map(({ line }) => line);
    if (failed.length > 0) {
      throw new Usage(
        `Cannot set up the company: ${[...new Set(failed)].join("; ")}`,
        "Correct --email, the password, --imap or --smtp; or look at it later, with --no-check",
      );
    }
  }
  return { mailbox: "", email: email.trim(), account, password };
}

/** On a terminal: asks until it works, or she goes on without. */
export async function askMailbox(session: Session, flags: MailFlags): Promise<Mailbox> {
  if (flags.mailbox !== undefined || flags.passwordFile !== undefined) {
    return takeMailbox(session, flags);
  }
  const { prompts } = session.deps;
  const where = await prompts.select("Where does your mail lie?", [
    { value: "account", label: "with a provider: I log in with an address and a password" },
    { value: "folder", label: "in a folder of this computer, as files" },
    { value: "later", label: "I will see to that later" },
  ]);
  if (where === "later") return { ...later, email: flags.email?.trim() ?? "" };
  if (where === "folder") return askFolder(session, flags);
  const email = flags.email ?? (await askAddress(session, "Your mail address", false));
  let account = await accountOf(session, email.trim(), flags);
  for (;;) {
    const password = await prompts.secret(`App password for ${account.user}`);
    const said = await session.deps.founding.tryMailbox(account, password);
    session.say(
      said.in.line === said.out.line
        ? [`  in and out: ${said.in.line}`]
        : [`  in: ${said.in.line}`, `  out: ${said.out.line}`],
    );
    const done = { mailbox: "", email: email.trim(), account, password };
    if (said.in.ok && said.out.ok) return done;
    const next = await prompts.select("What now?", [
      { value: "password", label: "type the password again" },
      { value: "servers", label: "change the servers" },
      { value: "keep", label: "keep it as it is; doctor will tell until it works" },
      { value: "later", label: "leave the mailbox for later" },
    ]);
    if (next === "keep") return done;
    if (next === "later") return { ...later, email: email.trim() };
    if (next === "servers") account = await askServers(session, account);
  }
}

async function askFolder(session: Session, flags: MailFlags): Promise<Mailbox> {
  const folder = await session.deps.prompts.text({
    message: "Folder in which your mails lie as files",
    initial: "",
    problem: (text) => (text === "" ? "A folder is needed" : null),
  });
  const question = "Your mail address, for letters (empty: as your mails say)";
  const email = flags.email ?? (await askAddress(session, question, true));
  return { ...later, mailbox: folder.trim(), email: email.trim() };
}

async function askAddress({ deps }: Session, message: string, mayMiss: boolean): Promise<string> {
  return deps.prompts.text({
    message,
    initial: "",
    problem: (text) => (mayMiss && text === "" ? null : addressProblem(text)),
  });
}

async function accountOf(
  session: Session,
  email: string,
  { imap, smtp }: MailFlags,
): Promise<MailAccount> {
  const { account, sure, hint } = await session.deps.founding.servers(email);
  const chosen = {
    ...account,
    ...(imap === undefined ? {} : { imap: serverOf(imap, 993) }),
    ...(smtp === undefined ? {} : { smtp: serverOf(smtp, 465) }),
  };
  if (!session.asking) return chosen;
  const { imap: into, smtp: out } = chosen;
  const found = sure ? "" : ", as it seems";
  session.say([
    `Mail of this address lies at ${into.host} and leaves by ${out.host}${found}.`,
    ...(hint === "" ? [] : [`${hint}.`]),
  ]);
  return chosen;
}

async function askServers({ deps }: Session, account: MailAccount): Promise<MailAccount> {
  const ask = (message: string, { host, port }: MailAccount["imap"]) =>
    deps.prompts.text({ message, initial: `${host}:${port}`, problem: serverProblem });
  return {
    ...account,
    imap: serverOf(await ask("Server that mail is fetched from (IMAP)", account.imap), 993),
    smtp: serverOf(await ask("Server that mail is handed to (SMTP)", account.smtp), 465),
  };
}

/** From a file, so that it stands on no command line and in no history of a shell. */
async function passwordIn({ deps }: Session, flags: MailFlags): Promise<string | null> {
  if (flags.passwordFile === undefined) {
    const named = deps.env["MAINSTAY_MAIL_PASSWORD"]?.trim() ?? "";
    return named === "" ? null : named;
  }
  const text = (await deps.readFile(flags.passwordFile)).trim();
  if (text === "" || text.length > 1_000 || /\n/.test(text)) {
    throw new Usage(
      `Cannot set up the company: --password-file does not fit: "${flags.passwordFile}" must hold the password on one line, and nothing else`,
      "Write the password into it, or run it on a terminal to be asked",
    );
  }
  return text;
}

function wrong(flag: string, problem: string | null): string | null {
  return problem === null ? null : `${flag} does not fit: ${problem}`;
}

function addressProblem(text: string): string | null {
  return /^[^\s@<>"]+@[^\s@<>".]+(\.[^\s@<>".]+)+$/.test(text.trim())
    ? null
    : `a mail address is needed, this is "${text}"`;
}
