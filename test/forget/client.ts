import { deskOf } from "../../src/api/desk/desk.ts";
import type { Desk } from "../../src/api/contract/desk.ts";
import { type Company, type CompanyOptions, open, plan } from "../engine/company.ts";
import { act, approve, record, wait } from "../engine/nodes.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { noModels } from "../fakes/scripted-model.ts";

/** A company with a client whose words stand wherever words can stand. */
export const secret = "cinnamon";
export const address = `clara@${secret}.example`;
export const name = `Clara ${secret}`;

const onMail = { triggers: [{ on: "event", type: "mail.received", when: null }] } as const;

const steps = [
  approve("draft", { text: "{{ event.text }}" }, { onDeny: "cancel" }),
  record("noted", "client", { name: "{{ event.from.name }}", stage: "active" }, "{{ subject }}"),
  act("letter", { to: "{{ event.from.address }}", note: "{{ draft.text }}" }),
];

export function options(
  world: World,
  more: { waits?: boolean; steps?: CompanyOptions["plans"][number]["steps"] } = {},
): CompanyOptions {
  const all = [
    ...(more.steps ?? steps),
    ...(more.waits === true ? [wait("paid", { on: "payment.received" })] : []),
  ];
  return {
    plans: [plan("onboard", all, { ...onMail, subject: "{{ event.subject }}" })],
    connectors: { world: scriptedConnector(world, { undo: true }) },
    settings: {},
  };
}

export async function companyOf(
  more: Parameters<typeof options>[1] & Partial<CompanyOptions> = {},
): Promise<{ company: Company; desk: Desk; world: World }> {
  const world = new World();
  const { waits, steps: given, ...rest } = more;
  const company = await open({
    ...options(world, {
      ...(waits === undefined ? {} : { waits }),
      ...(given === undefined ? {} : { steps: given }),
    }),
    ...rest,
  });
  return { company, desk: deskAt(company), world };
}

export function deskAt(
  { owner }: Company,
  lastCopyAt: number | null = null,
  untold: readonly string[] = [],
): Desk {
  return deskOf({
    owner,
    models: noModels,
    beginning: { first: false, offForMs: 0, recovered: 0, lookedUp: 0, arrivals: 0 },
    read: () => Promise.reject(new Error("nothing is applied here")),
    openable: async (file) => file,
    lastCopy: async () => lastCopyAt,
    tellBackups: async () => untold,
  });
}

export async function write(
  company: Company,
  id: string,
  from = { name, address },
): Promise<string> {
  const content = { title: `About ${secret}`, text: `I like ${secret}`, from };
  return company.arrive("mail.received", id, content, [`mailto:${from.address}`]);
}

/** Says yes to whatever is asked, until nothing is. */
export async function approveAll(company: Company, desk: Desk): Promise<void> {
  for (let before = -1; ;) {
    const asked = (await desk.inbox()).lines.filter(
      ({ kind }) => kind === "approval" || kind === "effect",
    );
    if (asked.length === 0 || asked[0]?.number === before) return;
    before = asked[0]?.number ?? 0;
    for (const { number } of asked) {
      const { digest } = await desk.item(number);
      await desk.answer(number, { answer: "approve", digest });
    }
    await company.settled();
  }
}

/** Everything that stands in the store, as text: events, values, rows. */
export async function everything(company: Company): Promise<string> {
  await company.owner.office.book.committed();
  const parts: unknown[] = [];
  for (const event of await company.store.readFrom(1, 100_000)) {
    parts.push(
      Buffer.from(event.bytes).toString("latin1"),
      ...event.values.map(({ bytes }) => Buffer.from(bytes).toString("latin1")),
    );
  }
  for (const table of [
    "run",
    "item",
    "due",
    "waiting",
    "arrival",
    "act",
    "tally",
    "party",
    "fact",
  ]) {
    parts.push(...(await company.store.find({ table })));
  }
  return JSON.stringify(parts);
}
