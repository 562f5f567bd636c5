export const USAGE = `Usage: memoir inspect <redis-url> [action] [key...] [options]

Looks at what functions with a RedisStorage keep. Reads with SCAN, on a Cluster from every master, and leaves no
trace; only 'invalidate' changes anything.

  (no action)                the namespaces; with --namespace its keys
  show <key...>              what stands: age, deadlines, tags, size, serde
  explain <key...>           what the next call would do, and why
  invalidate <key...>        as a process's own invalidate: fences loads that are under way, tells the log

  -n, --namespace NAME       of which function
  -a, --arguments JSON       in place of a key: the arguments of a call, as '["ada", 7]'; may be given several times
  -t, --tag TAG              invalidate: what carries the tag, in all namespaces; may be given several times
      --everything           invalidate: the whole namespace
  -y, --yes                  invalidate: do not ask
      --values               show: the value as well
      --limit N              list no more keys than that
      --prefix PREFIX        the storage's own prefix (memoir)
      --json                 for scripts: one JSON document per line, and nothing else on standard output
      --progress             show how far a scan is, also where standard error is no terminal
  -h, --help, --version

A password can be left out of the URL and given as REDIS_PASSWORD; it is never printed.

Ends with code 0 where it is done, 1 where Redis cannot be reached or refuses, 2 where the command makes no sense,
3 where nothing stands under a key that was to be shown, 4 where an invalidation was not confirmed by who was asked.
`;
