import { tour } from "../../src/host/tour/tour.ts";
import { step } from "./step.ts";

/** A process that is to be killed: it plays the tour, a step for each line. */
const [data = ""] = process.argv.slice(2);
step();
const onFault = (error: unknown, doing: string) => {
  throw new Error(`While ${doing}`, { cause: error });
};
for await (const _ of tour({ place: { data, workspace: null } }, onFault, {})) step();
