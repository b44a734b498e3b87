import { acts } from "./faults-acts.ts";
import { answers } from "./faults-answers.ts";
import { intake } from "./faults-intake.ts";
import { ledger } from "./faults-ledger.ts";
import { money } from "./faults-money.ts";
import type { Fault } from "./fault.ts";

export const faults: readonly Fault[] = [...ledger, ...acts, ...money, ...intake, ...answers];
