import { serverOf } from "../../value/mail-server.ts";
import type { Guess } from "./account.ts";

/**
 * Where the mail of an address lies, as far as its provider is known.
 *
 * PV1 The domain of the address decides; of a domain of her own, the host that takes its mail does.
 * PV2 What is only guessed is said to be: `sure` is false.
 */
type Provider = { domains: RegExp; mx?: RegExp; imap: string; smtp: string; hint: string };

const app = (where: string) => `It wants an app password, not your usual one: ${where}`;

/** Behind a host stands its port, where that is not the usual one. */
const providers: readonly Provider[] = [
  {
    domains: /^(gmail|googlemail)\.com$/,
    mx: /\.(google|googlemail)\.com$/,
    imap: "imap.gmail.com",
    smtp: "smtp.gmail.com",
    hint: app("myaccount.google.com/apppasswords"),
  },
  {
    domains: /^(icloud|me|mac)\.com$/,
    mx: /\.icloud\.com$/,
    imap: "imap.mail.me.com",
    smtp: "smtp.mail.me.com:587",
    hint: app("account.apple.com, under app-specific passwords"),
  },
  {
    domains: /^(fastmail\.(com|fm|de))$/,
    mx: /\.messagingengine\.com$/,
    imap: "imap.fastmail.com",
    smtp: "smtp.fastmail.com",
    hint: app("Settings, Privacy & Security"),
  },
  {
    domains: /^yahoo\.[a-z.]+$/,
    mx: /\.yahoodns\.net$/,
    imap: "imap.mail.yahoo.com",
    smtp: "smtp.mail.yahoo.com",
    hint: app("login.yahoo.com/account/security"),
  },
  {
    domains: /^(outlook|hotmail|live|msn)\.[a-z.]+$/,
    mx: /\.(outlook|office365)\.com$|\.protection\.outlook\.com$/,
    imap: "outlook.office365.com",
    smtp: "smtp.office365.com:587",
    hint: "This provider often lets no program in by password; ask whoever runs it to allow IMAP and SMTP",
  },
  {
    domains: /^gmx\.(de|net|at|ch|com)$/,
    mx: /\.gmx\.net$/,
    imap: "imap.gmx.net",
    smtp: "mail.gmx.net",
    hint: "Allow POP3 and IMAP in its settings first",
  },
  {
    domains: /^web\.de$/,
    imap: "imap.web.de",
    smtp: "smtp.web.de",
    hint: "Allow POP3 and IMAP in its settings first",
  },
  {
    domains: /^t-online\.de$/,
    imap: "secureimap.t-online.de",
    smtp: "securesmtp.t-online.de",
    hint: "It wants the password for mail programs, from its customer centre",
  },
  {
    domains: /^posteo\.[a-z]+$/,
    mx: /\.posteo\.de$/,
    imap: "posteo.de",
    smtp: "posteo.de",
    hint: "",
  },
  {
    domains: /^mailbox\.org$/,
    mx: /\.mailbox\.org$/,
    imap: "imap.mailbox.org",
    smtp: "smtp.mailbox.org",
    hint: "",
  },
  {
    domains: /^(ionos|1und1)\.[a-z]+$/,
    mx: /\.(ionos|kundenserver|1and1)\.[a-z]+$/,
    imap: "imap.ionos.de",
    smtp: "smtp.ionos.de",
    hint: "",
  },
  {
    domains: /^infomaniak\.[a-z]+$/,
    mx: /\.infomaniak\.(ch|com)$/,
    imap: "mail.infomaniak.com",
    smtp: "mail.infomaniak.com",
    hint: "",
  },
];

/** PV1; `mx` names the hosts that take mail for a domain, and answers none where nobody can be asked. */
export async function guess(
  address: string,
  mx: (domain: string) => Promise<readonly string[]>,
): Promise<Guess> {
  const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  const byName = providers.find(({ domains }) => domains.test(domain));
  const hosts = byName === undefined ? (await mx(domain)).map((host) => host.toLowerCase()) : [];
  const found =
    byName ??
    providers.find((provider) => hosts.some((host) => provider.mx?.test(host.replace(/\.$/, ""))));
  const { imap, smtp, hint } = found ?? {
    imap: `imap.${domain}`,
    smtp: `smtp.${domain}`,
    hint: "The servers are a guess; your provider's help names them, under IMAP and SMTP",
  };
  const account = { user: address, imap: serverOf(imap, 993), smtp: serverOf(smtp, 465) };
  return { account, sure: found !== undefined, hint };
}
