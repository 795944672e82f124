/**
 * How each stage of `npm test` tells how many tests it ran: it appends a line to the file that TEST_COUNTS names.
 * Not a reporter for people: each runner has its own.
 */
import { appendFileSync } from 'node:fs';

/** Does nothing when a runner is started by itself. */
export function reportCounts({ passed, failed, skipped = 0 }) {
  const file = process.env.TEST_COUNTS;
  if (file) appendFileSync(file, `${JSON.stringify({ passed, failed, skipped })}\n`);
}

/** A reporter for @web/test-runner. */
export function webTestCounts() {
  return {
    onTestRunFinished({ sessions }) {
      const counts = { passed: 0, failed: 0, skipped: 0 };
      const visit = (suite) => {
        for (const test of suite.tests) counts[test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed']++;
        suite.suites.forEach(visit);
      };
      for (const session of sessions) {
        if (session.testResults) visit(session.testResults);
        // A file that could not be loaded has no tests to count.
        if (session.errors.length > 0) counts.failed++;
      }
      reportCounts(counts);
    },
  };
}

/** A reporter for node:test, for use beside one that people read. */
export default async function* nodeTestCounts(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of events) {
    if (data?.details?.type === 'suite') continue;
    if (type === 'test:pass') counts[data.skip === undefined ? 'passed' : 'skipped']++;
    if (type === 'test:fail') counts.failed++;
  }
  reportCounts(counts);
  yield '';
}
