// What a unit's event log has told since time 0, as sentences, read over the bus.
import { explainEvent } from '../client/event-text';
import type { Stage } from './stage';

/** @throws UnitError */
export async function eventsOf({ client, firstEvent }: Stage, slot: number): Promise<string[]> {
  const sentences: string[] = [];
  for (let from = firstEvent.get(slot) ?? 0; ; ) {
    const record = await client.readEvent(slot, from);
    if (record === undefined) return sentences;
    sentences.push(explainEvent(record).text);
    from = record.sequence + 1;
  }
}
