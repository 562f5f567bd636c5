import { randomBytes, timingSafeEqual } from 'node:crypto';

/** What whoever was shown the URL knows, and nobody else. */
export class Token {
  readonly text = randomBytes(24).toString('base64url');
  readonly #bytes = Buffer.from(this.text);

  is(candidate: string | undefined): boolean {
    const bytes = Buffer.from(candidate ?? '');
    return bytes.length === this.#bytes.length && timingSafeEqual(bytes, this.#bytes);
  }
}
