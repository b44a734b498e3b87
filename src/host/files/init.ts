import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { InitOptions, InitView } from "../../cli/deps/founding.ts";
import { ownAddress } from "../../connectors/mail-in/own-address.ts";
import { localeOf, timeZoneOf } from "../../workspace/country.ts";
import { init as write } from "../../workspace/init.ts";
import { folders, scenarios, taken } from "../../workspace/starter/processes.ts";
import { kinds } from "../kinds.ts";
import { example, letters } from "../places.ts";
import { keepSecret } from "../secrets.ts";

/** Name of the file that holds the password of her mailbox. */
export const mailSecret = "mailbox";

/** Writes a company of her own into an empty folder; the password goes to its data alone. */
export async function init(options: InitOptions): Promise<InitView> {
  const { folder, data, password, account, ...founding } = options;
  const { country, mailbox } = founding;
  const place = path.resolve(folder);
  const machine = Intl.DateTimeFormat().resolvedOptions().timeZone;
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
    await processes(founding.currency, localeOf(country)),
    async (draft) => {
      if (account === null) return;
      await keepSecret(data ?? path.join(draft, ".mainstay"), mailSecret, password);
    },
  );
  return { folder: place, files };
}

/** What the example does, as files of a company that counts and writes in its own way. */
async function processes(currency: string, locale: string): Promise<Record<string, string>> {
  const inside = await Promise.all(folders.map(async (folder) => below(folder)));
  const files = [...inside.flat(), ...scenarios.map((name) => `scenarios/${name}.yaml`)];
  const read = files.map(async (file) => {
    const text = await readFile(path.join(example.workspace, file), "utf8");
    return taken(file, text, currency);
  });
  return { ...Object.fromEntries(await Promise.all(read)), ...(await lettersIn(locale)) };
}

async function lettersIn(locale: string): Promise<Record<string, string>> {
  const folder = path.join(letters, locale);
  const names = existsSync(folder) ? await readdir(folder) : [];
  const read = names.map(async (name) => {
    return [`templates/${name}`, await readFile(path.join(folder, name), "utf8")] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

async function below(folder: string): Promise<string[]> {
  const place = path.join(example.workspace, folder);
  const found = await readdir(place, { withFileTypes: true, recursive: true });
  const files = found.filter((entry) => entry.isFile());
  return files
    .map(({ parentPath, name }) => path.relative(place, path.join(parentPath, name)))
    .toSorted()
    .map((name) => `${folder}/${name.split(path.sep).join("/")}`);
}

/** A path that is not absolute names a folder that is yet to be made. */
async function addressIn(mailbox: string): Promise<string> {
  return path.isAbsolute(mailbox) ? ((await ownAddress(mailbox)) ?? "") : "";
}
