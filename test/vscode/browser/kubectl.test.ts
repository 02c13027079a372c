// A learner who brings tools of their own: the terminal whose kubectl speaks with the cluster, the
// log of what it asks, the kubeconfig on the clipboard and in files.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { kubernetesTools, TOOLS_RUN_HERE } from '../../conformance/kubernetesTools';
import { textTopDown } from '../host/drawnText';
import { suiteWindow } from '../host/suiteWindow';
import { READABLE_TERMINALS, Terminal } from '../host/terminal';
import { untilDone } from '../host/untilDone';
import { untilRead } from '../host/untilRead';
import type { Workbench } from '../host/workbench';

const OWN_KUBECONFIG = `# Mine
apiVersion: v1
kind: Config
clusters:
  - name: work
    cluster:
      server: https://work.example
current-context: work
`;

describe('a learner’s own kubectl', function () {
  this.timeout(60_000);
  const scratch = path.join(tmpdir(), `cluster-lab-home-${String(process.pid)}`);
  const home = path.join(scratch, 'home');
  const bin = path.join(scratch, 'bin');
  const kubectlLink = path.join(bin, 'kubectl');
  let workbench: Workbench;
  let terminal: Terminal;

  before(function () {
    if (!TOOLS_RUN_HERE) this.skip();
    mkdirSync(path.join(home, '.kube'), { recursive: true });
    mkdirSync(bin);
    // VS Code asks a login shell for the variables of its extensions.
    const startup = `PATH=${bin}:${pathWithoutKubectl()}\nPS1='$ '\n`;
    for (const file of ['.bash_profile', '.bashrc']) writeFileSync(path.join(home, file), startup);
  });
  suiteWindow(
    'kubectl',
    (opened) => {
      workbench = opened;
      terminal = new Terminal(opened.page);
    },
    {
      settings: READABLE_TERMINALS,
      environment: { HOME: home, SHELL: '/bin/bash', KUBECONFIG: '' },
    },
  );
  before(async function () {
    this.timeout(120_000);
    await workbench.openView('Cluster Lab');
    await workbench.runCommand('Cluster Lab: Start Cluster');
    await workbench.statusBarItem('3/3 nodes ready').waitFor({ timeout: 60_000 });
    await workbench.runAhead('1 minute');
  });
  after(async () => {
    // The shells of the window may write there until it is closed: what is left then is for the system to clear.
    await rm(scratch, { recursive: true, force: true, maxRetries: 10 }).catch(() => undefined);
  });

  it('has its requests listed; before the first the list says what it is for', async () => {
    await workbench.runCommand('Cluster Lab: Show API Requests');
    await untilOutput(/^Requests of kubectl, Helm and other programs/);
    await workbench.inBothThemes('kubectl-no-requests');
  });

  it('where it is not installed, the terminal says so and where to get it', async () => {
    await workbench.runCommand('Cluster Lab: Open kubectl Terminal');
    const greeting = await terminal.untilText(/\$ *\n*$/);
    assert.match(unwrapped(greeting), /there is no kubectl on your PATH/);
    assert.match(unwrapped(greeting), /https:\/\/kubernetes\.io\/docs\/tasks\/tools\/#kubectl/);
    await workbench.inBothThemes('kubectl-not-installed');
  });

  it('finds the cluster in the next terminal once it is', async () => {
    const { kubectl } = await kubernetesTools();
    symlinkSync(kubectl, kubectlLink);
    await workbench.runCommand('Terminal: Kill All Terminals');
    await workbench.runCommand('Cluster Lab: Open kubectl Terminal');
    await terminal.untilText(/kubectl speaks with the cluster .* kubectl get nodes\n\$/);
    await terminal.run('kubectl get nodes');
    await terminal.untilText(/worker-2 +Ready +<none> +\d+/);
    await workbench.inBothThemes('kubectl-nodes');
  });

  it('does so in a terminal of the profile, too', async () => {
    await workbench.runCommand('Terminal: Kill All Terminals');
    await workbench.runCommandWith('Create New Terminal (With Profile)', 'Cluster Lab');
    await terminal.run('kubectl config current-context');
    await terminal.untilText(/\ncluster-lab\n/);
  });

  it('puts objects into the cluster that the tree and the diagram show', async () => {
    await workbench.runCommand('Cluster Lab: Open Diagram');
    const shapes = workbench.diagramFrame().locator('g.shape');
    await shapes.filter({ hasText: 'worker-2' }).first().waitFor();
    await terminal.run('kubectl apply -f hello.yaml');
    await terminal.untilText(/deployment\.apps\/hello created/);
    await workbench.runAhead('1 minute');
    await workbench.untilRow(/^hello-…-\S+ Running$/);
    await shapes.filter({ hasText: 'hello', visible: true }).nth(2).waitFor();
    await terminal.run('kubectl get pods -o wide');
    await terminal.untilText(/hello-\S+ +1\/1 +Running/);
    await workbench.inBothThemes('kubectl-applied');
  });

  it('has its requests listed: who asked what, and the answer', async () => {
    await workbench.runCommand('Cluster Lab: Show API Requests');
    await untilOutput(
      /^\d:\d\d:\d\d kubectl as kubernetes-admin {2}POST {4}201 {2}\/apis\/apps\/v1\/namespaces\/default\/deployments\?/m,
    );
    await workbench.inBothThemes('kubectl-requests');
  });

  it('is seen asking in the picture of the components', async () => {
    await workbench.runCommand('Cluster Lab: Show Components');
    const arrows = workbench.diagramFrame().locator('path.flowchart-link');
    await arrows.nth(6).waitFor({ state: 'attached' });
    await workbench.page.locator('.panel').getByRole('tab', { name: 'Terminal' }).click();
    const lit = workbench.diagramFrame().locator('path.flowchart-link.changed');
    const asking = arrows.first().and(lit).waitFor({ state: 'attached' });
    await terminal.run('kubectl get services');
    await asking;
    await workbench.screenshot('kubectl-asking');
  });

  it('can be given the kubeconfig by way of the clipboard', async () => {
    const context = workbench.page.context();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.runCommand('Cluster Lab: Copy Kubeconfig');
    await workbench.notification('Kubeconfig copied').waitFor();
    await workbench.screenshot('kubectl-copied');
    const text: unknown = await workbench.page.evaluate('navigator.clipboard.readText()');
    assert.ok(typeof text === 'string');
    const file = path.join(scratch, 'pasted');
    writeFileSync(file, text);
    assert.match(nodesSeenWith(file), /worker-2 +Ready/);
  });

  it('or in a file, that nobody else may read', async () => {
    await workbench.runCommand('Cluster Lab: Write Kubeconfig…');
    await workbench.quickInput.row('A file of its own…').waitFor();
    await workbench.inBothThemes('kubectl-write');
    await workbench.quickInput.choose('A file of its own…');
    const dialog = workbench.page.locator('.quick-input-widget');
    await dialog.getByRole('button', { name: 'OK' }).waitFor();
    const file = path.join(home, 'cluster-lab.kubeconfig');
    // The dialog takes no key before it has looked into the folder.
    await untilDone(
      async () => {
        await workbench.page.waitForTimeout(1_000);
        return existsSync(file);
      },
      () => workbench.quickInput.accept(),
    );
    await workbench.notification('Written. KUBECONFIG=~/cluster-lab.kubeconfig').waitFor();
    await workbench.screenshot('kubectl-written');
    assert.match(nodesSeenWith(file), /worker-2 +Ready/);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('or in the learner’s own kubeconfig, which is asked for, and of which a copy is kept', async () => {
    const own = path.join(home, '.kube/config');
    writeFileSync(own, OWN_KUBECONFIG);
    await workbench.runCommandWith('Cluster Lab: Write Kubeconfig…', 'Your own kubeconfig');
    await workbench.page.locator('.monaco-dialog-box').waitFor();
    assert.equal(readFileSync(own, 'utf8'), OWN_KUBECONFIG);
    await workbench.inBothThemes('kubectl-merge');
    await workbench.answerDialog('Add');
    await workbench.notification('Added. Backup: ~/.kube/config.backup').waitFor();
    await workbench.screenshot('kubectl-merged');
    assert.match(nodesSeenWith(own), /worker-2 +Ready/);
    assert.match(readFileSync(own, 'utf8'), /^# Mine\n[^]*https:\/\/work\.example/);
    assert.equal(readFileSync(`${own}.backup`, 'utf8'), OWN_KUBECONFIG);
  });

  it('while the learner looks back, sees the present and is told why it changes nothing', async () => {
    await workbench.runCommandWithText('Cluster Lab: Look Back to a Time…', '0:00:30');
    await workbench.statusBarItem(/past/).waitFor();
    const file = path.join(home, 'cluster-lab.kubeconfig');
    assert.match(nodesSeenWith(file), /worker-2 +Ready/);
    for (const change of [
      'create namespace later',
      'delete node worker-2',
      'run a --image=nginx',
    ]) {
      const env = { HOME: home, KUBECONFIG: file };
      const { stderr, status } = spawnSync(kubectlLink, change.split(' '), {
        env,
        encoding: 'utf8',
        timeout: 20_000,
      });
      assert.equal(status, 1, stderr);
      assert.match(
        stderr,
        /^(?:error: .*)?Error from server \(ServiceUnavailable\): Cluster Lab is looking back at 0:00:30: nothing can be changed there\. "Continue from Here" .* "Return to Now" leaves it\.\n$/,
      );
    }
    await workbench.runCommand('Cluster Lab: Return to Now');
    await workbench.pausedIcon().waitFor({ state: 'hidden' });
  });

  it('is told where to find the cluster when the port that was chosen is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    try {
      // What listens on a port has an address with a port.
      const { port } = other.address() as AddressInfo;
      const settings = path.join(workbench.folder, '.vscode');
      mkdirSync(settings, { recursive: true });
      const text = JSON.stringify({ 'clusterLab.api.port': port });
      writeFileSync(path.join(settings, 'settings.json'), text);
      const told = workbench.notification(`Port ${String(port)} is not free`);
      await told.waitFor();
      await workbench.screenshot('kubectl-port-taken');
      await told.hover();
      await told.getByRole('button', { name: 'Copy Kubeconfig' }).click();
      await workbench.notification('Kubeconfig copied').waitFor();
      const copied: unknown = await workbench.page.evaluate('navigator.clipboard.readText()');
      assert.ok(typeof copied === 'string' && !copied.includes(`127.0.0.1:${String(port)}`));
      const file = path.join(scratch, 'other-port');
      writeFileSync(file, copied);
      assert.match(nodesSeenWith(file), /worker-2 +Ready/);
    } finally {
      other.close();
    }
  });

  /** Waits until the output panel shows such a line. */
  async function untilOutput(wanted: RegExp): Promise<void> {
    const lines = workbench.page.locator('.panel .view-line');
    await untilRead(
      async () => (await textTopDown(lines)).join('\n'),
      (text) => wanted.test(text),
      (text) => `the output never showed ${String(wanted)}:\n${text}`,
    );
  }

  function nodesSeenWith(kubeconfig: string): string {
    const env = { HOME: home, KUBECONFIG: kubeconfig };
    return execFileSync(kubectlLink, ['get', 'nodes'], { env, encoding: 'utf8' });
  }
});

/** The machine may have one of its own. */
function pathWithoutKubectl(): string {
  const folders = (process.env['PATH'] ?? '').split(':');
  return folders.filter((folder) => !existsSync(path.join(folder, 'kubectl'))).join(':');
}

/** A long line goes on in the next row of the screen. */
function unwrapped(screen: string): string {
  return screen.replaceAll('\n', '');
}
