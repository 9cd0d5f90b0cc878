import { Consumer } from './consumer.js';

/** Packing and installing takes seconds: all specs share one project, and write files of their own names into it. */
export let consumer: Consumer;

// Hooks of the root, registered once, by whichever spec imports this first.
before(async function () {
  // npm packs, which builds, and installs: half a minute on a busy machine.
  this.timeout(300_000);
  consumer = await Consumer.install();
});

after(() => consumer?.remove());
