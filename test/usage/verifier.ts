/** Checks in production, as users write them; compiled only, like everything in this folder. */
import { ConsistencyVerifier, type VerifierReport, type Violation } from '@memoir/verifier';
import { memoize } from 'memoir';

const getUser = memoize(async (id: string) => ({ id, seenAt: Date.now() }));

const verifier = new ConsistencyVerifier({
  share: 0.001,
  checksPerSecond: 10,
  lookAgainAfter: ['1s', '10s'],
  isSame: (served: { id: string }, current: { id: string }) => served.id === current.id,
  onViolation: ({ label, staleFor, trace }: Violation) => console.error(label, staleFor, trace.at(-1)?.seen),
});
const leave: () => void = verifier.watch(getUser);
const report: VerifierReport = verifier.report();
console.log(report.staleness.map(({ upTo, answers }) => `${answers} up to ${upTo} ms`));
leave();
verifier.close();
// @ts-expect-error a share is a number
new ConsistencyVerifier({ share: '1%' });
