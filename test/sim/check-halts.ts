import type { Durable } from "./disk.ts";
import type { Evidence } from "./evidence.ts";

type Target = { kind: string; name?: string };

/** SIM7: in the order of the ledger nothing is sent that a stop, a pause or a quarantine holds back. */
export function checkHalts(evidence: Evidence): void {
  const halted = new Set<string>();
  const runbooks = new Map<string, string>();
  const connectors = new Map<string, string>();
  for (const event of evidence.events) {
    const { type, stream, seq, data } = event;
    if (type === "run.started") runbooks.set(stream, String(data["runbook"]));
    for (const { token, connector } of proposalsOf(event)) connectors.set(token, connector);
    switch (type) {
      case "control.stopped":
      case "control.quarantined":
        halted.add(type);
        break;
      case "control.admitted":
        halted.delete("control.quarantined");
        break;
      case "control.paused":
        halted.add(nameOf(event));
        break;
      case "control.resumed":
        halted.delete(nameOf(event));
        if (nameOf(event) === "everything") halted.delete("control.stopped");
        break;
      case "effect.sent":
      case "undo.sent": {
        const holding = ["control.stopped", "control.quarantined", "everything"];
        holding.push(`connector ${connectors.get(String(data["token"])) ?? ""}`);
        if (type === "effect.sent") holding.push(`runbook ${runbooks.get(stream) ?? ""}`);
        const why = holding.find((each) => halted.has(each));
        if (why !== undefined)
          evidence.break("SIM7", `event ${seq} sends, and ${why} is held back`);
      }
    }
  }
}

function proposalsOf({ type, data }: Durable): readonly { token: string; connector: string }[] {
  if (type !== "step.proposed") return [];
  return data["proposals"] as readonly { token: string; connector: string }[];
}

function nameOf({ data }: Durable): string {
  const { kind, name } = data["target"] as Target;
  return name === undefined ? kind : `${kind} ${name}`;
}
