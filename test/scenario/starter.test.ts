import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { init } from "../../src/host/files/init.ts";
import { scenarios } from "../../src/workspace/starter/processes.ts";
import type { Founding } from "../../src/workspace/starter/founding.ts";
import { founding } from "../fakes/small-company.ts";
import { missed, told } from "./stage.ts";

const server = { host: "mail.nowhere.example", port: 993, security: "tls" } as const;
const account = { user: "ada", imap: server, smtp: server, secret: "" };

test.each<[string, Partial<Founding>]>([
  ["mails in folders", { lookDays: 7 }],
  ["a mailbox at a provider", { account }],
  ["nothing known yet", { iban: "", country: "US", vat: "none", currency: "USD" }],
  ["a currency without smaller units", { country: "JP", currency: "JPY", vatRate: "10" }],
])(
  "a new company with %s begins with a scenario of each process, and they pass",
  async (_, answers) => {
    const place = await mkdtemp(path.join(tmpdir(), "mainstay-starter-"));
    const folder = path.join(place, "mine");
    try {
      await init({ ...founding, account: null, ...answers, folder, data: null, password: "" });
      expect(missed(await told(folder))).toEqual(
        Object.fromEntries(scenarios.map((name) => [name, []])),
      );
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  },
  60_000,
);
