import { blobOf } from "../../src/ledger/sealed-files.ts";
import { textOf } from "../../src/value/json.ts";
import type { Durable } from "./disk.ts";
import type { Evidence } from "./evidence.ts";

/** SIM1: every file that is named by what was recorded is there, whole. */
export async function checkFiles(evidence: Evidence): Promise<void> {
  const { store } = evidence.disk;
  for (const event of evidence.events) {
    for (const name of await filesOf(evidence, event)) {
      const bytes = await store.getBlob(name).catch(() => null);
      if (bytes !== null) continue;
      evidence.break(
        "SIM1",
        `event ${event.seq} (${event.type}) names file ${name}, which is lost`,
      );
    }
  }
}

async function filesOf(evidence: Evidence, event: Durable): Promise<string[]> {
  if (event.type === "release.activated") {
    const release = await evidence.disk.store.getMeta(`release:${textOf(event.data["release"])}`);
    return [String(release), textOf(event.data["settings"])];
  }
  if (event.type !== "inbound.received") return [];
  // Missing where there was none, or its sender is forgotten.
  const raw = evidence.opened(event).values["raw"]?.value;
  return typeof raw === "string" ? [blobOf(raw)] : [];
}
