import { uptime } from "node:os";
import { SystemClock } from "../engine/clock.ts";

export function systemClock(): SystemClock {
  return new SystemClock(
    () => Date.now(),
    () => uptime() * 1_000,
  );
}
