// What is taken from the package, and no more: bundlers drop the rest. Imported dynamically only.
export {
  AppRunnerClient,
  DescribeServiceCommand,
  DescribeVpcConnectorCommand,
  paginateDescribeCustomDomains,
  paginateListOperations,
  paginateListServices,
} from '@aws-sdk/client-apprunner';
