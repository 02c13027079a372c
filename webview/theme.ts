// The theme of VS Code for Mermaid, which takes plain colours only: variables and colour functions
// are resolved by painting one pixel. What a shape's state looks like is in media/diagram.css.

export interface MermaidTheme {
  readonly fontFamily: string;
  readonly themeVariables: Readonly<Record<string, string>>;
}

export function readTheme(): MermaidTheme {
  const styles = getComputedStyle(document.documentElement);
  const colour = (...names: readonly string[]): string => {
    for (const name of names) {
      const value = styles.getPropertyValue(`--vscode-${name}`).trim();
      if (value !== '') return plainColour(value);
    }
    return plainColour('CanvasText');
  };
  const background = colour('editor-background');
  const text = colour('editor-foreground', 'foreground');
  const fontFamily = styles.getPropertyValue('--vscode-font-family').trim() || 'sans-serif';
  return {
    fontFamily,
    themeVariables: {
      fontFamily,
      fontSize: '13px',
      background,
      primaryColor: background,
      primaryTextColor: text,
      primaryBorderColor: colour('contrastBorder', 'panel-border', 'foreground'),
      lineColor: colour('descriptionForeground', 'foreground'),
      edgeLabelBackground: background,
      clusterBkg: background,
      clusterBorder: colour('contrastBorder', 'panel-border', 'foreground'),
      titleColor: text,
    },
  };
}

/** Any CSS colour as `rgba(r, g, b, a)`. */
function plainColour(value: string): string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d');
  if (context === null) return value;
  context.fillStyle = value;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 255] = context.getImageData(0, 0, 1, 1).data;
  return `rgba(${String(red)}, ${String(green)}, ${String(blue)}, ${(alpha / 255).toFixed(3)})`;
}

/** VS Code changes the body's class and the root's variables when its theme changes. */
export function onThemeChange(callback: () => void): void {
  const observer = new MutationObserver(callback);
  observer.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributeFilter: ['style'] });
}
