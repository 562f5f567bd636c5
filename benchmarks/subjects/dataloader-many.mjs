import DataLoader from 'dataloader';

/** Its cache is a Map: no time to live, no bound. */
export function create({ loadMany }) {
  const loader = new DataLoader(loadMany);
  return (keys) => loader.loadMany(keys);
}
