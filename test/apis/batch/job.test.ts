import assert from 'node:assert/strict';
import { JOB_RULES } from '../../../src/apis/batch/job';
import { complaints, defaulted, updateComplaints } from '../complaints';

/** A job as a user writes it, which has no uid: what the API server adds is not asked for. */
function job(spec: string, pod = '', labels = '{}'): string {
  return `{ metadata: { uid: "" }, spec: { ${spec}${spec ? ', ' : ''}template: { metadata: { labels: ${labels} }, spec: { restartPolicy: Never, containers: [{ name: a, image: busybox }]${pod} } } } }`;
}

const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  ['a plain job', job(''), []],
  [
    'a pod that would never end',
    '{ metadata: { uid: "" }, spec: { template: { spec: { containers: [{ name: a, image: b }] } } } }',
    ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
  ],
  [
    'an odd restart policy',
    job('', ', restartPolicy: Sometimes').replace('restartPolicy: Never, ', ''),
    [
      'spec.template.spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
      'spec.template.spec.restartPolicy: Unsupported value: "Sometimes": supported values: "OnFailure", "Never"',
    ],
  ],
  [
    'negative numbers',
    job('completions: -1, backoffLimit: -2'),
    [
      'spec.completions: Invalid value: -1: must be greater than or equal to 0',
      'spec.backoffLimit: Invalid value: -2: must be greater than or equal to 0',
    ],
  ],
  [
    'indexed without completions',
    job('completionMode: Indexed, parallelism: 2'),
    ['spec.completions: Required value: when completion mode is Indexed'],
  ],
  [
    'what only indexed jobs have',
    job('maxFailedIndexes: 1'),
    [
      'spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified',
      'spec.maxFailedIndexes: Invalid value: 1: requires indexed completion mode',
    ],
  ],
  [
    'a failure policy',
    job(
      'podFailurePolicy: { rules: [{ action: Odd }, { action: FailJob, onExitCodes: { operator: In, values: [3, 0, 3] } }] }',
    ),
    [
      'spec.podFailurePolicy.rules[0].action: Unsupported value: "Odd": supported values: "Count", "FailIndex", "FailJob", "Ignore"',
      'spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required',
      'spec.podFailurePolicy.rules[1].onExitCodes.values[1]: Invalid value: 0: must not be 0 for the In operator',
      'spec.podFailurePolicy.rules[1].onExitCodes.values[2]: Duplicate value: 3',
      'spec.podFailurePolicy.rules[1].onExitCodes.values: Invalid value: [3,0,3]: must be ordered',
    ],
  ],
  [
    'a success policy',
    job(
      'completionMode: Indexed, completions: 3, successPolicy: { rules: [{ succeededIndexes: "0-1,1" }, { succeededIndexes: "5" }, { succeededCount: 4 }, {}] }',
    ),
    [
      'spec.successPolicy.rules[0].succeededIndexes: Invalid value: "0-1,1": error parsing succeededIndexes: non-increasing order, previous: 1, current: 1',
      'spec.successPolicy.rules[1].succeededIndexes: Invalid value: "5": error parsing succeededIndexes: too large index: "5"',
      'spec.successPolicy.rules[2].succeededCount: Invalid value: 4: must be less than or equal to 3 (the number of specified completions)',
      'spec.successPolicy.rules[3]: Required value: at least one of succeededCount or succeededIndexes must be specified',
    ],
  ],
  [
    'a selector of its own that fits nothing',
    job('manualSelector: true, selector: { matchLabels: { a: b } }', '', '{ a: c }'),
    [
      'spec.template.metadata.labels: Invalid value: {"a":"c"}: `selector` does not match template `labels`',
    ],
  ],
  [
    'a manager that is no domain path',
    job('managedBy: me'),
    ['spec.managedBy: Invalid value: "me": must be a domain-prefixed path (such as "acme.io/foo")'],
  ],
];

