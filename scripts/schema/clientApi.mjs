// Reads what kubernetes-models lacks out of @kubernetes/client-node: number formats, REST paths and verbs.
import fs from 'node:fs';
import path from 'node:path';

/** Maps class names (`V1PodSpec`) to their attributes by JSON name: `{ type, format }`. */
export function readClientModels(folder) {
  const models = new Map();
  for (const file of fs.readdirSync(folder)) {
    if (!/^\w*V\d\w*\.js$/.test(file)) continue;
    const text = fs.readFileSync(path.join(folder, file), 'utf8');
    const table = /attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(text);
    if (!table) continue;
    const attributes = JSON.parse(table[1]);
    models.set(file.slice(0, -3), new Map(attributes.map((each) => [each.baseName, each])));
  }
  return models;
}

/** The texts of `apiVersion` and `kind`, which kubernetes-models drops and which are the same for all kinds. */
export function readTypeMetaDescriptions(folder) {
  const text = fs.readFileSync(path.join(folder, 'V1Pod.d.ts'), 'utf8');
  const found = text.matchAll(/\/\*\*\n\s*\* (.*)\n\s*\*\/\n\s*'(apiVersion|kind)'/g);
  return Object.fromEntries([...found].map(([, description, name]) => [name, description]));
}

/** One entry per HTTP method and path of the GA API classes: `{ path, method, name, watchable, body, result }`. */
export function readOperations(folder) {
  return fs
    .readdirSync(folder)
    .filter((file) => /V\d+Api\.js$/.test(file))
    .sort()
    .flatMap((file) => operationsOf(fs.readFileSync(path.join(folder, file), 'utf8'), file));
}

function operationsOf(text, file) {
  const [requests, responses] = text.split(/export class \w+ResponseProcessor/);
  if (responses === undefined)
    throw new Error(`${file}: no response processor, has client-node changed its layout?`);
  const results = resultClasses(responses);
  const method = /\n    async (\w+)\(([^)]*)\) \{([\s\S]*?)\n    \}/g;
  return [...requests.matchAll(method)].map(([, name, parameters, code]) => {
    const url = /localVarPath = '([^']+)'/.exec(code);
    const verb = /HttpMethod\.(\w+)\)/.exec(code);
    if (!url || !verb) throw new Error(`${file}: ${name} has no path`);
    const body = /ObjectSerializer\.serialize\(body, "([^"]+)"/.exec(code);
    const watchable = parameters.split(', ').includes('watch');
    return {
      path: url[1],
      method: verb[1],
      name,
      watchable,
      body: body?.[1],
      result: results.get(name),
    };
  });
}

function resultClasses(responses) {
  const results = new Map();
  for (const method of responses.split('\n    async ').slice(1)) {
    const name = /^(\w+)WithHttpInfo\(/.exec(method);
    const type = /response\.body\.text\(\), contentType\), "([^"]+)"/.exec(method);
    if (name && type) results.set(name[1], type[1]);
  }
  return results;
}
