import { open } from "../../src/host/open.ts";
import { systemClock } from "../../src/host/system-clock.ts";
import { step } from "./step.ts";

/** A process that is to be killed: it reads all mail and does what follows, a step for each event. */
const [workspace = "", data = ""] = process.argv.slice(2);
step();
const onFault = (error: unknown, doing: string) => {
  throw new Error(`While ${doing}`, { cause: error });
};
const { owner, desk, close } = await open({
  places: { workspace, data },
  mode: "run",
  clock: systemClock(),
  watch: false,
  env: {},
  onFault,
  onFailure: (error) => onFault(error, "writing the ledger"),
});
owner.office.book.listen((events) => step(events.length));
await desk.apply({ dryRun: false, runs: "finish" });
await owner.start();
await owner.quiet();
await close();
