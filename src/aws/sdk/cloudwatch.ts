// What is taken from the package, and no more: bundlers drop the rest. Imported dynamically only.
export {CloudWatchClient, GetMetricDataCommand} from '@aws-sdk/client-cloudwatch';
