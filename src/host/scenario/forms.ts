import path from "node:path";
import { bankKind } from "../../connectors/bank/bank.ts";
import { booksKind } from "../../connectors/books/books.ts";
import type { ConnectorKind } from "../../connectors/contract.ts";
import { gitKind } from "../../connectors/git/git.ts";
import { mailInKind } from "../../connectors/mail-in/mail-in.ts";
import { mailOutKind } from "../../connectors/mail-out/mail-out.ts";
import { type JsonObject, textOf } from "../../value/json.ts";

/**
 * How each kind of connector is rehearsed.
 *
 * FM1 A kind that is not listed is refused by its name, and never made: whatever reaches out needs a
 *     form of its own before any scenario can run with it.
 * FM2 Whatever path the settings give, the form reads and writes below the scenario's own folder.
 */
export type Form = {
  /** What stands in for it: the kind itself where it only reads and writes files. */
  kind: ConnectorKind;
  /** Its settings, with every place moved into the scenario's folder. `mail`: where mails come in. */
  moved(name: string, settings: JsonObject, mail: string | null): JsonObject;
};

const mailbox: Form = {
  kind: mailInKind,
  moved: (name) => ({ folder: dropFolder(name) }),
};

/** Whether a letter waits and looks for news is as the settings say, or as is usual for the kind. */
function outbox(usualHold: string, looks: (settings: JsonObject) => boolean): Form {
  return {
    kind: mailOutKind,
    moved: (name, settings, mail) => ({
      folder: `outbox/${name}`,
      hold: settings["hold"] ?? usualHold,
      ...(settings["persona"] === undefined ? {} : { persona: settings["persona"] }),
      ...(mail !== null && looks(settings) ? { inbox: mail } : {}),
    }),
  };
}

export const forms: Readonly<Record<string, Form>> = {
  "maildir-in": mailbox,
  imap: mailbox,
  "outbox-maildir": outbox("PT0S", ({ inbox }) => inbox !== undefined),
  smtp: outbox("PT60S", ({ imap }) => imap !== undefined),
  "bank-csv": {
    kind: bankKind,
    moved: (name, settings) => ({ ...settings, folder: dropFolder(name) }),
  },
  "books-journal": {
    kind: booksKind,
    moved: (name, settings) => ({
      ...settings,
      journal: below(settings["journal"], `books/${name}.journal`),
      invoices: below(settings["invoices"], `invoices/${name}`),
    }),
  },
  // A repository of the case's own, whichever is named: git itself runs, and pushes nowhere else.
  git: {
    kind: gitKind,
    moved: (name, settings) => ({ ...settings, repository: `sites/${name}` }),
  },
};

/** Where what arrives at a connector is put. */
export function dropFolder(name: string): string {
  return path.join("in", name);
}

/** A path in the data folder stays; the operator's own places stand for one there. */
function below(setting: unknown, otherwise: string): string {
  const given = textOf(setting);
  return given.includes(":") || path.isAbsolute(given) ? otherwise : given;
}
