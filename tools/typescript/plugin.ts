import type ts from "typescript";
import { definitionPlace } from "./definition-place.ts";

/**
 * A plugin of TypeScript's language service: what is defined in a generated module is defined in its `.qdl` file, so that an
 * editor goes there.
 */
export function create({ languageService, serverHost }: ts.server.PluginCreateInfo): ts.LanguageService {
  const toDefinition = <Info extends ts.DefinitionInfo | ts.ImplementationLocation>(info: Info): Info => {
    const text = languageService.getProgram()?.getSourceFile(info.fileName)?.text;
    const place =
      text === undefined ? undefined : definitionPlace(info.fileName, text, info.textSpan.start, serverHost);
    if (!place) return info;
    const { contextSpan: _, ...rest } = info;
    return { ...(rest as Info), fileName: place.file, textSpan: { start: place.start, length: place.length } };
  };
  const toDefinitions = <Info extends ts.DefinitionInfo | ts.ImplementationLocation>(infos: readonly Info[] = []) => {
    // What reads a property and what writes it come from one line.
    const places = infos.map(toDefinition).map((info) => [`${info.textSpan.start} ${info.fileName}`, info] as const);
    return [...new Map(places).values()];
  };
  return {
    ...languageService,
    getDefinitionAtPosition: (file, at) => toDefinitions(languageService.getDefinitionAtPosition(file, at)),
    getTypeDefinitionAtPosition: (file, at) => toDefinitions(languageService.getTypeDefinitionAtPosition(file, at)),
    getImplementationAtPosition: (file, at) => toDefinitions(languageService.getImplementationAtPosition(file, at)),
    getDefinitionAndBoundSpan: (file, at) => {
      const found = languageService.getDefinitionAndBoundSpan(file, at);
      return found && { ...found, definitions: toDefinitions(found.definitions) };
    },
  };
}
