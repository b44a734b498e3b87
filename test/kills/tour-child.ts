import { tour } from "../../src/host/tour/tour.ts";

/** A process that is to be killed: it plays the tour, a byte for each line. */
const [data = ""] = process.argv.slice(2);
process.stdout.write(".");
const onFault = (error: unknown, doing: string) => {
  throw new Error(`While ${doing}`, { cause: error });
};
for await (const _ of tour({ place: { data, workspace: null } }, onFault, {}))
  process.stdout.write(".");
