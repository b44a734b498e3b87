/**
 * What a process that is to be killed says of its work: a byte when it is loaded, before it opens the
 * company, and one for each thing that it does. Its end may be set to one of them, by the environment.
 */
export const endsAt = "KILLS_ENDS_AT";

const last = Number(process.env[endsAt] ?? Number.POSITIVE_INFINITY);
let done = -1;

/** Writing to a pipe is done when this returns, and so is the process that ends here. */
export function step(count = 1): void {
  process.stdout.write(".".repeat(count));
  done += count;
  if (done >= last) process.kill(process.pid, "SIGKILL");
}
