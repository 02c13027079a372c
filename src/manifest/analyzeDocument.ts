// Judges one document: parse, find its objects, apply every rule. The result depends on nothing but
// the document's text, so that it is kept until that text changes.
import type { Finding } from './diagnostic';
import type { ManifestKnowledge } from './manifestKnowledge';
import { objectsIn, type ManifestObject } from './manifestObject';
import { objectCheck } from './objectCheck';
import { parseYaml } from './parseYaml';
import { OBJECT_RULES } from './rules/objectRules';
import { isRefusal, yamlSyntaxFindings } from './rules/yamlSyntax';
import type { YamlNode } from './yamlTree';

export interface DocumentAnalysis {
  /** Undefined where the document is empty or refused. */
  readonly root: YamlNode | undefined;
  readonly objects: readonly ManifestObject[];
  /** In the order of the text. */
  readonly findings: readonly Finding[];
  readonly hasSyntaxErrors: boolean;
}

/** YAML that is something else (a Compose file, values of a chart) is none of our business. */
const LOOKS_LIKE_KUBERNETES = /^[ \t{-]*"?apiVersion"?[ \t]*:/m;

/** Yields between steps that take a few milliseconds at most. */
export function* analyzeDocument(
  text: string,
  knowledge: ManifestKnowledge,
): Generator<undefined, DocumentAnalysis> {
  if (!isWorthParsing(text)) return NOTHING;
  const { root, problems } = yield* parseYaml(text);
  const isOurs = LOOKS_LIKE_KUBERNETES.test(text);
  const syntax = yamlSyntaxFindings(text, problems).filter((each) => isOurs || isRefusal(each));
  const objects = objectsIn(root);
  const findings = [...syntax];
  // What the parser made of broken syntax is a guess: no complaints about guesses.
  for (const [index, object] of problems.length > 0 ? [] : objects.entries()) {
    if (index > 0) yield;
    for (const finding of findingsOf(object, knowledge)) {
      findings.push(index === 0 ? finding : { ...finding, objectIndex: index });
    }
  }
  findings.sort((a, b) => a.range.start - b.range.start);
  return { root, objects, findings, hasSyntaxErrors: problems.length > 0 };
}

const NOTHING: DocumentAnalysis = {
  root: undefined,
  objects: [],
  findings: [],
  hasSyntaxErrors: false,
};

/** Aliases are looked at in any file: a bomb hurts whatever reads it next. */
function isWorthParsing(text: string): boolean {
  return text.includes('apiVersion') || (text.includes('*') && text.includes('&'));
}

function findingsOf(object: ManifestObject, knowledge: ManifestKnowledge): readonly Finding[] {
  const check = objectCheck(object, knowledge);
  return OBJECT_RULES.flatMap((rule) => rule.check(check));
}
