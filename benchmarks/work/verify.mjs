import { Answering } from './process.mjs';

/** @throws if a subject is not the cache it is measured as */
export async function verify(subjects) {
  return await Promise.all(
    subjects.map(async (subject) => {
      const worker = new Answering('./verify-worker.mjs', [subject]);
      try {
        return await worker.next();
      } finally {
        worker.end();
      }
    }),
  );
}
