// A plugin of TypeDoc: leaves out the members that a class has from another one, which has a page of
// its own. Interfaces of options keep theirs, since a reader wants all options in one table.
import { Converter, ReflectionKind } from "typedoc";

export function load(app) {
  // After members know where they come from, and before they are put into groups.
  const priority = -50;
  app.converter.on(
    Converter.EVENT_RESOLVE_END,
    ({ project }) => {
      for (const owner of project.getReflectionsByKind(ReflectionKind.Class))
        for (const member of [...(owner.children ?? [])])
          if (member.inheritedFrom) project.removeReflection(member);
    },
    priority,
  );
}
