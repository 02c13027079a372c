// What package.json says to VS Code: nothing in it leads nowhere, and no two commands read the same.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const manifest = readFileSync('package.json', 'utf8');
// Only what is looked at here; the rest of its shape is VS Code's to check.
const { contributes } = JSON.parse(manifest) as {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
  };
};
const commands = contributes.commands.map(({ command }) => command);

describe('the contributions', () => {
  it('lead to commands that there are, from every text and menu', () => {
    const links = [...manifest.matchAll(/\(command:(clusterLab\.\w+)/g)].map(([, id = '']) => id);
    const inMenus = Object.values(contributes.menus).flatMap((items) =>
      items.map(({ command }) => command),
    );
    assert.ok(
      links.includes('clusterLab.learn') && links.includes('clusterLab.compareWithCluster'),
    );
    const unknown = [...links, ...inMenus].filter((id) => !commands.includes(id));
    assert.deepEqual(unknown, []);
  });

  it('have a title of its own for every command, in the style of VS Code', () => {
    const titles = contributes.commands.map(({ title }) => title);
    assert.equal(new Set(titles).size, titles.length);
    assert.deepEqual(
      titles.filter((title) => !/^\p{Lu}/u.test(title) || title.endsWith('.')),
      [],
    );
  });
});
