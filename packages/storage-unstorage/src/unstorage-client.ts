/** What of an unstorage is used. */
export interface UnstorageClient {
  getItemRaw(key: string): Promise<unknown>;
  /** @param options `ttl` in seconds, for drivers that know it */
  setItemRaw(key: string, value: Uint8Array, options: { readonly ttl?: number }): Promise<void>;
  removeItem(key: string): Promise<void>;
}
