import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension in a real VS Code', () => {
  it('is found under its name and activates', async () => {
    const extension = vscode.extensions.getExtension('cluster-lab.cluster-lab');
    assert.ok(extension, 'VS Code does not know cluster-lab.cluster-lab');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('runs in a VS Code that its manifest allows', () => {
    const [major = 0, minor = 0] = vscode.version.split('.').map(Number);
    assert.ok(major > 1 || minor >= 95, `VS Code ${vscode.version} is older than engines.vscode`);
  });
});
