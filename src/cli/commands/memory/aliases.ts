import { type Command, Option } from "commander";
import { type EntityKind, entityKinds } from "../../../value/entity-kind.ts";
import { type Context, sessionOf } from "../../context.ts";
import { examples } from "../../help.ts";
import { aliasLines } from "../../views/memory/aliases.ts";

type Options = { add?: string[]; remove?: string[]; of?: string; as?: EntityKind };

export function addClient(root: Command, context: Context): void {
  const client = root
    .command("client")
    .summary("how a client is called")
    .description("One client, and how they are called.");
  const aliases = client
    .command("aliases <name>")
    .summary("other names by which a client is found")
    .description(
      "Other names and addresses by which a client is found, or a person, a company or a project of theirs. A name leads to one of them: what leads to another already, or looks like it, is refused.",
    )
    .option("--add <name...>", "they are called so, too")
    .option("--remove <name...>", "they are not called so any more")
    .option("--of <name>", "of somebody or something of theirs, by its name")
    .addOption(new Option("--as <kind>", "what that is").choices(entityKinds))
    .action((name: string, { add = [], remove = [], of, as }: Options, command: Command) => {
      const session = sessionOf(context, command);
      const more = { ...(of === undefined ? {} : { of }), ...(as === undefined ? {} : { as }) };
      const asksOnly = add.length === 0 && remove.length === 0 && of === undefined;
      return session.desk(async (desk) =>
        session.show(
          await (asksOnly
            ? desk.aliases({ client: name })
            : desk.rename({ client: name, ...more, add, remove })),
          aliasLines,
        ),
      );
    });
  examples(aliases, [
    ["client aliases Nordlicht", "how they are called"],
    ['client aliases Nordlicht --add NLC "Nordlicht Kaffee"', "two more names of theirs"],
    ['client aliases Nordlicht --of "Ana Berger" --add Anni', "a person of theirs"],
  ]);
}
