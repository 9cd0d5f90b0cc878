/** Congratulates on badges: a Lambda function on the stream of the table Achievements. */
import { bootstrap, type InsertRecord, OnInsert, Table } from 'onstream';

@Table('Achievements')
class CongratulationHandlers {
  @OnInsert
  congratulate({ newImage }: InsertRecord<{ player: string; badge: string }>) {
    console.log(`Congratulations, ${newImage.player}: ${newImage.badge.toUpperCase()}!`);
  }
}

export const handler = bootstrap(CongratulationHandlers, { reportBatchItemFailures: true });
