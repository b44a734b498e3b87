import type { Owner } from "../../engine/owner.ts";
import { inboundOf } from "../../engine/streams.ts";
import { arrivalLine } from "../../api/desk/titles.ts";
import { partyName } from "../../api/desk/names.ts";
import { suspicions } from "../../api/desk/sentences.ts";
import type { InboundEvent } from "../../kernel/inbound.ts";
import type { Recorded } from "../../ledger/event.ts";
import { isObject } from "../../value/json.ts";
import { amountText, dayText, textOf, type Told } from "./diary-words.ts";

export async function tellArrival(
  owner: Owner,
  id: string,
  event: InboundEvent & Recorded,
): Promise<(Told & { client: string }) | null> {
  if (event.type !== "inbound.routed") return null;
  const events = await owner.journal.load(inboundOf(id).name);
  const received = events.find(({ type }) => type === "inbound.received");
  const content = received?.values["event"]?.value;
  const client = await partyName(owner.store, received?.subject);
  const title = arrivalTitle(owner, content);
  const { fate, because } = event.data;
  if (fate === "dismissed") return { verb: "you", client: "", line: `read and dismissed ${title}` };
  // What she brought along herself is told by what is done with it.
  if (received?.data["type"] === "invoice.brought") return null;
  // Offered again when the job that held it ended: what it leads to is told by itself.
  if (event.version > 2 && fate !== "parked") return null;
  if (received?.data["type"] === "bank.statement" && isObject(content) && fate !== "damaged") {
    return {
      verb: "came",
      client: "",
      line: `the bank's data, through ${dayText(textOf(content["through"]))}`,
    };
  }
  switch (fate) {
    case "ignored":
      return {
        verb: "came",
        client: "",
        line: `${title}, which needs nobody (${because})`,
        bundle: because,
      };
    case "suspicious":
      return { verb: "held", client, line: `${title}: ${suspicions(content) || because}` };
    case "damaged":
      return {
        verb: "held",
        client,
        line: `a damaged mail, kept aside: ${textOf(event.values?.["message"]?.value)}`,
      };
    case "duplicate":
      return { verb: "came", client, line: `${title} once more: ${because}` };
    case "parked":
      return { verb: "came", client, line: `${title}: ${because}` };
    case "queued":
      return { verb: "came", client, line: `${title}, kept for the job under way` };
    case "started":
    case "delivered":
      return { verb: "came", client, line: title };
  }
}

function arrivalTitle(owner: Owner, content: unknown): string {
  if (!isObject(content)) return "an arrival";
  const { amount, counterparty, reference } = content;
  if (typeof amount !== "string") return `"${arrivalLine(content)}"`;
  return `${amountText(owner, amount)} from ${textOf(counterparty)}, "${textOf(reference)}"`;
}
