import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { Arrival, Files } from "../contract.ts";
import { arrivalOf, damaged, mostBytes } from "./arrival.ts";
import { isMbox, splitMbox } from "./mbox.ts";
import { unread } from "./received.ts";

const mostMbox = 512 * 1024 * 1024;

/** The mails of one .eml or .mbox file that she hands over to try; the file is only read. */
export async function* mailsOf(
  file: string,
  ownHosts: readonly string[],
  files: Files,
): AsyncGenerator<Arrival> {
  const { size } = await stat(file);
  if (size > mostMbox) {
    throw new Error(`Cannot try "${file}": it is larger than 512 MB; try a part of it`);
  }
  const bytes = await readFile(file);
  const name = path.basename(file);
  const mails = isMbox(bytes) ? splitMbox(bytes) : [bytes];
  let number = 0;
  for (const mail of mails) {
    number += 1;
    const called = isMbox(bytes) ? `${name}#${number}` : name;
    if (mail.length <= mostBytes) yield await arrivalOf(mail, called, ownHosts, files);
    else {
      yield damaged(`file:${called}`, unread(called, mail.length), "it is larger than 25 MB", 0);
    }
  }
}
