// Writes down whose packages esbuild has bundled, with the licence text that each brings, as their licences ask.
'use strict';

const { existsSync, readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');

const LICENSE_FILE = /^(licen[cs]e|copying)(-mit|-apache)?(\.(md|txt))?$/i;

/**
 * @param {readonly string[]} inputs files that were bundled, relative to the project's folder
 * @returns {string} the notices, one package after the other by name
 */
function thirdPartyNotices(inputs) {
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  const notices = [...folders].map(noticeOf).sort((a, b) => a.title.localeCompare(b.title, 'en'));
  const head = `Cluster Lab contains the following ${notices.length} packages of others.`;
  return [head, ...notices.map(({ title, text }) => `${title}\n\n${text.trim()}`)].join(
    `\n\n${'-'.repeat(80)}\n\n`,
  );
}

/** `node_modules/@scope/name` of `node_modules/@scope/name/lib/file.js`; the innermost where packages are nested. */
function packageFolder(file) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function noticeOf(folder) {
  const { name, version, license, author } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  const title = `${name} ${version} (${license ?? 'licence below'})`;
  const file = readdirSync(folder).find((entry) => LICENSE_FILE.test(entry));
  if (file !== undefined) return { title, text: readFileSync(path.join(folder, file), 'utf8') };
  const by = typeof author === 'string' ? author : (author?.name ?? 'its authors');
  return { title, text: `Copyright (c) ${by}. Licence: ${license}; the package holds no text.` };
}

/** Files of an esbuild metafile's inputs that exist: the others are made by esbuild itself. */
function bundledFiles(metafiles) {
  return metafiles.flatMap(({ inputs }) => Object.keys(inputs)).filter((file) => existsSync(file));
}

module.exports = { bundledFiles, thirdPartyNotices };
