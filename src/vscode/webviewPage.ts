// The frame of our pages in webviews: nothing is let in but what their Content-Security-Policy names.

export interface PageContent {
  readonly title: string;
  readonly body: string;
  /** Of the body's tag. */
  readonly attributes?: string;
}

export interface PageSources {
  /** Where the webview's own resources come from, as VS Code names it in policies. */
  readonly cspSource: string;
  readonly nonce: string;
  readonly scriptUri: string;
  readonly styleUri: string;
}

/**
 * A page with our own script and style; styles inside of the page are allowed because Mermaid writes
 * them into its pictures.
 */
export function livePage(
  { cspSource, nonce, scriptUri, styleUri }: PageSources,
  { body, ...content }: PageContent,
): string {
  const policy = [
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'unsafe-inline'`,
    `img-src ${cspSource}`,
    `font-src ${cspSource}`,
  ];
  const script = `<script type="module" nonce="${nonce}" src="${scriptUri}"></script>`;
  return page(policy, styleUri, { ...content, body: `\n${body}\n${script}\n` });
}

/** A page to be read: a style, and no script at all. */
export function stillPage(
  { cspSource, styleUri }: Pick<PageSources, 'cspSource' | 'styleUri'>,
  content: PageContent,
): string {
  return page([`style-src ${cspSource}`], styleUri, content);
}

function page(
  policy: readonly string[],
  styleUri: string,
  { title, body, attributes = '' }: PageContent,
): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${["default-src 'none'", ...policy].join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${styleUri}">
<title>${title}</title>
</head>
<body${attributes === '' ? '' : ` ${attributes}`}>${body}</body>
</html>`;
}
