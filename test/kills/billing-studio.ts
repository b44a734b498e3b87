import { VirtualClock } from "../../src/engine/clock.ts";
import { type Opened, open } from "../../src/host/open.ts";
import { tourPlaces } from "../../src/host/places.ts";
import { ownMailbox } from "../../src/host/tour/play.ts";
import { instantOf } from "../../src/value/local-time.ts";

/** The example company with an empty mailbox, at the end of a month or wherever its ledger stands. */
export type Studio = { opened: Opened; workspace: string; clock: VirtualClock };

const zone = "Europe/Berlin";
const monthEnds = instantOf("2026-06-30 08:00", zone);
export const billed = instantOf("2026-07-01 18:00", zone);

export async function openStudio(data: string, told?: (acts: number) => void): Promise<Studio> {
  const places = tourPlaces({ data, workspace: null }, process.cwd());
  const clock = new VirtualClock(monthEnds);
  const onFault = (error: unknown, doing: string) => {
    throw new Error(`While ${doing}`, { cause: error });
  };
  const opened = await open({
    places,
    mode: "run",
    clock,
    watch: false,
    inStep: true,
    env: {},
    adjust: ownMailbox,
    onFault,
    onFailure: (error) => onFault(error, "writing the ledger"),
  });
  const { owner, desk } = opened;
  owner.office.book.listen((events) =>
    told?.(events.filter(({ type }) => type === "effect.sent" || type === "effect.applied").length),
  );
  clock.moveTo((await owner.store.last()).at);
  await desk.apply({ dryRun: false, runs: "finish" });
  await owner.start();
  await owner.quiet();
  return { opened, workspace: places.workspace, clock };
}
