// A time to live for each value: with an entry builder of your own, and as a function in the options.
import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that nobody has to wait
import { type CacheEntry, type CacheKey, type EntryBuilder, type EntryContext, memoize } from 'memoir';

interface Quote {
  readonly price: number;
  readonly validForSeconds: number;
}

async function loadQuote(symbol: string): Promise<Quote> {
  console.log(`  loading ${symbol}`);
  return { price: 100, validForSeconds: symbol === 'GOLD' ? 3600 : 10 };
}

class AsLongAsTheQuoteIsValid implements EntryBuilder<Quote> {
  build(_key: CacheKey, quote: Quote, context: EntryContext): CacheEntry<Quote> {
    const validFor = quote.validForSeconds * 1000;
    return context.entry(quote, { updateAfter: validFor, expireAfter: validFor });
  }
}

const clock = new ManualClock();
const getQuote = memoize(loadQuote, { clock, entryBuilder: new AsLongAsTheQuoteIsValid() });
const getQuoteShort = memoize(loadQuote, {
  clock,
  lifeSpan: (quote) => ({ updateAfter: quote.validForSeconds * 1000, expireAfter: quote.validForSeconds * 1000 }),
});

for (const [form, get] of Object.entries({ 'entry builder': getQuote, 'short form': getQuoteShort })) {
  console.log(`${form}, at first:`);
  await get('GOLD');
  await get('TULIPS');
  await clock.advance('9s');
  console.log('9 seconds later both are still valid:');
  await get('GOLD');
  await get('TULIPS');
  await clock.advance('1s');
  console.log('10 seconds later one is not:');
  await get('GOLD');
  await get('TULIPS');
}
