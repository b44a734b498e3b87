import { arrivalOf } from "../../src/engine/start.ts";
import { inboundId } from "../../src/engine/intake/receive.ts";
import { isObject, textOf } from "../../src/value/json.ts";
import type { Mail } from "./conversations.ts";
import type { Durable } from "./disk.ts";
import type { Evidence } from "./evidence.ts";
import { actsOf, type Told } from "./told.ts";

/** SIM22: nothing leaves over what was written since; reckoned from ledger and mailbox alone. */
export function checkNews(evidence: Evidence): void {
  for (const act of actsOf(evidence).values()) {
    const shape = evidence.stage.drawn.shapes.find(({ name }) => name === act.connector);
    if (shape?.news !== true) continue;
    for (const sent of act.events) if (sent.type === "effect.sent") unread(evidence, act, sent);
    voided(evidence, act);
  }
}

function unread(evidence: Evidence, act: Told, sent: Durable): void {
  const { conversations } = evidence.stage;
  const { token, connector } = act;
  const args = evidence.argsOf(token);
  // Of whom is forgotten nobody can tell any more what was written to her.
  if (!isObject(args)) return;
  const earlier = act.events.filter(({ seq, at }) => seq < sent.seq && at < sent.at);
  const settledAt = earlier.at(-1)?.at ?? 0;
  const reading = conversations.readings.findLast(
    (each) =>
      each.by === sent.by &&
      each.args === JSON.stringify(args) &&
      each.asked >= settledAt &&
      each.asked <= sent.at,
  );
  if (reading === undefined) {
    evidence.break("SIM22", `${token} of ${connector} left, and its conversation was not read`);
    return;
  }
  const { read, since } = sourcesOf(evidence, act);
  const shownUpTo = Math.max(0, ...earlier.map(({ data }) => Number(data["newsAt"] ?? 0)));
  const isNews = ({ at, id }: Mail) =>
    at <= reading.answeredAt && at >= since && at > shownUpTo && (id === null || !read.has(id));
  const to = textOf(args["to"]);
  const news = conversations.with(to).find(isNews);
  if (news !== undefined)
    evidence.break("SIM22", `${token} of ${connector} left over a mail of ${news.at} to ${to}`);
}

/** What the jobs behind an act had read when it was proposed, and how new the newest mail of it was. */
function sourcesOf(evidence: Evidence, { run, events }: Told) {
  const { owner, stage } = evidence;
  const proposed = events[0]?.seq ?? 0;
  const inbound = new Set<string>();
  let begunAt = 0;
  let stream: string | null = `run/${run}`;
  while (stream !== null) {
    const name: string = stream;
    const own = evidence.events.filter((event) => event.stream === name && event.seq < proposed);
    stream = null;
    for (const { type, at, data } of own) {
      if (type === "step.completed" && typeof data["signal"] === "string")
        inbound.add(data["signal"]);
      if (type !== "run.started") continue;
      const { kind, key } = data["trigger"] as { kind: string; key: string };
      const parent = data["parent"] as { run: string } | null;
      if (kind === "event") inbound.add(arrivalOf(key));
      if (parent !== null) stream = `run/${parent.run}`;
      begunAt = at;
    }
  }
  const times = evidence.events
    .filter(({ type, data }) => type === "inbound.received" && inbound.has(String(data["id"])))
    .filter(({ data }) => data["type"] === "mail.received")
    .map(({ at, data }) => Math.min(at, Number(data["occurredAt"])));
  const read = stage.inbox.list
    .map(({ arriving }) => arriving.id)
    .filter((id) => inbound.has(inboundId(owner.office, "inbox", id)));
  return { read: new Set(read), since: times.length === 0 ? begunAt : Math.max(...times) };
}

/** SIM22: what was held for news had its approval voided, and is cleared by her. */
function voided(evidence: Evidence, { token, connector, events }: Told): void {
  let granted = false;
  let isHers = false;
  for (const { type, actor, data } of events) {
    switch (type) {
      case "approval.granted":
        granted = true;
        break;
      case "approval.voided":
      case "approval.requested":
        granted = false;
        break;
      case "effect.held":
        isHers = data["why"] === "news";
        if (isHers && granted)
          evidence.break("SIM22", `${token} of ${connector} has news, and her yes stands`);
        break;
      case "effect.cleared":
        if (isHers && actor !== "operator")
          evidence.break("SIM22", `${token} of ${connector} has news, and was cleared without her`);
        isHers = false;
        break;
    }
  }
}
