/** The truth that is cached: a version per key, which only grows. It lives in the parent; clients ask by IPC. */
export class Source {
  #versions;

  constructor(keys) {
    this.#versions = Object.fromEntries(keys.map((key) => [key, 1]));
  }

  /** @returns the versions as they stand after the question: of one key, or of all */
  answer({ ask, key }) {
    if (ask === 'write') this.#versions[key]++;
    return key === undefined ? { ...this.#versions } : this.#versions[key];
  }
}

/** A client's way to the source. */
export class RemoteSource {
  #asked = new Map();
  #last = 0;

  constructor() {
    process.on('message', ({ id, answer }) => {
      this.#asked.get(id)?.(answer);
      this.#asked.delete(id);
    });
  }

  /** How many questions have no answer. */
  get asked() {
    return this.#asked.size;
  }

  read = (key) => this.#ask({ ask: 'read', key });
  write = (key) => this.#ask({ ask: 'write', key });
  readAll = () => this.#ask({ ask: 'read' });

  #ask(question) {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, resolve);
      // A refresh behind the scenes may ask when its process has said everything.
      if (!process.connected) return reject(new Error('the run is over'));
      process.send({ ...question, id }, (error) => error && reject(error));
    });
  }
}
