// Icons in the colours of VS Code's own that say how well something is.
import * as vscode from 'vscode';
import type { Health } from '../views/health';

const COLOURS: Readonly<Record<Health, string>> = {
  good: 'testing.iconPassed',
  working: 'charts.yellow',
  bad: 'testing.iconFailed',
  off: 'disabledForeground',
  done: 'descriptionForeground',
};

export function healthIcon(icon: string, health: Health): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor(COLOURS[health]));
}
