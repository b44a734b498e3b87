import { shellWord } from "../../value/shell.ts";
import type {
  BackupInitView,
  BackupList,
  BackupView,
  Compared,
  OlderKeys,
  PruneView,
  RestoredItems,
  RestoreView,
  VerifyBackupView,
} from "../deps/backup.ts";
import { divided, reach } from "../remedy.ts";
import { hangWhole } from "./commands.ts";
import type { Frame } from "./frame.ts";
import { hang, wrap } from "./layout.ts";
import { numberLines } from "./numbers.ts";
import { size } from "./size.ts";
import { length, plural } from "./words.ts";

/** Backups have their times in UTC: their folder belongs to no company's time zone. */
const at = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;

export function initLines(view: BackupInitView, frame: Frame): string[] {
  const { folder, recipient, signer, identity } = view;
  return [
    `${frame.paint.good("Backups are set up")} into ${folder}, every day at ${view.at} while the company runs`,
    ...(identity === null
      ? [
          `They open with the identity of ${recipient}`,
          `and are signed by ${signer}`,
          "",
          ...wrap(
            "Put this line into your identity file: a restore asks for it, so that nobody else's backup is taken for yours.",
            frame.width,
          ),
          "",
          `# signer: ${signer}`,
        ]
      : [
          "",
          ...wrap(
            "This is the identity that opens them. It is shown this once and kept nowhere here. Put it on paper, or into a file on another device, not beside the backups:",
            frame.width,
          ),
          "",
          ...identity.trimEnd().split("\n"),
        ]),
    "",
    `Make the first one: ${frame.typed("backup")}`,
  ];
}

export function backupLines(view: BackupView, frame: Frame): string[] {
  const { events, values, blobs, files, keys, leftOut, writtenBytes, dropped, held } = view;
  return [
    `${frame.paint.good("Backed up")} into ${view.folder}, as ${view.id}`,
    `  ${plural(events, "entry", "entries")}, ${plural(values, "value")}, ${plural(blobs, "file")}, ${plural(keys, "key")}`,
    ...(leftOut === 0
      ? []
      : hang(
          "  ",
          `${plural(leftOut, "key")} left out: the backup folder says that ${leftOut === 1 ? "this client was" : "these clients were"} forgotten`,
          frame.width,
        )),
    `  ${plural(files, "file")} of connectors: books, letters, what the bank gave`,
    `  ${size(writtenBytes)} new, in ${length(view.tookMs)}`,
    ...(dropped === 0 ? [] : [`  ${plural(dropped, "older backup")} thinned out`]),
    ...(held === 0
      ? []
      : [
          ...wrap(
            "Nothing older was removed: no backup from the last weeks confirms the clock of this computer. If the clock is right, the next backup does, from tomorrow on; or thin out now:",
            frame.width,
          ).map(frame.paint.warn),
          `  ${frame.typed("backup prune")}`,
        ]),
  ];
}

export function listLines(view: BackupList, frame: Frame): string[] {
  const { folder, snapshots, spoilt, keys, signer } = view;
  return [
    snapshots.length === 0 ? `No backups in ${folder} yet` : `Backups in ${folder}`,
    ...snapshots.map(
      (one) =>
        `  ${one.id}  ${at(one.at)}  ${plural(one.events, "entry", "entries")}, ${size(one.bytes)}`,
    ),
    ...(keys.length === 0
      ? []
      : [`Copies of the keys: ${keys.length}, the newest of ${at(keys.at(-1)?.at ?? 0)}`]),
    ...(signer === null ? [] : [`Signed by ${signer}`]),
    // Whole, however long: a path that is broken cannot be copied.
    ...spoilt.map((what) => frame.paint.bad(`✗ ${what}`)),
    ...(spoilt.length === 0
      ? []
      : wrap(
          "Copy what is spoilt from another copy of this folder. Where there is none, make a new backup, then remove it: the others stay good.",
          frame.width,
        )),
  ];
}

