import { counted } from '../../counted.js';
import type { EventSourceConfig } from '../../event-source/config.js';
import { isFifo } from '../../event-source/fifo.js';
import type { DeployedMapping } from './deployed.js';
import type { Difference, Severity } from './finding.js';

/** All of a mapping that does not depend on its table. */
export function diagnoseMapping(mapping: DeployedMapping, config: EventSourceConfig): Difference[] {
  return [
    ...diagnoseState(mapping, config),
    ...diagnoseResponseTypes(mapping, config),
    ...diagnoseDestination(mapping, config),
    ...diagnoseRetries(mapping),
    ...diagnoseSettings(mapping, config),
    ...diagnoseWindow(mapping),
  ];
}

function diagnoseState(mapping: DeployedMapping, { enabled = true }: EventSourceConfig): Difference[] {
  const { State, StateTransitionReason, LastProcessingResult } = mapping;
  const differences: Difference[] = [];
  const reason = StateTransitionReason ? ` (${StateTransitionReason})` : '';
  const add = (severity: Severity, needed: string, advice: string) =>
    differences.push({ severity, check: 'state', deployed: `${State}${reason}`, needed, advice });

  if (State === 'Disabled' || State === 'Disabling') {
    if (enabled)
      add('loses data', 'Enabled', 'Enable it within 24 hours of when it was disabled: then records expire.');
  } else if (State === 'Deleting') {
    add('loses data', 'a mapping that stays', 'Deploy a new one: nobody reads the stream any more.');
  } else if (State === 'Creating' || State === 'Enabling' || State === 'Updating') {
    add('hint', 'Enabled', 'It is being changed: run this again in a minute.');
  } else if (State && State !== 'Enabled') {
    add('warning', 'Enabled', 'Look at the mapping in the console of Lambda.');
  } else if (State === 'Enabled' && !enabled) {
    add('warning', 'Disabled, as eventSource.enabled says', 'Deploy again, or leave enabled out.');
  }
  if (/problem|error|fail|denied/i.test(LastProcessingResult ?? ''))
    differences.push({
      severity: 'warning',
      check: 'state',
      deployed: `the last batch: ${LastProcessingResult}`,
      needed: 'batches that end well',
      advice: "Look at the function's logs.",
    });
  return differences;
}

const REPORT = 'ReportBatchItemFailures';

function diagnoseResponseTypes(mapping: DeployedMapping, config: EventSourceConfig): Difference[] {
  const check = 'response types';
  const isDeployed = [mapping.FunctionResponseTypes ?? []].flat().includes(REPORT);
  const isNeeded = config.functionResponseTypes?.includes(REPORT) ?? false;
  if (isNeeded && !isDeployed)
    return [
      {
        severity: 'loses data',
        check,
        deployed: 'none',
        needed: REPORT,
        advice:
          'Lambda takes a batch with failures for a success: set FunctionResponseTypes, or leave reportBatchItemFailures out.',
      },
    ];
  if (isDeployed && !isNeeded)
    return [
      {
        severity: 'hint',
        check,
        deployed: REPORT,
        needed: 'none',
        advice:
          'It does no harm: a failure throws, and the whole batch is retried. reportBatchItemFailures: true would use it.',
      },
    ];
  return [];
}

function destinationOf(mapping: DeployedMapping): string | undefined {
  return mapping.DestinationConfig?.OnFailure?.Destination || undefined;
}

/** -1 is without a bound, as AWS writes it, and as it is where nothing was set. */
function boundsOf(mapping: DeployedMapping): string[] {
  const retries = mapping.MaximumRetryAttempts ?? -1;
  const age = mapping.MaximumRecordAgeInSeconds ?? -1;
  return [
    ...(retries >= 0 ? [counted(retries, 'retry', 'retries')] : []),
    ...(age >= 0 ? [counted(age, 'second')] : []),
  ];
}

function diagnoseDestination(mapping: DeployedMapping, { onFailureDestinationArn }: EventSourceConfig): Difference[] {
  const check = 'failure destination';
  const destination = destinationOf(mapping);
  if (destination !== undefined) return isFifo(destination) ? [fifoDestination(destination)] : [];
  const bounds = boundsOf(mapping);
  const needed = onFailureDestinationArn ?? 'a queue, a topic or a bucket';
  const advice = 'Set DestinationConfig.OnFailure, and allow the function to write to it.';
  if (bounds.length > 0)
    return [
      {
        severity: 'loses data',
        check,
        deployed: `none, and batches are given up after ${bounds.join(' or ')}`,
        needed,
        advice: `What is given up vanishes. ${advice}`,
      },
    ];
  return [{ severity: 'warning', check, deployed: 'none', needed, advice }];
}

function fifoDestination(destination: string): Difference {
  return {
    severity: 'loses data',
    check: 'failure destination',
    deployed: `${destination}, which is FIFO`,
    needed: 'a standard queue or topic, or a bucket',
    advice: 'Lambda does not write there, so what is given up vanishes: set another DestinationConfig.OnFailure.',
  };
}

/** No handler sees a window: its state goes back as it came. */
function diagnoseWindow({ TumblingWindowInSeconds: seconds = 0 }: DeployedMapping): Difference[] {
  if (!seconds) return [];
  return [
    {
      severity: 'warning',
      check: 'window',
      deployed: `a tumbling window of ${counted(seconds, 'second')}`,
      needed: 'none',
      advice:
        "Handlers do not see windows: the code hands each window's state back unchanged, so nothing is added up over it, and " +
        'each window costs one more invocation at its end. Set TumblingWindowInSeconds to 0.',
    },
  ];
}

function diagnoseRetries(mapping: DeployedMapping): Difference[] {
  if (boundsOf(mapping).length > 0) return [];
  const missing = [
    'MaximumRetryAttempts or MaximumRecordAgeInSeconds',
    ...(mapping.BisectBatchOnFunctionError ? [] : ['BisectBatchOnFunctionError']),
    ...(destinationOf(mapping) === undefined ? ['a failure destination'] : []),
  ];
  return [
    {
      severity: 'warning',
      check: 'retries',
      deployed: 'without end',
      needed: 'an end',
      advice: `A record that always fails blocks its shard until it expires. Set ${missing.join(', ')}.`,
    },
  ];
}

type Setting = readonly [name: keyof EventSourceConfig, deployed: unknown];

/** What the code sets and AWS has otherwise; with AWS's defaults, as it leaves out what it does not have. */
function diagnoseSettings(mapping: DeployedMapping, config: EventSourceConfig): Difference[] {
  const settings: readonly Setting[] = [
    ['batchSize', mapping.BatchSize ?? 100],
    ['maximumBatchingWindowInSeconds', mapping.MaximumBatchingWindowInSeconds ?? 0],
    ['parallelizationFactor', mapping.ParallelizationFactor ?? 1],
    ['maximumRetryAttempts', mapping.MaximumRetryAttempts ?? -1],
    ['maximumRecordAgeInSeconds', mapping.MaximumRecordAgeInSeconds ?? -1],
    ['bisectBatchOnFunctionError', mapping.BisectBatchOnFunctionError ?? false],
    // That there is none is a finding of its own.
    ['onFailureDestinationArn', destinationOf(mapping) ?? config.onFailureDestinationArn],
  ];
  const differing = settings.filter(([name, deployed]) => config[name] !== undefined && config[name] !== deployed);
  return differing.map(([name, deployed]) => ({
    severity: 'warning',
    check: 'configuration',
    deployed: `${name} ${deployed}`,
    needed: String(config[name]),
    advice: 'Deploy again.',
  }));
}
