import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { init } from "../../src/host/files/init.ts";
import { founding } from "../fakes/small-company.ts";
import { missed, told } from "./stage.ts";

const server = { host: "mail.nowhere.example", port: 993, security: "tls" } as const;
const account = { user: "ada", imap: server, smtp: server, secret: "" };

test.each([
  ["mails in folders", null],
  ["a mailbox at a provider", account],
])(
  "a new company with %s begins with a scenario, and it passes",
  async (_, mailbox) => {
    const place = await mkdtemp(path.join(tmpdir(), "mainstay-starter-"));
    const folder = path.join(place, "mine");
    try {
      await init({ ...founding, folder, data: null, account: mailbox, password: "" });
      expect(missed(await told(folder))).toEqual({ "answer-mail-sent": [] });
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  },
  60_000,
);
