// Names of nodes in a sentence.

/** `worker-1, worker-2 and 4 more` */
export function nodesText(nodes: readonly string[], most: number): string {
  const shown = nodes.slice(0, most).join(', ');
  return nodes.length > most ? `${shown} and ${String(nodes.length - most)} more` : shown;
}
