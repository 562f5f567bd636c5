// What simple-memory-cache's users write, in memoir: a value that is fetched when it is first asked for.
import { cachedVariable, NO_VALUE_STORED, namedVariables } from 'memoir';

let fetches = 0;
const settings = cachedVariable(async () => ({ region: 'eu', fetches: ++fetches }), {
  onEachAccess: (stored) => `${stored.region} ${stored.fetches}`, // applied to each answer, never stored
});

console.log(settings.peek() === NO_VALUE_STORED);
console.log(await Promise.all([settings.get(), settings.get()]));
settings.invalidate();
console.log(await settings.get());

// By name, for as long as the process lives: the same name and loader give the same variable.
const loadRegion = () => 'eu';
const region = namedVariables.define('region', loadRegion);
console.log(await region.get(), namedVariables.define('region', loadRegion) === region);
