// Many caches know the same objects by the same keys, and each builds its keys itself. Engines keep
// the name of a property once however often it occurs, which is put to use here.

/** The same text, in memory that all who ask for this text share. For what is kept long. */
export function sharedText(text: string): string {
  // Without a prototype it has no layout that others would share: a name costs no more than itself.
  const named = Object.create(null) as Record<string, true>;
  named[text] = true;
  return Object.keys(named)[0] ?? text;
}
