// Parts of the page by their id. The pages are written by diagramHtml.ts and lifeHtml.ts in src/vscode.

/** Throws where the page lacks it: page and script are of one build. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no element "${id}".`);
  // The caller knows which element of the page it asks for.
  return element as T;
}
