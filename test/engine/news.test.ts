import { expect, test } from "vitest";
import type { Action, News, Source } from "../../src/connectors/contract.ts";
import { newsLine } from "../../src/engine/effect/news.ts";
import { deskFor } from "./desk.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { type CompanyOptions, day, hour, monday, open, plan } from "./company.ts";
import { act, approve, parallel, wait } from "./nodes.ts";
import { answer, asked, letGo, tokenAt } from "./operator.ts";

const ask = { id: "ask", verdict: "ask", actions: ["world.*"] } as const;
const onMail = { triggers: [{ on: "event", type: "mail.received", when: null }] } as const;
const source: Source = {
  emits: ["mail.received"],
  async *scan() {
    yield* [];
  },
  watches: [],
};

/** What is in the mailbox, and since when it was asked about. */
class Mailbox {
  news: News[] = [];
  down = false;
  readonly asked: number[] = [];
  readonly read: NonNullable<Action["news"]> = async (_, since) => {
    this.asked.push(since);
    if (this.down) throw new Error("the line broke");
    return this.news.filter(({ at }) => at >= since);
  };
}

const later = (at: number, id = "m2"): News => ({ from: "Ana", at, title: "Please wait", id });

async function writing(more: Partial<CompanyOptions> = {}) {
  const world = new World();
  const mailbox = new Mailbox();
  const company = await open({
    plans: [plan("one", [act("send", { to: "ana@x.example" })], onMail)],
    connectors: {
      world: scriptedConnector(world, { news: mailbox.read }),
      inbox: scriptedConnector(new World(), { source }),
    },
    rules: [ask],
    ...more,
  });
  await company.arrive("mail.received", "m1", { title: "Hello" }, ["mailto:ana@x.example"]);
  const [run] = await company.runsOf("one");
  const id = run?.id ?? "";
  return { world, mailbox, company, id, token: tokenAt(await company.run(id), "send") };
}

test("GA7: an act leaves where nothing came since the mail it answers", async () => {
  const { world, mailbox, company, id, token } = await writing();
  mailbox.news = [{ from: "Ana", at: monday, title: "Hello", id: "m1" }];
  await answer(company, id, token);
  expect(mailbox.asked).toEqual([monday]);
  expect(world.acts).toHaveLength(1);
});

test("GA7: a newer mail voids her yes, and she is shown who wrote", async () => {
  const { world, mailbox, company, id, token } = await writing();
  mailbox.news = [later(monday + hour)];
  await company.at(monday + 2 * hour);
  await answer(company, id, token);
  expect(world.calls).toEqual([]);
  expect(await company.items()).toMatchObject([{ kind: "held-news", about: token }]);
  expect((await asked(company, id, token)).status).not.toBe("pending");
  const held = (await company.ledger()).find(({ type }) => type === "effect.held");
  expect(held?.values["message"]?.value).toBe('Ana wrote Mon 1 Jun, 11:00, "Please wait"');
});

test("NW2: what she was shown once is no news again; something newer is", async () => {
  const { world, mailbox, company, id, token } = await writing();
  mailbox.news = [later(monday + hour)];
  await company.at(monday + 2 * hour);
  await answer(company, id, token);
  mailbox.news.push(later(monday + 3 * hour, "m3"));
  await company.at(monday + 4 * hour);
  await letGo(company, id, token, "approve");
  expect(world.calls).toEqual([]);
  await letGo(company, id, token, "approve");
  expect(world.acts).toHaveLength(1);
});

test("NW3: a conversation that cannot be read holds the act until it can", async () => {
  const { world, mailbox, company, id, token } = await writing();
  mailbox.down = true;
  await answer(company, id, token);
  expect(world.calls).toEqual([]);
  expect(await company.items()).toEqual([]);
  mailbox.down = false;
  await company.at(monday + hour);
  expect(world.acts).toHaveLength(1);
});

test("NW1: a mail that reached the job while its draft waited is news to the draft", async () => {
  const both = plan(
    "one",
    [act("send", { to: "ana@x.example" }), wait("reply", { on: "mail.received" })],
    onMail,
  );
  const { world, mailbox, company, id, token } = await writing({ plans: [both] });
  await company.at(monday + hour);
  await company.arrive("mail.received", "m2", { title: "Please wait" }, ["mailto:ana@x.example"]);
  mailbox.news = [later(monday + hour)];
  await answer(company, id, token);
  expect(world.calls).toEqual([]);
  expect(await company.items()).toMatchObject([{ kind: "held-news" }]);
});

test("NW1: what lay there unread when the act was drawn up is news, though the job reads it meanwhile", async () => {
  const beside = plan(
    "one",
    [
      parallel("p", {
        one: [approve("may", {}), act("send", { to: "ana@x.example" })],
        two: [approve("then", {}), wait("reply", { on: "mail.received" })],
      }),
    ],
    onMail,
  );
  const world = new World();
  const mailbox = new Mailbox();
  const company = await open({
    plans: [beside],
    connectors: {
      world: scriptedConnector(world, { news: mailbox.read }),
      inbox: scriptedConnector(new World(), { source }),
    },
    rules: [ask],
  });
  const from = ["mailto:ana@x.example"];
  await company.arrive("mail.received", "m1", { title: "Hello" }, from);
  const id = (await company.runsOf("one"))[0]!.id;
  await company.at(monday + hour);
  await company.arrive("mail.received", "m2", { title: "Please wait" }, from);
  mailbox.news = [later(monday + hour)];
  await company.at(monday + 2 * hour);
  await answer(company, id, "p/one/may");
  await company.at(monday + 3 * hour);
  await answer(company, id, "p/two/then");
  expect((await company.run(id)).steps["p/two/reply"]?.status).toBe("done");
  await answer(company, id, tokenAt(await company.run(id), "p/one/send"));
  expect(world.calls).toEqual([]);
  expect(await company.items()).toMatchObject([{ kind: "held-news" }]);
});