describe('jobs', () => {
  for (const [what, manifest, expected] of CASES) {
    it(`say what is wrong with ${what}`, () => {
      assert.deepEqual(complaints(JOB_RULES, manifest), expected);
    });
  }

  it('run one pod to its end by default, and again if it fails', () => {
    const { spec } = defaulted(JOB_RULES, job(''));
    assert.deepEqual(
      { ...spec, template: undefined },
      {
        template: undefined,
        backoffLimit: 6,
        completionMode: 'NonIndexed',
        completions: 1,
        manualSelector: false,
        parallelism: 1,
        podReplacementPolicy: 'TerminatingOrFailed',
        suspend: false,
      },
    );
    assert.equal(defaulted(JOB_RULES, job('parallelism: 3')).spec.completions, undefined);
    const perIndex = 'completionMode: Indexed, completions: 2, backoffLimitPerIndex: 1';
    assert.equal(defaulted(JOB_RULES, job(perIndex)).spec.backoffLimit, 2_147_483_647);
  });

  it('keep what they began with', () => {
    const [before] = [job('completions: 2')];
    assert.deepEqual(
      updateComplaints(JOB_RULES, before, job('completions: 2, parallelism: 5')),
      [],
    );
    assert.deepEqual(updateComplaints(JOB_RULES, before, job('completions: 3')), [
      'spec.completions: Invalid value: 3: field is immutable',
    ]);
    assert.match(
      updateComplaints(JOB_RULES, before, before.replace('busybox', 'nginx')).join(),
      /^spec.template: Invalid value: \{.*\}: field is immutable$/,
    );
    const indexed = job('completionMode: Indexed, completions: 2, parallelism: 2');
    const longer = indexed.replace('completions: 2', 'completions: 3');
    assert.deepEqual(updateComplaints(JOB_RULES, indexed, longer), [
      'spec.completions: Invalid value: 3: can only be modified in tandem with spec.parallelism',
    ]);
  });

  it('may choose their nodes while they are suspended', () => {
    const suspended = job('suspend: true');
    const moved = job('suspend: true', ', nodeSelector: { a: b }');
    assert.deepEqual(updateComplaints(JOB_RULES, suspended, moved), []);
    assert.equal(
      updateComplaints(JOB_RULES, job(''), job('', ', nodeSelector: { a: b }')).length,
      1,
    );
  });

  it('refuse labels that only the API server gives', () => {
    const manifest =
      '{ metadata: { uid: u-1 }, spec: { selector: { matchLabels: { batch.kubernetes.io/controller-uid: u-2 } }, template: { metadata: { labels: { controller-uid: u-2, job-name: web, batch.kubernetes.io/job-name: web, batch.kubernetes.io/controller-uid: u-2 } }, spec: { restartPolicy: Never, containers: [{ name: a, image: b }] } } } }';
    assert.deepEqual(complaints(JOB_RULES, manifest), [
      'spec.template.metadata.labels[controller-uid]: Invalid value: "u-2": must be \'u-1\'',
      'spec.template.metadata.labels[batch.kubernetes.io/controller-uid]: Invalid value: "u-2": must be \'u-1\'',
      'spec.selector: Invalid value: {"matchLabels":{"batch.kubernetes.io/controller-uid":"u-2"}}: `selector` not auto-generated',
    ]);
  });

  it('end once, in a status that fits together', () => {
    const statusErrors = (before: string, after: string): readonly string[] => {
      const read = (status: string): ReturnType<typeof defaulted<never>> =>
        defaulted(JOB_RULES, `{ status: ${status} }`) as never;
      const errors = JOB_RULES.validateStatusUpdate?.(read(after), read(before)) ?? [];
      return errors.map(({ path, detail }) => `${path}: ${detail}`);
    };
    const done =
      '{ startTime: "2026-01-01T00:00:00Z", completionTime: "2026-01-01T00:01:00Z", succeeded: 1, conditions: [{ type: SuccessCriteriaMet, status: "True" }, { type: Complete, status: "True" }] }';
    assert.deepEqual(statusErrors('{ active: 1 }', done), []);
    assert.deepEqual(statusErrors(done, '{ startTime: "2026-01-01T00:00:00Z", succeeded: 0 }'), [
      'status.conditions: Invalid value: cannot disable the terminal Complete=True condition',
      'status.conditions: Invalid value: cannot disable the SuccessCriteriaMet=True condition',
      'status.succeeded: Invalid value: 0: cannot decrease the succeeded counter',
    ]);
  });

  it('are selected by their success', () => {
    assert.deepEqual(JOB_RULES.selectableFields?.(defaulted(JOB_RULES, job(''))), {
      'status.successful': '0',
    });
  });
});
