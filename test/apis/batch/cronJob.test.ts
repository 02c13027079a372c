import assert from 'node:assert/strict';
import { CRON_JOB_RULES } from '../../../src/apis/batch/cronJob';
import { complaints, defaulted, updateComplaints } from '../complaints';

const TEMPLATE =
  '{ spec: { template: { spec: { restartPolicy: OnFailure, containers: [{ name: a, image: busybox }] } } } }';

function cronJob(schedule: string, rest = ''): string {
  return `{ spec: { schedule: ${JSON.stringify(schedule)}, jobTemplate: ${TEMPLATE}${rest} } }`;
}

/** Schedules, and what is said of the bad ones. */
const SCHEDULES: readonly (readonly [string, string | undefined])[] = [
  ['*/5 * * * *', undefined],
  ['0 9-17/2 1,15 jan-mar MON-FRI', undefined],
  ['@daily', undefined],
  ['@every 1h30m', undefined],
  ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
  ['60 * * * *', 'end of range (60) above maximum (59): 60'],
  ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
  ['* * * * 7', 'end of range (7) above maximum (6): 7'],
  ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
  ['*/0 * * * *', 'step of range should be a positive number: */0'],
  ['a * * * *', 'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax'],
  ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
  ['*/1/2 * * * *', 'too many slashes: */1/2'],
  ['@never', 'unrecognized descriptor: @never'],
  ['@every soon', 'failed to parse duration @every soon: time: invalid duration "soon"'],
];

describe('cron jobs', () => {
  for (const [schedule, problem] of SCHEDULES) {
    it(`read the schedule ${schedule}`, () => {
      assert.deepEqual(
        complaints(CRON_JOB_RULES, cronJob(schedule)),
        problem === undefined
          ? []
          : [`spec.schedule: Invalid value: ${JSON.stringify(schedule)}: ${problem}`],
      );
    });
  }

  it('have their time zone in a field, not in the schedule', () => {
    const rule = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
    const zoned = 'TZ=UTC 0 0 * * *';
    assert.deepEqual(complaints(CRON_JOB_RULES, cronJob(zoned)), [
      `spec.schedule: Invalid value: "${zoned}": ${rule}`,
    ]);
    assert.deepEqual(updateComplaints(CRON_JOB_RULES, cronJob(zoned), cronJob(zoned)), []);
    const inZone = (zone: string): readonly string[] =>
      complaints(CRON_JOB_RULES, cronJob('@daily', `, timeZone: ${JSON.stringify(zone)}`));
    assert.deepEqual(inZone('Europe/Berlin'), []);
    assert.deepEqual(inZone('Europe/Nowhere'), [
      'spec.timeZone: Invalid value: "Europe/Nowhere": unknown time zone Europe/Nowhere',
    ]);
    assert.deepEqual(inZone(''), [
      'spec.timeZone: Invalid value: "": timeZone must be nil or non-empty string',
    ]);
    assert.match(inZone('Local').join(), /timeZone must be an explicit time zone/);
  });

  it('leave room in their name for the time of a job', () => {
    const named = cronJob('@daily').replace('{ ', `{ metadata: { name: ${'a'.repeat(53)} }, `);
    assert.deepEqual(complaints(CRON_JOB_RULES, named), [
      `metadata.name: Invalid value: "${'a'.repeat(53)}": must be no more than 52 characters`,
    ]);
  });

  it('look into the job that they make', () => {
    const bad = `{ spec: { schedule: "", concurrencyPolicy: Odd, jobTemplate: { spec: { selector: { matchLabels: { a: b } }, manualSelector: true, template: { spec: { containers: [] } } } } } }`;
    assert.deepEqual(complaints(CRON_JOB_RULES, bad), [
      'spec.schedule: Required value',
      'spec.concurrencyPolicy: Unsupported value: "Odd": supported values: "Allow", "Forbid", "Replace"',
      'spec.jobTemplate.spec.template.spec.containers: Required value',
      'spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
      'spec.jobTemplate.spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: `selector` will be auto-generated',
      'spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"',
    ]);
  });

  it('keep three good jobs and a bad one by default', () => {
    const { spec } = defaulted(CRON_JOB_RULES, cronJob('@daily'));
    assert.deepEqual(
      { ...spec, jobTemplate: undefined },
      {
        jobTemplate: undefined,
        schedule: '@daily',
        concurrencyPolicy: 'Allow',
        failedJobsHistoryLimit: 1,
        successfulJobsHistoryLimit: 3,
        suspend: false,
      },
    );
  });
});
