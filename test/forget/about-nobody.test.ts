import { expect, test } from "vitest";
import { MemoryKeys } from "../../src/store/memory/memory-keys.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import type { JsonObject } from "../../src/value/json.ts";
import { type Company, day, monday, open, plan } from "../engine/company.ts";
import { act, approve, call, record, wait } from "../engine/nodes.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { address, approveAll, deskAt, everything, name, secret, write } from "./client.ts";

const onMail = { triggers: [{ on: "event", type: "mail.received", when: null }] } as const;
const byHand = { triggers: [{ on: "request" }] } as const;
const yes = { client: address, confirm: name, endJobs: false };

/** A client on record; a job by hand that asks for a letter, one that calls a job about its client. */
function options(world: World) {
  return {
    plans: [
      plan(
        "onboard",
        [record("noted", "client", { name: "{{ event.from.name }}" }, "{{ subject }}")],
        { ...onMail, subject: "{{ event.subject }}" },
      ),
      plan("ask", [wait("paid", { on: "payment.received" })], byHand),
      plan("letter", [approve("seen", { to: "{{ input.to }}" })], byHand),
      plan("each", [call("done", "act", "{{ input.about }}"), wait("paid", {})], byHand),
      plan("act", [act("sent", { to: "{{ input.to }}" })], {}),
    ],
    connectors: { world: scriptedConnector(world, { undo: true }) },
    settings: {},
  };
}
