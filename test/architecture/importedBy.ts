/** What a source imports and exports from elsewhere, types included, as it is written there: the formatter keeps it at line starts. */
export function importedBy(source: string): readonly string[] {
  const imports =
    /^(?:(?:import|export)\s[^"';=]*?\sfrom\s*|import\s*)["']([^"']+)["']|\bimport\(\s*["']([^"']+)/gm;
  return [...source.matchAll(imports)].flatMap(([, atTop, inside]) => atTop ?? inside ?? []);
}
