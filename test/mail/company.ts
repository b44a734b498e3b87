import type { Connector } from "../../src/connectors/contract.ts";
import { imapKind } from "../../src/connectors/imap/imap.ts";
import { mailInKind } from "../../src/connectors/mail-in/mail-in.ts";
import { smtpKind } from "../../src/connectors/smtp/smtp.ts";
import { keysBeside } from "../../src/store/sqlite/keys.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { type Company, open, plan } from "../engine/company.ts";
import { act } from "../engine/nodes.ts";
import { appPassword, user } from "./dovecot.ts";

/** Where a company's mail comes from: a server's port or a folder. */
export type Source = { imap?: number | null; maildir?: string };

/** Where its mail goes; null: nowhere. */
export type Servers = Source & { smtp: number | null };

/** Told when an arrival was recorded, which is when the next is asked for; false: none is read any more. */
type Reading = () => boolean;

function counting(connector: Connector, reading: Reading): Connector {
  const { source } = connector;
  if (source === undefined) return connector;
  return {
    ...connector,
    source: {
      ...source,
      async *scan(seen, files) {
        for await (const arrival of source.scan(seen, files)) {
          yield arrival;
          if (!reading()) return;
        }
      },
    },
  };
}

/** A company on a real ledger whose mail goes and comes over real servers on loopback. */
export async function openMailCompany(
  data: string,
  { smtp, imap = null, maildir }: Servers,
  process = "p1",
  reading: Reading = () => true,
): Promise<Company & { close(): Promise<void> }> {
  const store = await openSqliteStore(data, { access: "own" });
  const keys = await keysBeside(store, data, "own");
  const place = {
    workspace: data,
    root: data,
    company: { personas: { alva: { name: "Alva", address: user } } },
    now: () => Date.now(),
    secret: () => appPassword,
  };
  const server = (port: number) => ({ host: "127.0.0.1", port, user, secret: "env:MAILBOX" });
  const sending = smtp === null ? null : { ...server(smtp), hold: "PT0S", sent: "server" };
  const beside = imap === null ? {} : { imap: { host: "127.0.0.1", port: imap } };
  const connectors = {
    ...(sending === null ? {} : { mail: await smtpKind.make({ ...sending, ...beside }, place) }),
    ...(imap === null
      ? {}
      : { inbox: counting(await imapKind.make(server(imap), place), reading) }),
    ...(maildir === undefined
      ? {}
      : { inbox: counting(await mailInKind.make({ folder: maildir }, place), reading) }),
  };
  const letter = act(
    "letter",
    { to: "ana@nordlicht.example", subject: "Our offer", text: "Dear Ana" },
    { connector: "mail", action: "send" },
  );
  const company = await open({
    store,
    keys,
    process,
    at: Date.now(),
    connectors,
    plans: [plan("write", [letter])],
  });
  return {
    ...company,
    close: async () => {
      await company.owner.close();
      await store.close();
      await keys.close();
    },
  };
}
