import { acts } from "./faults-acts.ts";
import { answers } from "./faults-answers.ts";
import { content } from "./faults-content.ts";
import { disk } from "./faults-disk.ts";
import { intake } from "./faults-intake.ts";
import { ledger } from "./faults-ledger.ts";
import { money } from "./faults-money.ts";
import { takeover } from "./faults-takeover.ts";
import { waiting } from "./faults-waiting.ts";
import type { Fault } from "./fault.ts";

export const faults: readonly Fault[] = [
  ...ledger,
  ...disk,
  ...content,
  ...acts,
  ...takeover,
  ...waiting,
  ...money,
  ...intake,
  ...answers,
];