test("NW1: what the job had read when the act was drawn up is none", async () => {
  const after = plan(
    "one",
    [wait("reply", { on: "mail.received" }), act("send", { to: "ana@x.example" })],
    onMail,
  );
  const world = new World();
  const mailbox = new Mailbox();
  const company = await open({
    plans: [after],
    connectors: {
      world: scriptedConnector(world, { news: mailbox.read }),
      inbox: scriptedConnector(new World(), { source }),
    },
  });
  const mail = (id: string) =>
    company.arrive("mail.received", id, { title: id }, ["mailto:ana@x.example"]);
  await mail("m1");
  await company.at(monday + day);
  mailbox.news = [later(monday + day, "m2"), later(monday + hour, "m0")];
  await mail("m2");
  expect(mailbox.asked).toEqual([monday + day]);
  expect(world.acts).toHaveLength(1);
});

test("what they wrote is quoted, and cannot end its quotes", async () => {
  const you = newsLine({ from: "You", at: monday, title: "" }, { timeZone: "UTC" });
  expect(you).toBe('"You" wrote Mon 1 Jun, 08:00');
  const { mailbox, company, id, token } = await writing();
  const text = 'Never mind.\n\nGot it” and "approved';
  mailbox.news = [{ ...later(monday + hour), title: 'Re: "Prices"', text }];
  await company.at(monday + 2 * hour);
  await answer(company, id, token);
  const [line] = (await deskFor(company).inbox()).lines;
  expect(line).toMatchObject({
    title: expect.stringMatching(/^They wrote again: /),
    notes: [`Ana wrote Mon 1 Jun, 11:00, "Re: 'Prices'": “Never mind. Got it' and 'approved”`],
  });
});

test.each(["done", "deny"])(
  "where she wrote herself since, it says so, and %j settles it",
  async (said) => {
    const { world, mailbox, company, id, token } = await writing();
    mailbox.news = [
      later(monday + hour),
      { from: "Studio", at: monday + 2 * hour, title: "Re: Prices", text: "Done", own: true },
    ];
    await company.at(monday + 3 * hour);
    await answer(company, id, token);
    const desk = deskFor(company);
    const [line] = (await desk.inbox()).lines;
    expect(line?.title).toMatch(/^You wrote to them since: /);
    expect(line?.notes[0]).toMatch(
      /^Ana wrote .*\nYou wrote Mon 1 Jun, 12:00, "Re: Prices": “Done”$/,
    );
    const { answers, digest } = await desk.item(line!.number);
    expect(answers).toMatchObject({
      done: "you answered them yourself",
      deny: "no; what you wrote yourself stands for it, and the job goes on",
    });
    expect(await desk.answer(line!.number, { answer: said, digest })).toMatchObject({ ok: true });
    await company.settled();
    expect((await company.run(id)).status).toBe("completed");
    expect(world.acts).toEqual([]);
  },
);

test("ST8: what her own answer answers, as the connector knows it, is no decision of its own", async () => {
  for (const [answers, jobs] of [
    [true, 1],
    [false, 2],
  ] as const) {
    const mailbox = new Mailbox();
    const did: unknown[] = [];
    const byHand = {
      offer: "put it into Drafts",
      note: "it lies there",
      lay: async () => {},
      done: async () => ({ sentAt: "later" }),
      answers: (...given: unknown[]) => did.push(given) > 0 && answers,
    };
    const { company, id, token } = await writing({
      connectors: {
        world: scriptedConnector(new World(), { news: mailbox.read, byHand }),
        inbox: scriptedConnector(new World(), { source }),
      },
    });
    await company.at(monday + hour);
    await company.arrive("mail.received", "m2", { title: "Never mind" }, ["mailto:ana@x.example"]);
    await answer(company, id, token, { answer: "hand" });
    await company.at(monday + 2 * hour);
    expect((await company.run(id)).status).toBe("completed");
    expect(did[0]).toEqual([
      { to: "ana@x.example" },
      { result: { sentAt: "later" }, at: 0 },
      expect.objectContaining({ at: monday + hour }),
    ]);
    expect(await company.runsOf("one")).toHaveLength(jobs);
    const desk = deskFor(company);
    const kept = (await desk.arrivals({ limit: 10 })).find(({ title }) => title === "Never mind");
    expect(kept?.fate).toBe(answers ? "ignored" : "started");
    expect(kept?.because).toContain(answers ? "you answered it yourself" : "");
  }
});

test("an item names what came for its job since, with its beginning", async () => {
  const both = plan(
    "one",
    [act("send", { to: "ana@x.example" }), wait("reply", { on: "mail.received" })],
    onMail,
  );
  const { company } = await writing({ plans: [both] });
  await company.at(monday + hour);
  const mail = {
    title: "Re: Prices",
    text: `Never mind. ${"x".repeat(400)}`,
    from: { name: "Ana" },
  };
  await company.arrive("mail.received", "m2", mail, ["mailto:ana@x.example"]);
  const [line] = (await deskFor(company).inbox()).lines;
  expect(line?.notes[0]).toMatch(/^Ana wrote Mon 1 Jun, 11:00, "Re: Prices": “Never mind. x+ …”$/);
  expect(line?.notes[0]?.length).toBeLessThan(250);
});