export function verifyLines(view: VerifyBackupView, frame: Frame): string[] {
  const { id, amiss, restored, signer } = view;
  if (amiss.length > 0) {
    const parts = amiss.map(divided);
    const list = `backup list --from ${shellWord(view.folder)}`;
    return [
      frame.paint.bad(`Backup ${id} is damaged`),
      ...parts.flatMap(({ what, remedy }) => [
        `  ✗ ${what}`,
        ...(remedy === null ? [] : hangWhole("    ", reach(remedy, frame.typed), frame)),
      ]),
      ...(parts.every(({ remedy }) => remedy !== null)
        ? []
        : [`Use another copy of ${view.folder}, or an older one: ${frame.typed(list)}`]),
    ];
  }
  const whole = `${plural(view.objects, "object")} (${size(view.bytes)}) there and unchanged`;
  if (restored === null) {
    return [
      `Backup ${id} of ${at(view.at)}: ${whole}`,
      ...(signer === null ? unvouched(frame) : []),
      ...wrap(
        "Not checked without its identity: whether it opens, and whether what is in it can be restored.",
        frame.width,
      ),
      `  ${frame.typed(`backup verify --identity FILE`)}`,
    ];
  }
  return [
    `${frame.paint.good("Sound")}: backup ${id} of ${at(view.at)} was restored and removed again`,
    `  ${whole}`,
    ...itemLines(restored, signer, frame),
  ];
}

export function pruneLines(view: PruneView, frame: Frame): string[] {
  const { plan, keep, drop, dropKeys, swept } = view;
  const would = plan ? "Would remove" : "Removed";
  return [
    `${would} ${plural(drop.length, "backup")} and ${plural(dropKeys.length, "copy of the keys", "copies of the keys")}; ${plural(keep.length, "backup")} ${keep.length === 1 ? "stays" : "stay"}`,
    ...drop.map((id) => `  ${id}`),
    ...(plan || swept === 0 ? [] : [`  and ${plural(swept, "file")} that nothing needs`]),
    ...(plan ? [frame.typed("backup prune")] : []),
  ];
}

export function restoreLines(view: RestoreView, frame: Frame): string[] {
  const { id, items, forgotten, signer } = view;
  return [
    `${frame.paint.good("Restored")} backup ${id} of ${at(view.at)} into ${view.data}`,
    ...itemLines(items, signer, frame),
    ...(forgotten === 0
      ? []
      : [`  ${plural(forgotten, "forgotten client")}: without a key, here too`]),
    ...(view.aside === null ? [] : [`What was there lies in ${view.aside}`]),
    ...numberLines(view.numbers, frame),
    ...wrap(
      "It is in quarantine and sends nothing. Make sure that the old one is off for good, then admit it:",
      frame.width,
    ),
    `  ${frame.typed("admit")}`,
  ];
}

const derived: Record<Compared, string> = {
  equal: "what is derived from them: derived anew, and equal",
  "another version":
    "what is derived from them: derived anew; another version of Mainstay made the backup, so there is nothing to compare it with",
  "none kept":
    "what is derived from them: derived anew; the backup holds nothing to compare it with",
  "keys lost":
    "what is derived from them: derived anew, without clients whose keys are lost; so it is not compared with what stood there",
  "forgotten since":
    "what is derived from them: derived anew, without a client who was forgotten since; so it is not compared with what stood there",
};

function olderKeysLines({ at: made, spoilt, lost }: OlderKeys, frame: Frame): string[] {
  const whose =
    lost.length === 0
      ? "No key that is needed was only in what is spoilt."
      : `Lost with it are the keys of ${plural(lost.length, "client")} who came since: ${lost.join(", ")}. What is sealed for them can never be read again; they count as forgotten.`;
  return wrap(
    `The newest copy of the keys is spoilt: ${spoilt.join(", ")}. These keys are of ${at(made)}. ${whose}`,
    frame.width,
  ).map(frame.paint.warn);
}

function unvouched(frame: Frame): string[] {
  return wrap(
    "Nobody vouches for it: whoever knows the recipient of your backups could have made it.",
    frame.width,
  ).map(frame.paint.warn);
}

function itemLines(items: RestoredItems, signer: string | null, frame: Frame): string[] {
  const { events, values, forgottenValues, blobs, keys, files, projections } = items;
  const lost = items.olderKeys?.lost.length ?? 0;
  const open = lost === 0 ? "all of them open" : "all open but those of whom is lost";
  const gone =
    forgottenValues === 0 ? "" : ` (${forgottenValues} more of forgotten clients left out)`;
  return [
    ...(signer === null ? unvouched(frame) : []),
    `  ${plural(events, "entry", "entries")}, all in the tree that ${signer === null ? "its manifest names" : "was signed"}`,
    `  ${plural(values, "value")}${gone}, ${plural(blobs, "file")}, ${plural(keys, "key")}: ${open}`,
    `  ${plural(files, "file")} of connectors: books, letters, what the bank gave`,
    ...hang("  ", derived[projections], frame.width),
    ...(items.olderKeys === null ? [] : olderKeysLines(items.olderKeys, frame)),
  ];
}
