import { writeFileSync } from 'node:fs';

/** A run of checks: each is printed as it ends, and counted. */
export class CountedChecks {
  passed = 0;
  failed = 0;

  /**
   * @param {string} name what holds, in the present tense
   * @param {() => unknown} body throws, or returns a promise that is rejected, if it does not
   * @returns what the body answers; `undefined` after a failure
   */
  async check(name, body) {
    try {
      const answer = await body();
      this.passed++;
      console.log(`  ✓ ${name}`);
      return answer;
    } catch (error) {
      this.failed++;
      console.log(`  ✕ ${name}\n${indent(error instanceof Error ? error.message : String(error))}`);
      return undefined;
    }
  }

  /** Prints the sum, writes it to a file if one is named, and sets the exit code. */
  report(file) {
    console.log(`\nChecks: ${this.passed} passed, ${this.failed} failed`);
    if (file) {
      writeFileSync(file, JSON.stringify({ passed: this.passed, failed: this.failed }));
    }
    process.exitCode = this.failed > 0 ? 1 : 0;
  }
}

/** For a check that compares: both lists are short, and their difference is the message. */
export function requireNone(complaints) {
  if (complaints.length > 0) {
    throw new Error(complaints.join('\n'));
  }
}

function indent(text) {
  return text.replace(/^/gm, '      ');
}
