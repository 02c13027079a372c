// Reads a lab file, some milliseconds at a time: the lab, or everything that is wrong with it.
import { parseYaml, type YamlLimits, type YamlProblem } from '../manifest/parseYaml';
import { entryOf, jsonOf, stringAt, type TextRange, type YamlNode } from '../manifest/yamlTree';
import { checkJournal } from './checkJournal';
import { checkShape } from './checkShape';
import { configOf, type WrittenCluster } from './labConfig';
import type { LabEnd, LabFile } from './labFile';
import { entryOfLab, type WrittenEntry } from './labJournal';
import type { LabProblem, LabProblemCode } from './labProblem';
import { LAB_API_VERSION, LAB_KIND, LAB_SHAPE, MAX_NODES } from './labShape';

export interface ReadLab {
  readonly root: YamlNode | undefined;
  /** In the order of the text. */
  readonly problems: readonly LabProblem[];
  /** Undefined where there are problems. */
  readonly lab: LabFile | undefined;
}

/** Some hours of a busy learner; more would hold up the editor for too long. */
const LIMITS: YamlLimits = { characters: 8_000_000, lexemes: 3_000_000, nodes: 1_000_000 };

/** `metadata`, `journal` and so on, as the shape of a lab lets them through. */
interface WrittenLab {
  readonly metadata?: {
    readonly name?: string;
    readonly description?: string;
    readonly savedBy?: string;
  };
  readonly cluster: WrittenCluster;
  readonly journal?: readonly WrittenEntry[];
  readonly end?: LabEnd;
}

export function* readLab(text: string): Generator<undefined, ReadLab> {
  const problems: LabProblem[] = [];
  const add = (code: LabProblemCode, range: TextRange, message: string): void => {
    problems.push({ code, range, message });
  };
  const { root, problems: syntax } = yield* parseYaml(text, LIMITS);
  for (const problem of syntax) add(codeOf(problem), problem, advice(problem));
  yield;
  if (root === undefined) {
    if (problems.length === 0) add('not-a-lab', { start: 0, end: 0 }, EMPTY);
  } else if (isOfThisVersion(root, add)) {
    checkShape(root, LAB_SHAPE, 'a lab', firstLine(text, root), add);
    yield;
    checkNodes(root, add);
    checkJournal(root, firstLine(text, root), add);
  }
  problems.sort((a, b) => a.range.start - b.range.start);
  if (root === undefined || problems.length > 0) return { root, problems, lab: undefined };
  // The shape of a lab has let it through.
  return { root, problems, lab: labOf(jsonOf(root) as WrittenLab) };
}

/** Reads at once; for small files and tests. */
export function readLabAtOnce(text: string): ReadLab {
  const steps = readLab(text);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const EMPTY =
  `This is no lab: a lab begins with "apiVersion: ${LAB_API_VERSION}" and "kind: ${LAB_KIND}". ` +
  'The command "Cluster Lab: New Lab..." makes one.';

/** Of another version everything else may be different: nothing more is said then. */
function isOfThisVersion(
  root: YamlNode,
  add: (code: LabProblemCode, range: TextRange, message: string) => void,
): boolean {
  const version = stringAt(root, 'apiVersion');
  const range = entryOf(root, 'apiVersion')?.value ?? { start: root.start, end: root.start + 1 };
  if (version === LAB_API_VERSION) return true;
  if (version?.startsWith('clusterlab/') === true) {
    const wanted = LAB_API_VERSION.slice(LAB_API_VERSION.indexOf('/') + 1);
    add(
      'lab-version',
      range,
      `This lab is of version ${version.slice('clusterlab/'.length)}, and this Cluster Lab reads ${wanted}. Update the extension, or have the lab saved by one that writes ${wanted}.`,
    );
  } else add('not-a-lab', range, EMPTY);
  return false;
}

function codeOf({ code }: YamlProblem): LabProblemCode {
  return code === 'TOO_LARGE' || code === 'ALIAS_BOMB' ? 'lab-too-large' : 'yaml-syntax';
}

function advice({ code, message }: YamlProblem): string {
  if (code !== 'TOO_LARGE') return message;
  return `This lab is too large to be read: at most ${String(LIMITS.characters / 1e6)} MB. Save it earlier in its run, or leave out the journal for a start configuration.`;
}

/** Where a lab lacks something as a whole. */
function firstLine(text: string, root: YamlNode): TextRange {
  const end = text.indexOf('\n', root.start);
  return { start: root.start, end: end < 0 ? text.length : end };
}

/** All groups together are not too many. */
function checkNodes(
  root: YamlNode,
  add: (code: LabProblemCode, range: TextRange, message: string) => void,
): void {
  const groups = entryOf(entryOf(root, 'cluster')?.value, 'nodes')?.value;
  if (groups?.kind !== 'list') return;
  let nodes = 0;
  for (const group of groups.items) {
    const count = entryOf(group, 'count')?.value;
    if (count?.kind !== 'scalar' || typeof count.value !== 'number') continue;
    nodes += count.value;
    if (nodes <= MAX_NODES) continue;
    add(
      'bad-value',
      count,
      `With these there are ${String(nodes)} nodes: at most ${String(MAX_NODES)} fit.`,
    );
    return;
  }
}

function labOf({ metadata, cluster, journal = [], end }: WrittenLab): LabFile {
  const { name, description, savedBy } = metadata ?? {};
  return {
    name,
    description,
    savedBy,
    config: configOf(cluster),
    journal: journal.map(entryOfLab),
    end,
  };
}
