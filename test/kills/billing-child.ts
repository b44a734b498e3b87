import { billed, openStudio } from "./billing-studio.ts";
import { step } from "./step.ts";

/** A process that is to be killed: it bills everybody, a step before each act and behind it. */
const [data = ""] = process.argv.slice(2);
step();
const { opened, clock } = await openStudio(data, (acts) => step(acts));
for (let due = clock.next(); due !== null && due <= billed; due = clock.next()) {
  clock.moveTo(due);
  await opened.owner.quiet();
}
await opened.close();
