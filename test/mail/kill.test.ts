import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Effect } from "../../src/kernel/effect.ts";
import { openMailCompany, type Servers } from "./company.ts";
import { type Dovecot, missing, startDovecot } from "./dovecot.ts";
import { withMailbox } from "./with-mailbox.ts";
import { begin } from "./kill.ts";
import { type Reached, type Smtp, startSmtp } from "./smtp.ts";

/** A process that dies while it sends mail, and the one that comes after it. */
let data = "";
let server: Smtp;
let mailbox: Dovecot;
beforeAll(async () => {
  if (missing === null) mailbox = await startDovecot();
}, 30_000);
afterAll(() => mailbox?.close());
beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), "mail-kill-"));
  server = await startSmtp();
});
afterEach(async () => {
  await server.close();
  await rm(data, { recursive: true, force: true });
});

/** Kills who sends when the server has come so far with its mail. */
async function killedAt(place: Reached, servers: Servers, also = async () => {}): Promise<void> {
  const child = begin(data, servers);
  server.reached = async (reached) => {
    if (reached !== place) return;
    await also();
    child.kill();
    await child.ended;
  };
  await child.ended;
  expect(child.said()).toBe("");
  server.reached = null;
}

/** The next process: what it makes of the act that the dead one left. */
async function afterwards(servers: Servers): Promise<Effect | undefined> {
  const company = await openMailCompany(data, servers, "next");
  const id = await company.start("write");
  await company.settled();
  const [act] = Object.values((await company.run(id)).effects);
  await company.close();
  return act;
}

test.each(["login", "sender", "recipient", "dataBegins", "taken"] as const)(
  "EF3: who was killed at %s: the mail is in doubt and shown, and never sent again",
  async (place) => {
    const servers = { smtp: server.port, imap: null };
    await killedAt(place, servers);
    const taken = server.taken.length;
    // Once the mail has begun, its bytes may be on the line already.
    const most = place === "taken" || place === "dataBegins" ? 1 : 0;
    expect([place === "taken" ? 1 : 0, most]).toContain(taken);
    expect(await afterwards(servers)).toMatchObject({ status: "unknown" });
    expect(server.taken).toHaveLength(taken);
  },
  30_000,
);

withMailbox(
  "EF3: without a copy in Sent nothing is proven, and nothing is sent again",
  async () => {
    const servers = { smtp: server.port, imap: mailbox.port };
    await killedAt("taken", servers);
    expect(await afterwards(servers)).toMatchObject({ status: "unknown" });
    expect(server.taken).toHaveLength(1);
  },
  30_000,
);

withMailbox(
  "EF3: with a copy in Sent the mail is found, and counts as sent",
  async () => {
    const servers = { smtp: server.port, imap: mailbox.port };
    const other = await mailbox.other();
    await killedAt("taken", servers, async () => {
      // The provider puts it there itself.
      await other.append("Sent", server.taken[0]?.raw ?? Buffer.alloc(0));
    });
    other.close();
    expect(await afterwards(servers)).toMatchObject({ status: "applied" });
    expect(server.taken).toHaveLength(1);
  },
  30_000,
);
