import { readFile } from "node:fs/promises";
import path from "node:path";
import type { InitOptions, InitView } from "../../cli/deps/founding.ts";
import { builtIn } from "../../connectors/books/pdf.ts";
import { ownAddress } from "../../connectors/mail-in/own-address.ts";
import { localeOf, timeZoneOf } from "../../workspace/country.ts";
import { init as write } from "../../workspace/init.ts";
import { collecting, shared } from "../../workspace/starter-billing.ts";
import { kinds } from "../kinds.ts";
import { example } from "../places.ts";
import { keepSecret } from "../secrets.ts";

/** Name of the file that holds the password of her mailbox. */
export const mailSecret = "mailbox";

/** Writes a company of her own into an empty folder; the password goes to its data alone. */
export async function init(options: InitOptions): Promise<InitView> {
  const { folder, data, password, account, ...founding } = options;
  const { country, mailbox } = founding;
  const place = path.resolve(folder);
  const machine = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const invoice = await readFile(path.join(builtIn.folder, builtIn.file), "utf8");
  const files = await write(
    place,
    {
      ...founding,
      account: account === null ? null : { ...account, secret: `file:${mailSecret}` },
      email: founding.email === "" ? await addressIn(mailbox) : founding.email,
      timeZone: timeZoneOf(country, machine),
      locale: localeOf(country),
    },
    kinds,
    { [`templates/${builtIn.file}`]: invoice, ...(await ofExample()), ...collecting },
    async (draft) => {
      if (account === null) return;
      await keepSecret(data ?? path.join(draft, ".mainstay"), mailSecret, password);
    },
  );
  return { folder: place, files };
}

async function ofExample(): Promise<Record<string, string>> {
  const texts = shared.map((file) => readFile(path.join(example.workspace, file), "utf8"));
  const read = await Promise.all(texts);
  return Object.fromEntries(shared.map((file, i) => [file, read[i] ?? ""]));
}

/** A path that is not absolute names a folder that is yet to be made. */
async function addressIn(mailbox: string): Promise<string> {
  return path.isAbsolute(mailbox) ? ((await ownAddress(mailbox)) ?? "") : "";
}
